// Is a letter still there when its sender has gone?
//
//     $ g++ -std=c++20 -Wall -Wextra -g collect.cpp -o collect
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
    if (argc != 2) {
        std::fprintf(stderr, "usage: collect KEYFILE\n");
        return 2;
    }
    // [collect]
    const key_t key = ftok(argv[1], 'L');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600); // either of the two may come first
    if (queue == -1) return fail("msgget");

    Letter letter{};
    const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 0, 0); // waits where there is none
    if (length == -1) return fail("msgrcv");
    std::printf("\"%.*s\"\n", static_cast<int>(length), letter.text);

    if (msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl"); // a queue stays until somebody removes it
    // [collect]
}
