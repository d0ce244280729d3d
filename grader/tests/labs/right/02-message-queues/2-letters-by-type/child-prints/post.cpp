// One process more: a child sends each letter, and the parent waits for it before it makes the next.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

struct Letter {
    long type;
    char text[500];
};

int complain(const char* call) {
    std::fprintf(stderr, "post: %s: %s\n", call, strerrorname_np(errno));
    return 1;
}

int send(int queue, const char* argument) {
    const char* colon = std::strchr(argument, ':');
    Letter letter;
    if (colon == nullptr || std::strlen(colon + 1) > sizeof letter.text) return 2;
    letter.type = std::atol(argument);
    std::memcpy(letter.text, colon + 1, std::strlen(colon + 1));
    return msgsnd(queue, &letter, std::strlen(colon + 1), 0) == -1 ? complain("msgsnd") : 0;
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc < 3) return 2;
    const key_t key = ftok(argv[1], 'B');
    if (key == -1) return complain("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return complain("msgget");
    for (int i = 2; i < argc; ++i) {
        const pid_t child = fork();
        if (child == -1) return complain("fork");
        if (child == 0) _exit(send(queue, argv[i]));
        int status = 0;
        if (waitpid(child, &status, 0) == -1) return complain("waitpid");
        if (status != 0) return WEXITSTATUS(status);
    }
    return 0;
}
