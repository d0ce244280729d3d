// How does one take a message out without wanting its text?
//
//     $ g++ -std=c++20 -Wall -Wextra -g drop.cpp -o drop
//     $ touch letters.key
//     1$ ./fill letters.key              fills the queue, and waits
//     2$ ./drop letters.key              takes one message out
//     2$ ./drop letters.key last         one more, and removes the queue
//
// check: clean: ./drop letters.key last : ./sender letters.key 1 hello

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
    char nothing[1]; // C++ has no arrays of 0
};

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: drop KEYFILE [last]\n");
        return 2;
    }
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return fail("msgget");
    // [drop]
    Letter letter;
    if (msgrcv(queue, &letter, 0, 0, MSG_NOERROR) == -1) return fail("msgrcv"); // room for 0 bytes: the text is thrown away
    std::printf("one of type %ld is out\n", letter.type);
    // [drop]
    if (argc > 2 && msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl");
}
