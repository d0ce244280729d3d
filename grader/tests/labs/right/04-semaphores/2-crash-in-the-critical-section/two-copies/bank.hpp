// There are two copies of the accounts and a number that says which of them counts. A transfer writes the other copy and then turns
// the number: that is one access, so there is nothing to mend. A guard enters and leaves.
#pragma once

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

using Accounts = std::array<int, 2>;

struct Bank {
    std::array<Accounts, 2> copies;
    std::atomic<unsigned> valid;
};

inline int checked(long result, const char* program, const char* call) {
    if (result != -1) return static_cast<int>(result);
    std::fprintf(stderr, "%s: %s: %s\n", program, call, strerrorname_np(errno));
    std::exit(1);
}

struct Opened {
    Opened(const char* program, key_t key)
        : segment(checked(shmget(key, sizeof(Bank), 0), program, "shmget")),
          lock(checked(semget(key, 1, 0), program, "semget")) {
        void* const address = shmat(segment, nullptr, 0);
        if (address == reinterpret_cast<void*>(-1)) checked(-1, program, "shmat");
        bank = static_cast<Bank*>(address);
    }
    int segment, lock;
    Bank* bank;
};

class Inside {
public:
    explicit Inside(const Opened& opened) : lock_(opened.lock) { change(-1); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside() { change(+1); }

private:
    void change(short by) const {
        sembuf operation{0, by, SEM_UNDO};
        while (semop(lock_, &operation, 1) == -1)
            if (errno != EINTR) checked(-1, "bank", "semop");
    }
    int lock_;
};
