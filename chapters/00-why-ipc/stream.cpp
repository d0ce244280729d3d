// Three bytes are written to a pipe, then four: does the reader find out that there were two writes?
//
//     $ g++ -std=c++20 -Wall -Wextra -g stream.cpp -o stream
//     $ ./stream
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

// "pipe: EMFILE (Too many open files)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [stream]
    int ends[2]; // [0] to read from, [1] to write to
    if (pipe(ends) == -1) return fail("pipe");
    if (write(ends[1], "one", 3) != 3) return fail("write");
    if (write(ends[1], "more", 4) != 4) return fail("write");

    char text[100];
    const ssize_t length = read(ends[0], text, sizeof text);
    if (length == -1) return fail("read");
    std::printf("one read: %zd bytes, \"%.*s\"\n", length, static_cast<int>(length), text);
    // [stream]
}
