// When is a queue full? There are two limits.
//
//     $ g++ -std=c++20 -Wall -Wextra -g two_limits.cpp -o two_limits
//     $ ./two_limits
//     $ ./two_limits 1500               sets the limit to 1500 first
//
// check: clean: ./two_limits 1500

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

// Removes the queue however main ends.
struct Removed {
    int queue;
    ~Removed() { msgctl(queue, IPC_RMID, nullptr); }
};

struct Letter {
    long type;
    char text[1000];
};

// [fill]
// Sends messages of this length until no more goes in; the bytes that are in the queue then.
int fill(int queue, size_t length) {
    const Letter letter{.type = 1, .text = {}};
    while (msgsnd(queue, &letter, length, IPC_NOWAIT) == 0) {
    }
    if (errno != EAGAIN) return fail("msgsnd");
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    std::printf("full at %lu messages, %lu bytes (the limit is %lu)\n", data.msg_qnum, data.msg_cbytes, data.msg_qbytes);
    return 0;
}
// [fill]

// Another limit, where one is asked for.
int limit(int queue, int argc, char* argv[]) {
    if (argc < 2) return 0;
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    data.msg_qbytes = static_cast<msglen_t>(std::atol(argv[1]));
    return msgctl(queue, IPC_SET, &data) == -1 ? fail("msgctl") : 0;
}

int main(int argc, char* argv[]) {
    // [both]
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    if (limit(queue, argc, argv) != 0) return 1;
    std::printf("messages of 1000 bytes: ");
    if (fill(queue, 1000) != 0) return 1;
    std::printf("and one of 384 bytes:   ");
    if (fill(queue, 384) != 0) return 1;

    const int other = msgget(IPC_PRIVATE, 0600);
    if (other == -1) return fail("msgget");
    const Removed also_at_the_end{other};
    if (limit(other, argc, argv) != 0) return 1;
    std::printf("messages of 0 bytes:    ");
    return fill(other, 0);
    // [both]
}
