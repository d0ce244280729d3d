// Who needs somebody at the other end: the writer of a FIFO, or the sender of a message?
//
//     $ g++ -std=c++20 -Wall -Wextra -g nobody_there.cpp -o nobody_there
//     $ ./nobody_there
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/stat.h>
#include <unistd.h>

// "open: ENXIO (No such device or address)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

struct Letter {
    long type;
    char text[8];
};

int main() {
    // [nobody]
    if (mkfifo("nobody.fifo", 0600) == -1) return fail("mkfifo");
    const int fifo = open("nobody.fifo", O_WRONLY | O_NONBLOCK); // not waiting for a reader
    if (fifo == -1) fail("open of a FIFO that nobody reads");
    if (unlink("nobody.fifo") == -1) return fail("unlink");

    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Letter letter{1, "hello"};
    const int sent = msgsnd(queue, &letter, 5, IPC_NOWAIT); // not waiting either
    std::printf("msgsnd to a queue that nobody reads: %s\n", sent == 0 ? "sent" : "refused");
    if (msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl");
    // [nobody]
}
