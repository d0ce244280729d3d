// What may this user do with a queue, and what not?
//
//     $ g++ -std=c++20 -Wall -Wextra -g who_may.cpp -o who_may
//     $ ./give_away letters.key 1001   makes a queue
//     $ ./who_may letters.key          says what may be done
//     $ ./who_may letters.key remove   tries to remove it, too
//
// check: clean: ./who_may letters.key

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

struct Letter {
    long type;
    char text[8];
};

bool told(const char* attempt, const char* call, int result) {
    if (result == -1)
        std::printf("  %-10s %s: %s (%s)\n", attempt, call, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("  %-10s yes\n", attempt);
    return result != -1;
}

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: who_may KEYFILE [remove]\n");
        return 2;
    }
    // [may]
    std::printf("uid %u:\n", geteuid());
    const key_t key = ftok(argv[1], 'G');
    if (!told("key", "ftok", key)) return 1;
    const int queue = msgget(key, 0); // asks for no permission
    if (!told("open", "msgget", queue)) return 1;

    const Letter letter{1, "hello"};
    told("send", "msgsnd", msgsnd(queue, &letter, 5, IPC_NOWAIT));
    msqid_ds data;
    if (!told("look", "msgctl", msgctl(queue, IPC_STAT, &data))) data = {};
    told("change", "msgctl", msgctl(queue, IPC_SET, &data));
    if (argc > 2) told("remove", "msgctl", msgctl(queue, IPC_RMID, nullptr));
    // [may]
}
