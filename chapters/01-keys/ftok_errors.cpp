// When does ftok fail? And which permission does it need?
//
//     $ g++ -std=c++20 -Wall -Wextra -g ftok_errors.cpp -o ftok_errors
//     $ ./ftok_errors                  as an ordinary user: root may do everything
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>

// "mkdir: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes the folder, and what is in it, however main ends.
struct Removed {
    ~Removed() {
        chmod("errors/locked", 0700);
        for (const char* file : {"errors/locked/file", "errors/secret", "errors/loop"})
            unlink(file);
        rmdir("errors/locked");
        rmdir("errors");
    }
};

bool make(const char* path, mode_t mode) {
    const int file = open(path, O_CREAT | O_EXCL | O_WRONLY, mode);
    return file != -1 && close(file) == 0;
}

void attempt(const char* what, const char* path) {
    if (ftok(path, 'L') == -1)
        std::printf("%-36s ftok: %s (%s)\n", what, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("%-36s a key\n", what);
}

int main() {
    // [errors]
    const std::string long_name(300, 'x');
    if (mkdir("errors", 0700) == -1) return fail("mkdir");
    const Removed at_the_end{};
    if (!make("errors/secret", 0000)) return fail("open"); // nobody may read it
    if (symlink("loop", "errors/loop") == -1) return fail("symlink");
    if (mkdir("errors/locked", 0700) == -1) return fail("mkdir");
    if (!make("errors/locked/file", 0600)) return fail("open");
    if (chmod("errors/locked", 0000) == -1) return fail("chmod");

    attempt("no such file", "errors/nothing");
    attempt("no name", "");
    attempt("a file taken for a folder", "errors/secret/file");
    attempt("a link that leads to itself", "errors/loop");
    attempt("a name of 300 letters", long_name.c_str());
    attempt("a file in a folder that is closed", "errors/locked/file");
    attempt("an address that is not ours", reinterpret_cast<const char*>(1));
    attempt("a file that nobody may read", "errors/secret");
    // [errors]
}
