// The umask takes bits away from the mode of a new file. And of a new queue?
//
//     $ g++ -std=c++20 -Wall -Wextra -g no_umask.cpp -o no_umask
//     $ ./no_umask
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/stat.h>
#include <unistd.h>

// "open: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes the queue however main ends.
struct Removed {
    int queue;
    ~Removed() { msgctl(queue, IPC_RMID, nullptr); }
};

int main() {
    // [umask]
    umask(077); // nothing for others
    const int file = open("umask.txt", O_CREAT | O_EXCL | O_WRONLY, 0666);
    if (file == -1) return fail("open");
    if (unlink("umask.txt") == -1) return fail("unlink"); // it lives on while it is open
    struct stat info;
    if (fstat(file, &info) == -1) return fail("fstat");

    const int queue = msgget(IPC_PRIVATE, 0666);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");

    std::printf("both asked for 0666: file %04o, queue %04o\n", info.st_mode & 07777, data.msg_perm.mode & 07777U);
    // [umask]
}
