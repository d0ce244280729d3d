// A queue's mode is 0: nobody may do anything. When does the kernel say so?
//
//     $ g++ -std=c++20 -Wall -Wextra -g not_asked.cpp -o not_asked
//     $ ./not_asked                    as an ordinary user: root may do everything
//
// check: advice odd-mode

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

// "msgget: ENOSPC (No space left on device)"
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
    char text[8];
};

// [attempts]
void told(const char* attempt, const char* call, long result) {
    if (result == -1)
        std::printf("%-22s %s: %s (%s)\n", attempt, call, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("%-22s fine\n", attempt);
}

int main() {
    const int queue = msgget(0x51, IPC_CREAT | IPC_EXCL | 0);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    told("open, asking nothing", "msgget", msgget(0x51, 0));
    told("open, to read", "msgget", msgget(0x51, 0400));
    told("open, to write", "msgget", msgget(0x51, 0200));
    Letter letter{1, "hello"};
    told("send", "msgsnd", msgsnd(queue, &letter, 5, IPC_NOWAIT));
    told("receive", "msgrcv", msgrcv(queue, &letter, sizeof letter.text, 0, IPC_NOWAIT));
    msqid_ds data;
    told("look", "msgctl", msgctl(queue, IPC_STAT, &data));
    told("remove", "msgctl", msgctl(queue, IPC_RMID, nullptr));
}
// [attempts]
