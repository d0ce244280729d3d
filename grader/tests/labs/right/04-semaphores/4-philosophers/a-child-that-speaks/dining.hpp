#pragma once

#include <atomic>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>
#include <sys/sem.h>
#include <sys/shm.h>
#include <vector>

using Counter = std::atomic<int>;

class Failure : public std::runtime_error {
public:
    explicit Failure(const std::string& call) : std::runtime_error(call + ": " + strerrorname_np(errno)) {}
};

inline int checked(int result, const char* call) {
    if (result == -1) throw Failure(call);
    return result;
}

inline key_t key(const char* file, char letter) {
    const key_t made = ftok(file, letter);
    checked(made == -1 ? -1 : 0, "ftok");
    return made;
}

class Table {
public:
    explicit Table(const char* file)
        : set(checked(semget(key(file, 'F'), 0, 0), "semget")), segment(checked(shmget(key(file, 'U'), 0, 0), "shmget")),
          at_(shmat(segment, nullptr, 0)) {
        checked(at_ == reinterpret_cast<void*>(-1) ? -1 : 0, "shmat");
        semid_ds status{};
        checked(semctl(set, 0, IPC_STAT, &status), "semctl");
        seats = static_cast<int>(status.sem_nsems);
    }
    [[nodiscard]] Counter& used(int fork) const { return static_cast<Counter*>(at_)[fork]; }
    [[nodiscard]] unsigned short number(int fork) const { return static_cast<unsigned short>((fork + 1) % seats); }

    int set, segment, seats = 0;

private:
    void* at_;
};
