// twins PROJ FILE...
// Tells which of the files have the same key, and whether they are one file or two.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <vector>

// Says which call failed and why, and ends the program: "twins: ftok: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "twins: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

struct File {
    const char* name;
    key_t key;
    dev_t device;
    ino_t inode;
};

File look_at(const char* name, int proj) {
    const key_t key = ftok(name, proj);
    if (key == -1) fail("ftok");
    struct stat about {};
    if (stat(name, &about) == -1) fail("stat"); // as ftok does: a symbolic link is followed
    return {name, key, about.st_dev, about.st_ino};
}

int main(int argc, char* argv[]) {
    if (argc < 3) {
        std::cerr << "usage: twins PROJ FILE...\n";
        return 2;
    }
    std::vector<File> files;
    for (int i = 2; i < argc; ++i)
        files.push_back(look_at(argv[i], std::atoi(argv[1])));

    for (std::size_t i = 0; i < files.size(); ++i)
        for (std::size_t j = i + 1; j < files.size(); ++j) {
            const File &one = files[i], &other = files[j];
            if (one.key != other.key) continue;
            // A file is known by its device and its whole inode number. The key has only a part of each.
            const bool same = one.device == other.device && one.inode == other.inode;
            std::cout << (same ? "same file: " : "collision: ") << one.name << ' ' << other.name << '\n';
        }
}
