// Can two processes talk both ways through one pair of descriptors?
//
//     $ g++ -std=c++20 -Wall -Wextra -g by_socket.cpp -o by_socket
//     $ ./by_socket
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// "socketpair: EMFILE (Too many open files)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [socket]
    int ends[2]; // both can be read from, and written to
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1) return fail("socketpair");
    char text[100];
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        const ssize_t length = read(ends[1], text, sizeof text);
        if (length == -1) return fail("read");
        std::printf("child:  \"%.*s\"\n", static_cast<int>(length), text);
        if (write(ends[1], "fine", 4) != 4) return fail("write");
        return 0;
    }
    if (write(ends[0], "how are you?", 12) != 12) return fail("write");
    const ssize_t length = read(ends[0], text, sizeof text);
    if (length == -1) return fail("read");
    std::printf("parent: \"%.*s\"\n", static_cast<int>(length), text);
    if (wait(nullptr) == -1) return fail("wait");
    // [socket]
}
