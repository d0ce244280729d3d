// Two programs have the same key. Do they get the same object?
//
//     $ g++ -std=c++20 -Wall -Wextra -g key_and_id.cpp -o key_and_id
//     $ touch letters.key
//     $ ./key_and_id letters.key            makes the queue, or opens it
//     $ ./key_and_id letters.key remove     the same, and removes it
//
// check: clean: ./key_and_id letters.key remove

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

// "ftok: ENOENT (No such file or directory)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: key_and_id KEYFILE [remove]\n");
        return 2;
    }
    // [get]
    const key_t key = ftok(argv[1], 'L');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return fail("msgget");
    std::printf("process %d: key %#x, identifier %d\n", getpid(), static_cast<unsigned>(key), queue);
    // [get]
    if (argc > 2 && msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl");
}
