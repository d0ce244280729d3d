#pragma once
// Opens the queue, and makes it only where it is not there; whoever loses the race for making it opens the other's.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

[[noreturn]] inline void fail(const char* program, const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s: %s\n", program, call, strerrorname_np(error));
    std::exit(1);
}

inline int open_queue(const char* program, const char* file) {
    const key_t key = ftok(file, 'S');
    if (key == -1) fail(program, "ftok");
    for (;;) {
        int queue = msgget(key, 0);
        if (queue != -1) return queue;
        if (errno != ENOENT) fail(program, "msgget");
        queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
        if (queue != -1) return queue;
        if (errno != EEXIST) fail(program, "msgget");
    }
}
