// The other way round: a semaphore is 1 while its slot is empty, and the door is open at 1. So the set must get first values. All of them
// come with one semop, which also notes that they have come: a spooler that dies has done all of it or none.
#pragma once

#include <array>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <vector>

enum : unsigned short { prepared, door, first_slot };

struct Page {
    int job;
    int length;
    std::array<char, 200> text;
};

struct News {
    long type;
    int job;
};
constexpr long a_job = 2, the_end = 1;

class Failure : public std::runtime_error {
public:
    explicit Failure(const std::string& call) : std::runtime_error(call + ": " + strerrorname_np(errno)) {}
};

inline int checked(int result, const char* call) {
    if (result == -1) throw Failure(call);
    return result;
}

class Office {
public:
    Office(const char* file, int flags, int slots)
        : queue(checked(msgget(key(file, 'Q'), flags), "msgget")),
          set(checked(semget(key(file, 'S'), slots > 0 ? slots + first_slot : 0, flags), "semget")),
          segment(checked(shmget(key(file, 'T'), static_cast<std::size_t>(slots + 1) * sizeof(Page), flags), "shmget")) {}

    void attach() {
        at_ = shmat(segment, nullptr, 0);
        checked(at_ == reinterpret_cast<void*>(-1) ? -1 : 0, "shmat");
    }
    [[nodiscard]] Page& page(int slot) const { return static_cast<Page*>(at_)[slot + 1]; }
    [[nodiscard]] int& turn() const { return static_cast<Page*>(at_)->job; } // the page in front of the first slot
    [[nodiscard]] bool empty(int slot) const {
        return checked(semctl(set, first_slot + slot, GETVAL), "semctl") == 1;
    }
    bool change(std::initializer_list<sembuf> operations) const {
        std::vector<sembuf> ops(operations);
        if (semop(set, ops.data(), ops.size()) == 0) return true;
        if (errno == EAGAIN) return false;
        throw Failure("semop");
    }
    void announce(long type, int job) const {
        const News news{type, job};
        checked(msgsnd(queue, &news, sizeof news.job, 0), "msgsnd");
    }
    static key_t key(const char* file, char letter) {
        const key_t made = ftok(file, letter);
        checked(made == -1 ? -1 : 0, "ftok");
        return made;
    }

    int queue, set, segment;

private:
    void* at_ = nullptr;
};

inline sembuf step(int number, int by, int flags = 0) {
    return {static_cast<unsigned short>(number), static_cast<short>(by), static_cast<short>(flags)};
}

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
