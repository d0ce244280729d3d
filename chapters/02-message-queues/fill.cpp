// A queue is full. What does a sender do that may wait?
//
//     $ g++ -std=c++20 -Wall -Wextra -g fill.cpp -o fill
//     $ touch letters.key
//     1$ ./fill letters.key               fills a small queue, and waits
//     2$ ./drop letters.key               makes room
//     2$ ipcrm -q ID
//
// check: deadlock, advice leaked-object: ./fill letters.key

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
    if (argc != 2) {
        std::fprintf(stderr, "usage: fill KEYFILE\n");
        return 2;
    }
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return fail("msgget");
    // [limit]
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    data.msg_qbytes = 12; // a small queue, which is soon full
    if (msgctl(queue, IPC_SET, &data) == -1) return fail("msgctl");
    // [limit]
    // [fill]
    Letter letter{.type = 1, .text = {'h', 'e', 'l', 'l', 'o'}};
    int sent = 0;
    while (msgsnd(queue, &letter, 5, IPC_NOWAIT) == 0)
        ++sent;
    if (errno != EAGAIN) return fail("msgsnd");
    std::printf("%d messages of 5 bytes are in; now one that may wait\n", sent);

    letter.type = 2;
    if (msgsnd(queue, &letter, 5, 0) == -1) return fail("msgsnd"); // waits until there is room
    std::printf("it is in\n");
    // [fill]
}
