// How does a program get a message out of a queue?
//
//     $ g++ -std=c++20 -Wall -Wextra -g receiver.cpp -o receiver
//     $ touch letters.key
//     $ ./receiver letters.key 0          any message
//     $ ./receiver letters.key 2          one of type 2
//     $ ./receiver letters.key 0 last     then removes the queue
//
// check: clean: ./receiver letters.key 1 last : ./sender letters.key 1 hello

#include <cerrno>
#include <cstdio>
#include <cstdlib>
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
    if (argc < 3) {
        std::fprintf(stderr, "usage: receiver KEYFILE MSGTYP [last]\n");
        return 2;
    }
    // [receive]
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600); // either of the two may come first
    if (queue == -1) return fail("msgget");

    Letter letter{};
    const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, std::atol(argv[2]), 0); // waits where there is none
    if (length == -1) return fail("msgrcv");
    std::printf("type %ld, %zd bytes: \"%.*s\"\n", letter.type, length, static_cast<int>(length), letter.text);
    // [receive]
    if (argc > 3 && msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl");
}
