// Can a child answer through the pipe that its parent has sent it a question through?
//
//     $ g++ -std=c++20 -Wall -Wextra -g one_way.cpp -o one_way
//     $ ./one_way
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

// "pipe: EMFILE (Too many open files)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [answer]
    int ends[2];
    if (pipe(ends) == -1) return fail("pipe");
    const pid_t child = fork(); // it has both ends, too: descriptors are copied with the rest
    if (child == -1) return fail("fork");
    if (child == 0) {
        char text[100];
        const ssize_t length = read(ends[0], text, sizeof text);
        if (length == -1) return fail("read");
        std::printf("child:  got \"%.*s\", and answers\n", static_cast<int>(length), text);
        if (write(ends[0], "fine", 4) == -1) return fail("child:  write to the end for reading");
        return 0;
    }
    if (write(ends[1], "how are you?", 12) != 12) return fail("write");
    if (wait(nullptr) == -1) return fail("wait");
    // [answer]
}
