// How do two processes talk through a file?
//
//     $ g++ -std=c++20 -Wall -Wextra -g by_file.cpp -o by_file
//     $ ./by_file
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

// "open: EACCES (Permission denied)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [file]
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        const int file = open("note.txt", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (file == -1) return fail("open");
        if (write(file, "milk is in", 10) != 10) return fail("write");
        return 0;
    }
    if (wait(nullptr) == -1) return fail("wait"); // a file makes nobody wait: this does

    const int file = open("note.txt", O_RDONLY);
    if (file == -1) return fail("open");
    char text[100];
    const ssize_t length = read(file, text, sizeof text);
    if (length == -1) return fail("read");
    std::printf("parent reads: %.*s\n", static_cast<int>(length), text);
    if (unlink("note.txt") == -1) return fail("unlink");
    // [file]
}
