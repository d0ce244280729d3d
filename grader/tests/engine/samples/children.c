// All the ways in which a process comes by children: none of them is a deadlock.
#include "show.h"

#include <fcntl.h>
#include <spawn.h>

extern char** environ;

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int i = 0; i < 5; ++i)
        if (fork() == 0) _exit(i);
    int sum = 0;
    for (int i = 0; i < 5; ++i)
        sum += ended();
    show("fork", sum);
    show("wait", wait(NULL));

    const pid_t with_our_memory = vfork();
    if (with_our_memory == 0) _exit(4);
    show("vfork", ended());
    const pid_t other = vfork();
    if (other == 0) {
        execl("/bin/sh", "sh", "-c", "exit 5", NULL);
        _exit(127);
    }
    show("vfork and exec", ended());

    show("system", WEXITSTATUS(system("exit 6")));
    FILE* words = popen("echo one; sleep 0.01; echo two", "r");
    char line[20];
    while (fgets(line, sizeof line, words) != NULL)
        printf("popen: %s", line);
    show("pclose", pclose(words));
    FILE* sink = popen("cat", "w");
    fputs("to cat\n", sink);
    show("pclose", pclose(sink));

    pid_t pid = 0;
    char* arguments[] = {(char*)"sh", (char*)"-c", (char*)"exit 7", NULL};
    show("posix_spawn", posix_spawn(&pid, "/bin/sh", NULL, NULL, arguments, environ));
    show("its end", ended());

    // A daemon: its parent ends at once, it says a word to us by a pipe.
    int ends[2];
    if (pipe(ends) == -1) return 1;
    if (fork() == 0) {
        if (daemon(1, 1) == -1) _exit(1);
        usleep(1000);
        ssize_t n = write(ends[1], "from a daemon", 14);
        _exit(n == 14 ? 0 : 1);
    }
    close(ends[1]);
    show("the daemon's first process", ended());
    char word[20] = "";
    show("read", read(ends[0], word, sizeof word));
    puts(word);
    show("read", read(ends[0], word, sizeof word));

    siginfo_t info;
    memset(&info, 0, sizeof info);
    if ((pid = fork()) == 0) _exit(8);
    show("waitid", waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT));
    show("its status", info.si_status);
    show("waitpid", waitpid(pid, NULL, 0) == pid);
    show("waitpid", waitpid(pid, NULL, WNOHANG));
    return 0;
}
