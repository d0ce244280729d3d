// A receiver waits, and the queue is closed to it. Does it go on waiting?
//
//     $ g++ -std=c++20 -Wall -Wextra -g set_mode.cpp -o set_mode
//     $ touch letters.key
//     1$ ./receiver letters.key 0            waits
//     2$ ./set_mode letters.key 0             nobody may read or write any more
//     2$ ipcrm -q ID
//
// check: clean: ./set_mode letters.key 0600

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

// "msgget: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: set_mode KEYFILE MODE, in octal digits\n");
        return 2;
    }
    const key_t key = ftok(argv[1], 'M');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, 0);
    if (queue == -1) return fail("msgget");
    // [mode]
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    data.msg_perm.mode = static_cast<mode_t>(std::strtoul(argv[2], nullptr, 8));
    if (msgctl(queue, IPC_SET, &data) == -1) return fail("msgctl");
    // [mode]
}
