// A receiver waits with room for five bytes. What does a longer message do?
//
//     $ g++ -std=c++20 -Wall -Wextra -g small_room.cpp -o small_room
//     $ touch letters.key
//     1$ ./small_room letters.key
//     2$ ./sender letters.key 1 "hello world"
//     2$ ./receiver letters.key 0 last   takes it, and removes the queue
//
// check: clean: ./small_room letters.key last : ./sender letters.key 1 hello

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
    char text[5];
};

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: small_room KEYFILE [last]\n");
        return 2;
    }
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return fail("msgget");
    // [small]
    Letter letter;
    const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 0, 0);
    if (length == -1) return fail("msgrcv");
    std::printf("%zd bytes: \"%.*s\"\n", length, static_cast<int>(length), letter.text);
    // [small]
    if (argc > 2 && msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl");
}
