// writer KEYFILE SIZE
// Puts all of its standard input, as one text, into the segment of SIZE bytes that KEYFILE stands for.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <iterator>
#include <string>
#include <sys/ipc.h>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "writer: shmget: EINVAL (Invalid argument)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "writer: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: writer KEYFILE SIZE\n";
        return 2;
    }
    const std::size_t size = std::strtoul(argv[2], nullptr, 10);
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};

    // TODO 1: look whether the text and a NUL fit into `size` bytes. If not, say so and end with status 1.
    //         When this is done, delete the next three lines, build, and run it again.
    std::cerr << "writer: TODO 1: look whether " << text.size() << " characters and a NUL fit into " << size << " bytes\n";
    return 1;

    // TODO 2: make the key with ftok, from argv[1] and 'W'; create or open its segment with shmget. Check both calls.

    // TODO 3: attach the segment with shmat, copy the text and its NUL there (std::memcpy), and detach it with shmdt.
    //         What shmat returns when it fails is not nullptr, but -1 as an address: reinterpret_cast<void*>(-1).
}
