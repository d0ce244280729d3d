// Entering and leaving the bank, for both programs.

#ifndef LOCK_H
#define LOCK_H

#include "bank.h"

#include <atomic>
#include <cerrno>
#include <sys/ipc.h>
#include <sys/sem.h>

// P with -1, V with +1. SEM_UNDO on both: what a process has taken and not given back, the kernel gives back when it ends,
// however it ends; and what it has given back itself is even. False if it failed, with the reason in errno.
inline bool change(int lock, short by) {
    sembuf operation{0, by, SEM_UNDO};
    int result;
    do
        result = semop(lock, &operation, 1);
    while (result == -1 && errno == EINTR);
    return result == 0;
}

// What stands above this line is in memory before anything below it: the compiler may not exchange them. It costs nothing.
inline void in_this_order() { std::atomic_signal_fence(std::memory_order_seq_cst); }

// The first thing to do inside: if somebody has died in the middle of a transfer, it has never been.
inline void mend(Bank& bank) {
    if (bank.unfinished == 0) return;
    // Whoever dies here leaves it unfinished, and the next one does the same once more.
    bank.accounts[0] = bank.before[0];
    bank.accounts[1] = bank.before[1];
    in_this_order();
    bank.unfinished = 0;
}

#endif
