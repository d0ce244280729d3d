// A segment is removed while somebody has it attached. What is left of it?
//
//     $ g++ -std=c++20 -Wall -Wextra -g removed_while_attached.cpp -o removed_while_attached
//     $ ./removed_while_attached
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>

constexpr key_t key = 0x53;

// "shmctl: EINVAL (Invalid argument)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes the segment however main ends.
struct Removed {
    int segment;
    ~Removed() { shmctl(segment, IPC_RMID, nullptr); }
};

// [tell]
void tell(const char* when, int segment) {
    shmid_ds data;
    if (shmctl(segment, IPC_STAT, &data) == -1) {
        fail("shmctl");
        return;
    }
    std::printf("%-10s key %#x, mode %05o, attached %lu\n", when, static_cast<unsigned>(data.shm_perm.__key),
                static_cast<unsigned>(data.shm_perm.mode), data.shm_nattch);
}
// [tell]

int main() {
    // [removed]
    const int segment = shmget(key, 100, IPC_CREAT | IPC_EXCL | 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    char* const text = static_cast<char*>(shmat(segment, nullptr, 0));
    if (text == reinterpret_cast<void*>(-1)) return fail("shmat");
    std::strcpy(text, "still here");
    tell("before:", segment);
    if (shmctl(segment, IPC_RMID, nullptr) == -1) return fail("shmctl");
    tell("removed:", segment);
    std::printf("the text: \"%s\"\n", text);

    if (shmget(key, 0, 0) == -1) fail("shmget");
    const int other = shmget(key, 100, IPC_CREAT | 0600);
    if (other == -1) return fail("shmget");
    const Removed also_at_the_end{other};
    std::printf("made with the same key: %s segment\n", other == segment ? "the same" : "another");

    const void* const again = shmat(segment, nullptr, 0); // whoever has the identifier
    if (again == reinterpret_cast<void*>(-1)) return fail("shmat");
    tell("again:", segment);
    if (shmdt(again) == -1 || shmdt(text) == -1) return fail("shmdt");
    tell("", segment);
    // [removed]
}
