// Two processes that write their names as they come: a schedule decides what comes out.
#include <cstdio>
#include <initializer_list>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct Letter {
    long mtype;
    char name;
};

int main() {
    const int queue = msgget(IPC_PRIVATE, 0600);
    for (const char name : {'a', 'b', 'c'}) {
        if (fork() != 0) continue;
        for (int i = 0; i < 4; ++i) {
            const Letter letter{1, name};
            msgsnd(queue, &letter, 1, 0);
        }
        _exit(0);
    }
    while (wait(nullptr) > 0) {
    }
    Letter letter{};
    for (int i = 0; i < 12; ++i) {
        msgrcv(queue, &letter, 1, 0, 0);
        std::putchar(letter.name);
    }
    std::puts("");
    msgctl(queue, IPC_RMID, nullptr);
}
