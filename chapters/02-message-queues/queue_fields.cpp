// Which field of msqid_ds does what change?
//
//     $ g++ -std=c++20 -Wall -Wextra -g queue_fields.cpp -o queue_fields
//     $ ./queue_fields
//
// check: clean

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
    char text[100];
};

// [show]
const char* who(pid_t pid, pid_t child) {
    if (pid == 0) return "nobody";
    return pid == child ? "the child" : pid == getpid() ? "the parent" : "somebody else";
}

int show(const char* when, int queue, pid_t child) {
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    std::printf("%-18s %8lu %10lu %10lu  %-11s %-11s %-6s %-6s\n", when, data.msg_qnum, data.msg_cbytes, data.msg_qbytes,
                who(data.msg_lspid, child), who(data.msg_lrpid, child), data.msg_stime == 0 ? "never" : "set",
                data.msg_rtime == 0 ? "never" : "set");
    return 0;
}
// [show]

int main() {
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    // [fields]
    std::printf("                   msg_qnum msg_cbytes msg_qbytes  msg_lspid   msg_lrpid   _stime _rtime\n");
    show("new", queue, -1);
    Letter letter{.type = 1, .text = "hello"};
    if (msgsnd(queue, &letter, 5, 0) == -1) return fail("msgsnd");
    if (msgsnd(queue, &letter, 3, 0) == -1) return fail("msgsnd");
    show("two were sent", queue, -1);

    std::fflush(stdout); // else the child's copy of what is not printed yet is printed, too
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) std::exit(msgrcv(queue, &letter, sizeof letter.text, 0, 0) == -1 ? fail("msgrcv") : 0);
    if (wait(nullptr) == -1) return fail("wait");
    show("one was received", queue, child);

    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    data.msg_qbytes = 1000;
    if (msgctl(queue, IPC_SET, &data) == -1) return fail("msgctl");
    show("limit was changed", queue, child);
    // [fields]
}
