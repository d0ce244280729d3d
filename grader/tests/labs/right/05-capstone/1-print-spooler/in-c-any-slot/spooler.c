#include "office.h"

/* Whether a line that begins with the same number is in the file: it is read anew each time. */
static int printed(const char *name, const char *line) {
    FILE *file = fopen(name, "r");
    if (file == NULL) die("fopen");
    char *other = NULL;
    size_t room = 0;
    int found = 0;
    while (!found && getline(&other, &room, file) != -1)
        found = atoi(other) == atoi(line);
    free(other);
    fclose(file);
    return found;
}

static void print_all(const struct office *o, int out, const char *name) {
    for (int slot = 0; slot < o->slots; slot++) {
        if (!full(o, slot)) continue;
        const struct page *page = &o->pages[slot];
        if (!printed(name, page->line) && write(out, page->line, page->length) != (ssize_t)page->length) die("write");
        struct sembuf empty = {(unsigned short)(slot + 1), -1, IPC_NOWAIT};
        operate(o, &empty, 1);
    }
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    struct office o = {.slots = atoi(argv[3])};
    const int out = open(argv[2], O_WRONLY | O_APPEND | O_CREAT, 0666);
    if (out == -1) die("open");
    if ((o.queue = msgget(key_for(argv[1], 'Q'), IPC_CREAT | MODE)) == -1) die("msgget");
    if ((o.set = semget(key_for(argv[1], 'S'), o.slots + 1, IPC_CREAT | MODE)) == -1) die("semget");
    const size_t size = (size_t)o.slots * sizeof(struct page);
    if ((o.segment = shmget(key_for(argv[1], 'T'), size, IPC_CREAT | MODE)) == -1) die("shmget");
    if ((o.pages = shmat(o.segment, NULL, 0)) == (void *)-1) die("shmat");
    long type = LOOK;
    while (type != STOP) {
        print_all(&o, out, argv[2]);
        if (msgrcv(o.queue, &type, 0, -STOP, 0) == -1) die("msgrcv");
    }
    if (shmctl(o.segment, IPC_RMID, NULL) == -1) die("shmctl");
    if (semctl(o.set, 0, IPC_RMID) == -1) die("semctl");
    if (msgctl(o.queue, IPC_RMID, NULL) == -1) die("msgctl");
    return close(out) == -1;
}
