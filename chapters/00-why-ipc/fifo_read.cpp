// What does a reader get out of a FIFO, and when?
//
//     $ g++ -std=c++20 -Wall -Wextra -g fifo_read.cpp -o fifo_read
//     1$ mkfifo letters.fifo
//     1$ ./fifo_write letters.fifo hello
//     2$ ./fifo_read letters.fifo
//
// check: clean: ./fifo_write letters.fifo hello : ./fifo_read letters.fifo

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

// "open: ENOENT (No such file or directory)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: fifo_read FIFO\n");
        return 2;
    }
    // [read]
    const int fifo = open(argv[1], O_RDONLY); // waits until somebody opens it for writing
    if (fifo == -1) return fail("open");
    char text[100];
    ssize_t length = 0;
    while ((length = read(fifo, text, sizeof text)) > 0) // 0: nobody has it open for writing any more
        std::printf("reader %d: \"%.*s\"\n", getpid(), static_cast<int>(length), text);
    if (length == -1) return fail("read");
    // [read]
}
