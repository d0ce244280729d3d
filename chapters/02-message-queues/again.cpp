// How does one wait for a message, whatever signals come?
//
//     $ g++ -std=c++20 -Wall -Wextra -g again.cpp -o again
//     $ touch letters.key
//     1$ ./again letters.key
//     2$ kill -USR1 PID                   as often as you like
//     2$ ./sender letters.key 1 hello
//
// check: clean: ./again letters.key : ./sender letters.key 1 hello

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

struct Letter {
    long type;
    char text[100];
};

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: again KEYFILE\n");
        return 2;
    }
    struct sigaction action {};
    action.sa_handler = [](int) {};
    if (sigaction(SIGUSR1, &action, nullptr) == -1) return fail("sigaction");
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return fail("msgget");
    std::printf("process %d waits\n", getpid());
    // [again]
    Letter letter{};
    ssize_t length = 0;
    while ((length = msgrcv(queue, &letter, sizeof letter.text, 0, 0)) == -1) {
        if (errno != EINTR) return fail("msgrcv");
        std::printf("a signal; I go on waiting\n");
    }
    std::printf("\"%.*s\"\n", static_cast<int>(length), letter.text);
    // [again]
    if (msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl");
}
