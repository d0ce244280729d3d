/* A program for the tests: hands variables of many kinds to msgsnd, of a queue that does not exist. */
#include <string.h>
#include <sys/msg.h>

struct letter {
    long type;
    char text[100];
};
struct note {
    long type;
    char text[40];
};
struct with_int {
    int type;
    char text[100];
};
struct two_ints {
    int type, length;
    double weight;
    char text[16];
};
struct padded {
    long type;
    char first;
    int number;
    char text[3];
};
struct open_end {
    long type;
    char text[];
};
struct with_bits {
    long type;
    unsigned low : 4, high : 4;
};
union both {
    struct letter letter;
    char bytes[200];
};

static struct open_end open_end = {1, "longer than the structure"};
static struct letter drafts[3];
static char packet[64];
static union both either;
static struct with_int with_int;
static struct two_ints two_ints;
static struct padded padded;
static struct with_bits with_bits;

__attribute__((noinline)) static int send_any(int number, const void* what) {
    return msgsnd(-number, what, 8, 0) + 1; /* CALL */
}

/* The letter has no name, and the note is in use only when the letter is not any more: both may lie in the same place. */
__attribute__((noinline)) static int take_turns(int how_often) {
    struct note note;
    int sum = 0;
    for (int i = 0; i < how_often; i++) {
        sum += send_any(20, &(struct letter){1, "hello"});
    }
    memset(&note, sum, sizeof note);
    return sum + send_any(21, &note);
}

__attribute__((noinline)) static int declare_later(int how_often) {
    int sum = 0;
    for (int i = 0; i < how_often; i++) {
        sum += send_any(22, &(struct letter){1, "hello"});
        struct note note;
        memset(&note, sum, sizeof note);
        sum += send_any(23, &note);
    }
    return sum;
}

int main(void) {
    struct letter own = {1, "own"};
    int sum = send_any(1, &own);
    sum += send_any(2, &open_end);
    sum += send_any(3, &drafts[1]);
    sum += send_any(4, packet + 4);
    sum += send_any(5, &either);
    sum += send_any(6, &with_int);
    sum += send_any(7, &two_ints);
    sum += send_any(8, &padded);
    sum += send_any(9, &with_bits);
    sum += send_any(10, &own.text[90]);
    sum += take_turns(sum > 0 ? 1 : 2);
    sum += declare_later(sum > 0 ? 1 : 2);
    return sum == 0;
}
