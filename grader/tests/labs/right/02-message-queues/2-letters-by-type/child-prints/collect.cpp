// One process more: what is collected goes through a pipe to a child, which prints it.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
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
    std::fprintf(stderr, "collect: %s: %s\n", call, strerrorname_np(errno));
    return 1;
}

int collect(int argc, char* argv[], FILE* out) {
    std::size_t room = sizeof Letter::text;
    int flags = 0;
    bool removes = false;
    for (int i = 4; i < argc; ++i) {
        const std::string option = argv[i];
        if (option == "--except") flags |= MSG_EXCEPT;
        if (option == "--cut") flags |= MSG_NOERROR;
        if (option == "--remove") removes = true;
        if (option == "--room") room = std::stoul(argv[++i]);
    }
    const key_t key = ftok(argv[1], 'B');
    if (key == -1) return complain("ftok");
    const int queue = msgget(key, 0);
    if (queue == -1) return complain("msgget");
    Letter letter;
    for (int left = std::atoi(argv[3]); left > 0; --left) {
        const ssize_t length = msgrcv(queue, &letter, room, std::atol(argv[2]), flags);
        if (length == -1) return complain("msgrcv");
        std::fprintf(out, "%ld:", letter.type);
        std::fwrite(letter.text, 1, static_cast<std::size_t>(length), out);
        std::fputc('\n', out);
    }
    return removes && msgctl(queue, IPC_RMID, nullptr) == -1 ? complain("msgctl") : 0;
}

} // namespace

int main(int argc, char* argv[]) {
    int ends[2];
    if (argc < 4 || pipe(ends) == -1) return 2;
    const pid_t child = fork();
    if (child == -1) return complain("fork");
    if (child == 0) {
        close(ends[1]);
        char buffer[1000];
        for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
            if (write(1, buffer, static_cast<std::size_t>(n)) != n) _exit(1);
        _exit(0);
    }
    close(ends[0]);
    FILE* out = fdopen(ends[1], "w");
    const int status = collect(argc, argv, out);
    std::fclose(out);
    return waitpid(child, nullptr, 0) == -1 ? complain("waitpid") : status;
}
