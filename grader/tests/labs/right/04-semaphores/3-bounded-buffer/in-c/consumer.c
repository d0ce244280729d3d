#include "belt.h"

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    join(argv[1]);
    for (int left = atoi(argv[2]); left > 0; left--) {
        both(FULL, -1, MUTEX, -1);
        char *dish = strdup(belt->dishes[belt->taken++ % belt->places]);
        both(EMPTY, +1, MUTEX, +1);
        if (dish == NULL) die("strdup");
        puts(dish);
        free(dish);
    }
    leave();
    return 0;
}
