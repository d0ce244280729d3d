// WRONG: a sender removes the queue when it has sent its last message. Does the message arrive?
//
//     $ g++ -std=c++20 -Wall -Wextra -g send_and_go.cpp -o send_and_go
//     $ touch letters.key
//     1$ ./receiver letters.key 0            waits
//     2$ ./send_and_go letters.key hello      and now the other way round: this one first
//
// check: removed-too-early: ./receiver letters.key 0 : ./send_and_go letters.key hello

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

struct Letter {
    long type;
    char text[100];
};

int main(int argc, char* argv[]) {
    if (argc != 3 || std::strlen(argv[2]) > sizeof Letter::text) {
        std::fprintf(stderr, "usage: send_and_go KEYFILE TEXT, of at most %zu bytes\n", sizeof Letter::text);
        return 2;
    }
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return fail("msgget");
    // [go]
    Letter letter{.type = 1, .text = {}};
    const size_t length = std::strlen(argv[2]);
    std::memcpy(letter.text, argv[2], length);
    if (msgsnd(queue, &letter, length, 0) == -1) return fail("msgsnd");
    if (msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl"); // it is sent, is it not?
    // [go]
}
