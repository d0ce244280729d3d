#define _GNU_SOURCE
// In C, with getopt_long for the options and MSG_EXCEPT as they come.

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>

static void fail(const char *call) {
    fprintf(stderr, "collect: %s: %s (%s)\n", call, strerrorname_np(errno), strerror(errno));
    exit(1);
}

int main(int argc, char **argv) {
    static const struct option options[] = {{"except", no_argument, NULL, 'e'},
                                            {"room", required_argument, NULL, 'r'},
                                            {"cut", no_argument, NULL, 'c'},
                                            {"remove", no_argument, NULL, 'x'},
                                            {NULL, 0, NULL, 0}};
    struct letter {
        long type;
        char text[500];
    } letter;
    size_t room = sizeof letter.text;
    int flags = 0, removes = 0, option;
    if (argc < 4) return 2;
    const char *file = argv[1];
    long type = strtol(argv[2], NULL, 10), count = strtol(argv[3], NULL, 10);
    // The three arguments come first, and a type may begin with a minus: the options begin behind them.
    argv += 3;
    argc -= 3;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'e': flags |= MSG_EXCEPT; break;
        case 'c': flags |= MSG_NOERROR; break;
        case 'x': removes = 1; break;
        case 'r': room = strtoul(optarg, NULL, 10); break;
        default: return 2;
        }
    }
    key_t key = ftok(file, 'B');
    if (key == -1) fail("ftok");
    int queue = msgget(key, 0600);
    if (queue == -1) fail("msgget");
    while (count-- > 0) {
        ssize_t length = msgrcv(queue, &letter, room, type, flags);
        if (length == -1) fail("msgrcv");
        printf("%ld:%.*s\n", letter.type, (int)length, letter.text);
    }
    if (removes && msgctl(queue, IPC_RMID, NULL) == -1) fail("msgctl");
    return 0;
}
