// One semaphore, no waiting for zero: a thousand passes lie at the board. A reader takes one, a writer all of them. The one who makes the
// set brings the passes; until then it has none, so that everybody else waits.
#pragma once

#include <cerrno>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

constexpr short all = 1000;

struct Board {
    char text[200];
    long number;
};

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

class Square {
public:
    Square(const char* file, bool make) {
        segment = checked(shmget(key(file, 'B'), sizeof(Board), make ? IPC_CREAT | 0600 : 0), "shmget");
        set = make ? semget(key(file, 'S'), 1, IPC_CREAT | IPC_EXCL | 0600) : -1;
        if (set != -1) {
            change(+all, 0);
        } else {
            if (make && errno != EEXIST) throw Failure("semget");
            set = checked(semget(key(file, 'S'), 1, 0), "semget");
        }
        void* at = shmat(segment, nullptr, 0);
        checked(at == reinterpret_cast<void*>(-1) ? -1 : 0, "shmat");
        board = static_cast<Board*>(at);
    }
    void change(short by, short flags) const {
        sembuf operation{0, by, flags};
        checked(semop(set, &operation, 1), "semop");
    }
    int set = -1, segment = -1;
    Board* board = nullptr;
};

/// So many passes, while it lives.
class Passes {
public:
    Passes(const Square& square, short many) : square_(square), many_(many) {
        square_.change(static_cast<short>(-many_), SEM_UNDO);
    }
    ~Passes() { square_.change(many_, SEM_UNDO); }
    Passes(const Passes&) = delete;
    Passes& operator=(const Passes&) = delete;

private:
    const Square& square_;
    short many_;
};

inline void linger(const char* seconds) {
    if (seconds != nullptr) sleep(static_cast<unsigned>(std::stoi(seconds)));
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
