/* A program for the tests, in C: what letters.cpp does, with C's own kinds of types. */
#include <stddef.h>
#include <sys/msg.h>

struct letter {
    long mtype;
    char mtext[100];
};

typedef struct {
    long mtype;
    union {
        char text[64];
        int numbers[4];
    } body;
    struct letter copies[2];
} note;

static struct letter draft;

__attribute__((noinline)) static int send_letter(const struct letter* letter) {
    return msgsnd(-1, letter, 8, 0) + 1; /* CALL 1 */
}

__attribute__((noinline)) static int send_note(int number) {
    note own = {.mtype = number};
    own.body.numbers[1] = number;
    return msgsnd(-2, &own.copies[1].mtext, 8, 0) + 1; /* CALL 2 */
}

__attribute__((noinline)) static int send_pointer(void) {
    struct letter* where = &draft;
    return msgsnd(-3, &where, 8, 0) + 1; /* CALL 3 */
}

__attribute__((noinline)) static int send_parameter(struct letter letter, size_t size) {
    return msgsnd(-4, &letter, size, 0) + 1; /* CALL 4 */
}

int main(void) {
    struct letter own = {1, "own"};
    int sum = send_letter(&own);
    sum += send_letter(&draft);
    sum += send_note(sum);
    sum += send_pointer();
    sum += send_parameter(own, 8);
    return sum == 0;
}
