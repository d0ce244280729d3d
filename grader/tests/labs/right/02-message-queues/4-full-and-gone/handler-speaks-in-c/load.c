// The handlers do the talking themselves, with nothing but write; SIGTERM's leaves the program from within.

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <unistd.h>

static volatile sig_atomic_t sent;

static void say(const char *words)
{
    char line[64], digits[16];
    int size = 0, rest = sent;
    do
        digits[size++] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    int at = 0;
    while (size > 0)
        line[at++] = digits[--size];
    while (*words)
        line[at++] = *words++;
    if (write(STDOUT_FILENO, line, (size_t)at) == -1)
        _exit(1);
}

static void on_question(int number)
{
    (void)number;
    const int error = errno;
    say(" so far\n");
    errno = error;
}

static void on_end(int number)
{
    (void)number;
    say(" sent\n");
    _exit(0);
}

static void fail(const char *call)
{
    fprintf(stderr, "load: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

int main(int argc, char *argv[])
{
    if (argc < 2)
        return 2;
    int flags = 0;
    unsigned long limit = 0;
    for (int i = 2; i < argc; ++i)
        if (strcmp(argv[i], "--nowait") == 0)
            flags = IPC_NOWAIT;
        else if (strcmp(argv[i], "--limit") == 0 && i + 1 < argc)
            limit = strtoul(argv[++i], NULL, 10);

    signal(SIGUSR1, on_question);
    signal(SIGTERM, on_end);
    key_t key = ftok(argv[1], 'F');
    if (key == -1)
        fail("ftok");
    int queue = msgget(key, 0600 | IPC_CREAT);
    if (queue == -1)
        fail("msgget");
    struct msqid_ds state;
    if (limit > 0) {
        if (msgctl(queue, IPC_STAT, &state) == -1)
            fail("msgctl");
        state.msg_qbytes = limit;
        if (msgctl(queue, IPC_SET, &state) == -1)
            fail("msgctl");
    }

    struct {
        long type;
        char text[1024];
    } letter = {1, ""};
    while (fgets(letter.text, sizeof letter.text, stdin)) {
        size_t size = strcspn(letter.text, "\n");
        int result;
        do
            result = msgsnd(queue, &letter, size, flags);
        while (result == -1 && errno == EINTR);
        if (result == -1) {
            const int error = errno;
            say(" sent\n");
            errno = error;
            fail("msgsnd");
        }
        ++sent;
    }
    say(" sent\n");
    return 0;
}
