// argv[1] producers and as many consumers share a buffer of 2 places; argv[2] items go through it.
#include "crossing.h"

enum { room, items, mutex };

int main(int argc, char** argv) {
    const int sides = argc > 1 ? atoi(argv[1]) : 2, total = argc > 2 ? atoi(argv[2]) : 3;
    const int set = make_set(3, 0);
    need(semctl(set, room, SETVAL, 2), "semctl");
    need(semctl(set, mutex, SETVAL, 1), "semctl");
    int children[most_children];
    for (int i = 0; i < 2 * sides; ++i) {
        children[i] = fork();
        need(children[i], "fork");
        if (children[i] != 0) continue;
        const int mine = total / sides + (i % sides < total % sides ? 1 : 0);
        for (int n = 0; n < mine; ++n) {
            change(set, i < sides ? room : items, -1);
            change(set, mutex, -1);
            change(set, mutex, +1);
            change(set, i < sides ? items : room, +1);
        }
        exit(0);
    }
    wait_for_all(set, children, 2 * sides);
}
