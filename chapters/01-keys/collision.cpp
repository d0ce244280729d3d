// Can two files give the same key? There are more files than numbers of 16 bits.
//
//     $ g++ -std=c++20 -Wall -Wextra -g collision.cpp -o collision
//     $ ./collision                    makes up to 65,537 empty files in a folder of its own, and removes them
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <string>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>

// "open: EDQUOT (Disk quota exceeded)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

std::string name_of(int number) { return "many-files/f" + std::to_string(number); }

// Removes the folder and its files, however main ends.
struct Removed {
    int count = 0;
    ~Removed() {
        for (int number = 0; number < count; ++number)
            unlink(name_of(number).c_str());
        rmdir("many-files");
    }
};

int main() {
    if (mkdir("many-files", 0700) == -1) return fail("mkdir");
    Removed at_the_end;
    // [collision]
    std::map<key_t, int> seen; // key to file
    int count = 0;
    for (bool twice = false; !twice && count <= 65'536; ++count) {
        const int file = open(name_of(count).c_str(), O_CREAT | O_EXCL | O_WRONLY, 0600);
        if (file == -1) return fail("open");
        at_the_end.count = count + 1;
        if (close(file) == -1) return fail("close");
        const key_t key = ftok(name_of(count).c_str(), 'L');
        if (key == -1) return fail("ftok");
        const auto [place, is_new] = seen.insert({key, count});
        if (is_new) continue;
        twice = true;
        std::printf("after %d files: f%d and f%d\n", count + 1, place->second, count);
        for (const int number : {place->second, count}) {
            struct stat info;
            if (stat(name_of(number).c_str(), &info) == -1) return fail("stat");
            std::printf("f%d: inode %lu, key 0x%08x\n", number, info.st_ino, static_cast<unsigned>(key));
        }
    }
    // [collision]
}
