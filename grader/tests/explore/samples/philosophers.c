// argv[1] philosophers eat argv[2] times; with a third argument, each takes the left fork first.
#include "crossing.h"

int main(int argc, char** argv) {
    const int count = argc > 1 ? atoi(argv[1]) : 5, meals = argc > 2 ? atoi(argv[2]) : 2;
    const int set = make_set(count, 1);
    int children[most_children];
    for (int i = 0; i < count; ++i) {
        children[i] = fork();
        need(children[i], "fork");
        if (children[i] != 0) continue;
        int first = i, second = (i + 1) % count;
        if (argc <= 3 && first > second) {
            first = second;
            second = i;
        }
        for (int n = 0; n < meals; ++n) {
            change(set, first, -1);
            change(set, second, -1);
            change(set, second, +1);
            change(set, first, +1);
        }
        exit(0);
    }
    wait_for_all(set, children, count);
}
