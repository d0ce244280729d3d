// How does one program leave a message for another?
//
//     $ g++ -std=c++20 -Wall -Wextra -g sender.cpp -o sender
//     $ touch letters.key
//     $ ./sender letters.key 1 hello
//
// check: clean: ./sender letters.key 1 hello : ./receiver letters.key 1 last

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

// [letter]
struct Letter {
    long type;      // the kernel knows this one: at least 1
    char text[100]; // the rest is ours: any bytes, and as many as msgsnd is told
};
// [letter]

int main(int argc, char* argv[]) {
    if (argc != 4 || std::strlen(argv[3]) > sizeof Letter::text) {
        std::fprintf(stderr, "usage: sender KEYFILE TYPE TEXT, of at most %zu bytes\n", sizeof Letter::text);
        return 2;
    }
    // [send]
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600); // opens the queue, or makes it
    if (queue == -1) return fail("msgget");

    Letter letter{.type = std::atol(argv[2]), .text = {}};
    const size_t length = std::strlen(argv[3]);
    std::memcpy(letter.text, argv[3], length);
    if (msgsnd(queue, &letter, length, 0) == -1) return fail("msgsnd"); // the length of the text, without the type
    // [send]
}
