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
    if (queue == -1) {
        std::perror("msgget");
        return 1;
    }
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
