// Can a letter be left for somebody who comes later?
//
//     $ g++ -std=c++20 -Wall -Wextra -g post.cpp -o post
//     $ touch letters.key
//     $ ./post letters.key hello
//     $ ./collect letters.key
//
// check: clean: ./collect letters.key : ./post letters.key hello

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
        std::fprintf(stderr, "usage: post KEYFILE TEXT, of at most %zu bytes\n", sizeof Letter::text);
        return 2;
    }
    // [post]
    const key_t key = ftok(argv[1], 'L'); // the same file and letter give the same key
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600); // opens the queue, or makes it
    if (queue == -1) return fail("msgget");

    Letter letter{.type = 1, .text = {}};
    const size_t length = std::strlen(argv[2]);
    std::memcpy(letter.text, argv[2], length);
    if (msgsnd(queue, &letter, length, 0) == -1) return fail("msgsnd");
    std::printf("posted; bye\n");
    // [post]
}
