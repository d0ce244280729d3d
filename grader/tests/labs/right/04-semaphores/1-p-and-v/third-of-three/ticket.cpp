// The lock is the last of three semaphores, set with SETALL, and every operation has SEM_UNDO. Whoever finds no set tries to make
// one. The lock is an object.

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <thread>
#include <vector>

namespace {

union semun {
    int val;
    semid_ds* buf;
    unsigned short* array;
};

long checked(long result, const char* call) {
    if (result != -1) return result;
    std::fprintf(stderr, "ticket: %s: %s\n", call, strerrorname_np(errno));
    std::exit(1);
}

class Lock {
public:
    explicit Lock(key_t key) {
        while ((set_ = semget(key, 3, 0)) == -1) {
            if (errno != ENOENT) checked(-1, "semget");
            set_ = semget(key, 3, IPC_CREAT | IPC_EXCL | 0600);
            if (set_ != -1) {
                set_up();
                return;
            }
            if (errno != EEXIST) checked(-1, "semget");
        }
        for (int looks = 0; !is_set_up(); ++looks) {
            if (looks == 50) {
                std::cerr << "ticket: the lock is not ready\n";
                std::exit(1);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }
    void lock() { change(-1); }
    void unlock() { change(+1); }

private:
    void set_up() {
        std::array<unsigned short, 3> values{0, 0, 1};
        checked(semctl(set_, 0, SETALL, semun{.array = values.data()}), "semctl");
        lock();
        unlock();
    }
    bool is_set_up() const {
        semid_ds state;
        checked(semctl(set_, 0, IPC_STAT, semun{.buf = &state}), "semctl");
        return state.sem_otime != 0;
    }
    void change(short by) {
        sembuf operation{2, by, SEM_UNDO};
        while (semop(set_, &operation, 1) == -1)
            if (errno != EINTR) checked(-1, "semop");
    }
    int set_ = -1;
};

} // namespace

int main(int argc, char* argv[]) {
    if (argc != 3) return 2;
    const auto key = static_cast<key_t>(checked(ftok(argv[1], 'P'), "ftok"));
    const auto segment = static_cast<int>(checked(shmget(key, sizeof(int), IPC_CREAT | 0600), "shmget"));
    void* const address = shmat(segment, nullptr, 0);
    if (address == reinterpret_cast<void*>(-1)) checked(-1, "shmat");
    int& counter = *static_cast<int*>(address);

    Lock lock(key);
    std::vector<int> mine(std::strtoul(argv[2], nullptr, 10));
    for (int& ticket : mine) {
        lock.lock();
        ticket = counter += 1;
        lock.unlock();
    }
    for (const int ticket : mine)
        std::cout << ticket << '\n';
}
