// What does shm_nattch count?
//
//     $ g++ -std=c++20 -Wall -Wextra -g attach_counts.cpp -o attach_counts
//     $ ./attach_counts
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

// "shmget: ENOSPC (No space left on device)"
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
bool tell(const char* when, int segment) {
    shmid_ds data;
    if (shmctl(segment, IPC_STAT, &data) == -1) return false;
    std::printf("%-26s %lu\n", when, data.shm_nattch);
    return true;
}
// [tell]

int main(int argc, char* argv[]) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // line by line into a pipe, too, or a child would have our lines once more
    if (argc > 1) return tell("the child, after exec:", std::atoi(argv[1])) ? 0 : fail("shmctl");
    const int segment = shmget(IPC_PRIVATE, 100, 0600);
    if (segment == -1) return fail("shmget");
    const Removed at_the_end{segment};
    // [counts]
    tell("new:", segment);
    void* const first = shmat(segment, nullptr, 0);
    if (first == reinterpret_cast<void*>(-1)) return fail("shmat");
    tell("attached:", segment);
    void* const second = shmat(segment, nullptr, 0);
    if (second == reinterpret_cast<void*>(-1)) return fail("shmat");
    tell("attached once more:", segment);

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        tell("the child, after fork:", segment);
        execl(argv[0], argv[0], std::to_string(segment).c_str(), nullptr);
        std::exit(fail("execl"));
    }
    if (wait(nullptr) == -1) return fail("wait");
    tell("the child has ended:", segment);
    if (shmdt(first) == -1) return fail("shmdt");
    tell("one detached:", segment);
    // [counts]
}
