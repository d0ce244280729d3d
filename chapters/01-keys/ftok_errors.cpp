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

void attempt(const char* what, const char* path) {
    if (ftok(path, 'L') == -1)
        std::printf("%-36s ftok: %s (%s)\n", what, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("%-36s a key\n", what);
}

int main() {
    // [errors]
    const std::string long_name(300, 'x');
    mkdir("errors", 0700);
    mkdir("errors/locked", 0700);
    close(open("errors/locked/file", O_CREAT, 0600));
    close(open("errors/secret", O_CREAT, 0000)); // nobody may read it
    const bool made = symlink("loop", "errors/loop") == 0 && chmod("errors/locked", 0) == 0;
    if (!made) std::perror("making the files");

    attempt("no such file", "errors/nothing");
    attempt("no name", "");
    attempt("a file taken for a folder", "errors/secret/file");
    attempt("a link that leads to itself", "errors/loop");
    attempt("a name of 300 letters", long_name.c_str());
    attempt("a file in a folder that is closed", "errors/locked/file");
    attempt("an address that is not ours", reinterpret_cast<const char*>(1));
    attempt("a file that nobody may read", "errors/secret");
    // [errors]
    chmod("errors/locked", 0700);
    for (const char* file : {"errors/locked/file", "errors/secret", "errors/loop"})
        unlink(file);
    rmdir("errors/locked");
    rmdir("errors");
}
