// What may another user do with a queue of mode 0644?
//
//     $ g++ -std=c++20 -Wall -Wextra -g stranger.cpp -o stranger
//     $ ./as_in_notes send hello         makes the queue
//     $ ./stranger                       as another user
//
// check: clean: ./stranger

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

struct Letter {
    long type;
    char text[100];
};

bool told(const char* attempt, const char* call, long result) {
    if (result == -1)
        std::printf("  %-22s %s: %s (%s)\n", attempt, call, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("  %-22s yes\n", attempt);
    return result != -1;
}

int main() {
    // [try]
    std::printf("uid %u:\n", geteuid());
    told("open, asking for 0644", "msgget", msgget(1234, 0644));
    const int queue = msgget(1234, 0);
    if (!told("open, asking nothing", "msgget", queue)) return 1;
    Letter letter{.type = 1, .text = "to all"};
    told("receive", "msgrcv", msgrcv(queue, &letter, sizeof letter.text, 1, IPC_NOWAIT));
    told("send", "msgsnd", msgsnd(queue, &letter, 6, IPC_NOWAIT));
    // [try]
}
