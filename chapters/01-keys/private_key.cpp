// IPC_PRIVATE: does the system make up a key that nobody else has?
//
//     $ g++ -std=c++20 -Wall -Wextra -g private_key.cpp -o private_key
//     $ ./private_key
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <sys/ipc.h>
#include <sys/msg.h>

// "msgget: ENOSPC (No space left on device)"
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

// The key that the kernel has written down for the queue.
int show(int queue) {
    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    std::printf("identifier %d, key %d\n", queue, data.msg_perm.__key);
    return 0;
}

int main() {
    // [private]
    std::printf("IPC_PRIVATE is %d\n", IPC_PRIVATE);
    const int first = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    if (first == -1) return fail("msgget");
    const Removed first_removed{first};
    const int second = msgget(IPC_PRIVATE, 0600); // not even IPC_CREAT
    if (second == -1) return fail("msgget");
    const Removed second_removed{second};
    const int third = msgget(IPC_PRIVATE, IPC_EXCL | 0600);
    if (third == -1) return fail("msgget");
    const Removed third_removed{third};
    for (const int queue : {first, second, third})
        if (show(queue) != 0) return 1;
    // [private]
}
