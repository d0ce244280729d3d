// How does a program remove a queue, and what do those say who wait at it?
//
//     $ g++ -std=c++20 -Wall -Wextra -g remove.cpp -o remove
//     $ touch letters.key
//     1$ ./receiver letters.key 0          waits
//     2$ ./remove letters.key
//
// check: advice leaked-object, advice removed-too-early: ./sender letters.key 1 hello : ./remove letters.key

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

// "msgget: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: remove KEYFILE\n");
        return 2;
    }
    // [remove]
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, 0); // only opens it
    if (queue == -1) return fail("msgget");
    if (msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl");
    // [remove]
}
