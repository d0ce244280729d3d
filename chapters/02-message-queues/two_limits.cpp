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

// A new queue, with another limit where one is asked for.
int new_queue(int argc, char* argv[]) {
    const int queue = msgget(IPC_PRIVATE, 0600);
    msqid_ds data;
    if (queue == -1 || argc < 2 || msgctl(queue, IPC_STAT, &data) == -1) return queue;
    data.msg_qbytes = static_cast<msglen_t>(std::atol(argv[1]));
    if (msgctl(queue, IPC_SET, &data) != -1) return queue;
    const int error = errno;
    msgctl(queue, IPC_RMID, nullptr);
    errno = error;
    return -1;
}

int main(int argc, char* argv[]) {
    // [both]
    const int queue = new_queue(argc, argv);
    if (queue == -1) return fail("msgget or msgctl");
    const Removed at_the_end{queue};
    std::printf("messages of 1000 bytes: ");
    if (fill(queue, 1000) != 0) return 1;
    std::printf("and one of 384 bytes:   ");
    if (fill(queue, 384) != 0) return 1;

    const int other = new_queue(argc, argv);
    if (other == -1) return fail("msgget or msgctl");
    const Removed also_at_the_end{other};
    std::printf("messages of 0 bytes:    ");
    return fill(other, 0);
    // [both]
}
