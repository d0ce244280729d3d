// printer SIZE TIMES: writes SIZE bytes to standard output, TIMES times.

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    size_t size = (size_t)atol(argv[1]);
    char *bytes = malloc(size);
    if (!bytes) return 2;
    memset(bytes, 'x', size);
    bytes[size - 1] = '\n';
    for (int i = 0; i < atoi(argv[2]); i++)
        if (write(1, bytes, size) != (ssize_t)size) return 1;
    free(bytes);
    return 0;
}
