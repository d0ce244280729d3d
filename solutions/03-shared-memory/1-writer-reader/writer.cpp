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

    // The NUL behind the text needs a byte, too.
    if (text.size() + 1 > size) {
        std::cerr << "writer: " << text.size() << " characters and a NUL do not fit into " << size << " bytes\n";
        return 1;
    }

    const key_t key = ftok(argv[1], 'W');
    if (key == -1) fail("ftok");
    const int segment = shmget(key, size, IPC_CREAT | 0600);
    if (segment == -1) fail("shmget");

    // What fails here is not nullptr, but -1 as an address.
    void* const address = shmat(segment, nullptr, 0);
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");

    // The segment may be an old one, so nobody but us puts a NUL behind the text.
    std::memcpy(address, text.c_str(), text.size() + 1);
    if (shmdt(address) == -1) fail("shmdt");
}
