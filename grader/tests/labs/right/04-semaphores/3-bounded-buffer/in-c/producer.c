#include "belt.h"

int main(int argc, char **argv) {
    char line[102];
    if (argc != 2) return 2;
    join(argv[1]);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        both(EMPTY, -1, MUTEX, -1);
        snprintf(belt->dishes[belt->put++ % belt->places], sizeof *belt->dishes, "%.99s", line);
        both(MUTEX, +1, FULL, +1);
    }
    leave();
    return 0;
}
