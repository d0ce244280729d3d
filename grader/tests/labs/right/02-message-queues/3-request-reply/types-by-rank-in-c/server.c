// Requests have type 1 and the order to stop type 2; the server asks for both at once, the lower first, so that all who asked before
// are answered. A request is a text, "REPLY-TYPE WORD".

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>

enum { most = 100 };
struct entry {
    char *word, *meaning;
};
struct message {
    long type;
    char text[512];
};

static void fail(const char *call)
{
    fprintf(stderr, "server: %s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

int main(int argc, char *argv[])
{
    static struct entry book[most];
    int words = 0;
    char *line = NULL;
    size_t room = 0;
    while (words < most && getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        char *sign = strchr(line, '=');
        if (!sign)
            continue;
        *sign = '\0';
        book[words++] = (struct entry){strdup(line), strdup(sign + 1)};
    }
    free(line);
    if (argc != 2)
        return 2;
    key_t key = ftok(argv[1], 'D');
    if (key == -1)
        fail("ftok");
    int queue = msgget(key, 0600 | IPC_CREAT | IPC_EXCL);
    if (queue == -1)
        fail("msgget");

    int count = 0, status = 0;
    for (;; ++count) {
        struct message message;
        ssize_t size = msgrcv(queue, &message, sizeof message.text - 1, -2, 0);
        if (size == -1) {
            perror("server: msgrcv");
            status = 1;
            break;
        }
        if (message.type == 2)
            break;
        message.text[size] = '\0';
        char *word = NULL;
        message.type = strtol(message.text, &word, 10);
        const char *meaning = "";
        for (int i = 0; i < words; ++i)
            if (strcmp(book[i].word, word + 1) == 0)
                meaning = book[i].meaning;
        size_t length = strlen(meaning);
        memcpy(message.text, meaning, length);
        if (msgsnd(queue, &message, length, 0) == -1) {
            perror("server: msgsnd");
            status = 1;
            break;
        }
    }
    if (msgctl(queue, IPC_RMID, NULL) == -1)
        fail("msgctl");
    printf("%d answered\n", count);
    return status;
}
