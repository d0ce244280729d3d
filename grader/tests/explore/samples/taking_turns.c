// argv[1] processes lower and raise one semaphore argv[2] times each.
#include "crossing.h"

int main(int argc, char** argv) {
    const int processes = argc > 1 ? atoi(argv[1]) : 2, times = argc > 2 ? atoi(argv[2]) : 5;
    const int set = make_set(1, argc > 3 ? atoi(argv[3]) : 1);
    int children[most_children];
    for (int i = 0; i < processes; ++i) {
        children[i] = fork();
        need(children[i], "fork");
        if (children[i] != 0) continue;
        for (int n = 0; n < times; ++n) {
            change(set, 0, -1);
            change(set, 0, +1);
        }
        exit(0);
    }
    wait_for_all(set, children, processes);
}
