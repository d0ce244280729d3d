// Can something be left in a FIFO for a reader who comes later?
//
//     $ g++ -std=c++20 -Wall -Wextra -g fifo_write.cpp -o fifo_write
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
    if (argc != 3) {
        std::fprintf(stderr, "usage: fifo_write FIFO TEXT\n");
        return 2;
    }
    // [write]
    std::printf("writer %d: opens the FIFO\n", getpid());
    const int fifo = open(argv[1], O_WRONLY);
    if (fifo == -1) return fail("open");
    std::printf("writer %d: it is open\n", getpid());

    const size_t length = std::strlen(argv[2]);
    if (write(fifo, argv[2], length) != static_cast<ssize_t>(length)) return fail("write");
    if (close(fifo) == -1) return fail("close");
    // [write]
}
