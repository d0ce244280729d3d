// What is in a key that ftok has made, and where?
//
//     $ g++ -std=c++20 -Wall -Wextra -g ftok_bits.cpp -o ftok_bits
//     $ touch letters.key
//     $ ./ftok_bits letters.key 65
//
// check: clean: ./ftok_bits letters.key 65

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/stat.h>

// "stat: ENOENT (No such file or directory)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: ftok_bits FILE NUMBER\n");
        return 2;
    }
    struct stat info;
    if (stat(argv[1], &info) == -1) return fail("stat");
    const int number = std::atoi(argv[2]);
    const key_t key = ftok(argv[1], number);
    if (key == -1) return fail("ftok");
    // [bits]
    const auto device = static_cast<unsigned>(info.st_dev);
    const auto inode = static_cast<unsigned>(info.st_ino);
    const auto id = static_cast<unsigned>(number);

    std::printf("device ends in %03x, inode is %lu, number is %d\n", device & 0xfff, info.st_ino, number);
    std::printf("glibc:   8 bits of the number, 8 of the device, 16 of the inode:   %02x %02x %04x\n", id & 0xff,
                device & 0xff, inode & 0xffff);
    std::printf("Notes A: 12 bits of the device, 12 of the inode, 8 of the number:  %03x %03x %02x\n", device & 0xfff,
                inode & 0xfff, id & 0xff);
    std::printf("ftok:                                                              %08x\n", static_cast<unsigned>(key));
    // [bits]
}
