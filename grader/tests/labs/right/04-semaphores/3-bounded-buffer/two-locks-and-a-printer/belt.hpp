// Producers have one lock and consumers another, so that putting and taking do not keep each other waiting. Who is the last is
// told by an atomic counter, and what is taken is printed by a child.
#pragma once

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <iostream>
#include <stdexcept>
#include <string>
#include <sys/sem.h>
#include <sys/shm.h>
#include <vector>

enum : unsigned short { for_takers, filled, for_putters, free_places, how_many };

struct Place {
    int length;
    std::array<char, 100> text;
};
struct Belt {
    std::atomic<int> users;
    int places, next_in, next_out;
};

class Failure : public std::runtime_error {
public:
    explicit Failure(const std::string& call) : std::runtime_error(call + ": " + strerrorname_np(errno)) {}
};

inline int checked(int result, const char* call) {
    if (result == -1) throw Failure(call);
    return result;
}

struct Change {
    unsigned short which;
    short by;
    short flags = 0;
};
inline void change(int set, std::initializer_list<Change> changes) {
    std::vector<sembuf> ops;
    for (const auto& one : changes)
        ops.push_back({one.which, one.by, one.flags});
    checked(semop(set, ops.data(), ops.size()), "semop");
}

/// Holds a lock while it lives.
class Locked {
public:
    Locked(int set, unsigned short lock) : set_(set), lock_(lock) { change(set_, {{lock_, -1, SEM_UNDO}}); }
    ~Locked() { change(set_, {{lock_, +1, SEM_UNDO}}); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;

private:
    int set_;
    unsigned short lock_;
};

class Shared {
public:
    explicit Shared(const char* file) {
        const key_t of_set = ftok(file, 'S'), of_segment = ftok(file, 'B');
        checked(of_set == -1 || of_segment == -1 ? -1 : 0, "ftok");
        set = checked(semget(of_set, 0, 0), "semget");
        segment = checked(shmget(of_segment, 0, 0), "shmget");
        void* at = shmat(segment, nullptr, 0);
        checked(at == reinterpret_cast<void*>(-1) ? -1 : 0, "shmat");
        belt = static_cast<Belt*>(at);
    }
    [[nodiscard]] Place& place(int number) const { return reinterpret_cast<Place*>(belt + 1)[number]; }
    void leave() const {
        if (--belt->users > 0) return;
        checked(semctl(set, 0, IPC_RMID), "semctl");
        checked(shmctl(segment, IPC_RMID, nullptr), "shmctl");
    }
    int set, segment;
    Belt* belt;
};

template <class Work>
int told(const char* program, const Work& work) {
    try {
        work();
        return 0;
    } catch (const std::exception& error) {
        std::cerr << program << ": " << error.what() << '\n';
        return 1;
    }
}
