// A signal comes while a process waits in msgrcv or in msgsnd. And with SA_RESTART?
//
//     $ g++ -std=c++20 -Wall -Wextra -g interrupted.cpp -o interrupted
//     $ ./interrupted
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/msg.h>
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

int main() {
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    // [signal]
    struct sigaction action {};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART; // "make the call again by yourself"
    if (sigaction(SIGALRM, &action, nullptr) == -1) return fail("sigaction");

    Letter letter{.type = 1, .text = {}};
    alarm(1); // SIGALRM in a second
    if (msgrcv(queue, &letter, sizeof letter.text, 0, 0) == -1) fail("nothing to receive: msgrcv");

    while (msgsnd(queue, &letter, sizeof letter.text, IPC_NOWAIT) == 0) {
    }
    if (errno != EAGAIN) return fail("msgsnd");
    alarm(1);
    if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) fail("no room to send: msgsnd");
    // [signal]
}
