// WRONG: two processes send each other some letters, and both send first. How many can there be?
//
//     $ g++ -std=c++20 -Wall -Wextra -g both_first.cpp -o both_first
//     $ ./both_first 5
//     $ ./both_first 11                  Ctrl-C, and ipcrm -q ID
//     $ ../../ipclab check ./both_first 6
//
// check: deadlock, advice leaked-object: ./both_first 6

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

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
    char text[10];
};

// [first]
// Sends so many letters, and then takes out as many from the other one.
int send_then_receive(int queue, int count, long to, long from) {
    Letter letter{.type = to, .text = "good news"};
    for (int i = 0; i < count; ++i)
        if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) return fail("msgsnd");
    for (int i = 0; i < count; ++i)
        if (msgrcv(queue, &letter, sizeof letter.text, from, 0) == -1) return fail("msgrcv");
    std::printf("sent %d, received %d\n", count, count);
    return 0;
}
// [first]

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: both_first COUNT\n");
        return 2;
    }
    const int count = std::atoi(argv[1]);
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    data.msg_qbytes = 100; // room for ten letters
    if (msgctl(queue, IPC_SET, &data) == -1) return fail("msgctl");

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) std::exit(send_then_receive(queue, count, 1, 2));
    const int result = send_then_receive(queue, count, 2, 1);
    if (wait(nullptr) == -1) return fail("wait");
    return result;
}
