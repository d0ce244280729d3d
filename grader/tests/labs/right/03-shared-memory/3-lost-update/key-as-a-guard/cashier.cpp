// Errors are exceptions, and the key is an object that hangs itself back, whichever way it goes out of scope.

#include "till.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>

namespace {

int checked(long result, const char* call) {
    if (result == -1) throw std::runtime_error(std::string(call) + ": " + strerrorname_np(errno));
    return static_cast<int>(result);
}

class Queue {
public:
    explicit Queue(key_t key) : id_(checked(msgget(key, 0), "msgget")) {}
    void take(long type) const {
        Letter letter;
        checked(msgrcv(id_, &letter, 0, type, 0), "msgrcv");
    }
    void put(long type) const {
        const Letter letter{type};
        checked(msgsnd(id_, &letter, 0, 0), "msgsnd");
    }

private:
    int id_;
};

class Key {
public:
    explicit Key(const Queue& queue) : queue_(queue) { queue_.take(the_key); }
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key() { queue_.put(the_key); }

private:
    const Queue& queue_;
};

void sell(const char* keyfile, int number, int amount, bool with_key) {
    const key_t key = checked(ftok(keyfile, 'T'), "ftok");
    const Queue queue(key);
    void* const address = shmat(checked(shmget(key, sizeof(Till), 0), "shmget"), nullptr, 0);
    checked(address == reinterpret_cast<void*>(-1) ? -1 : 0, "shmat");
    int& in_the_till = static_cast<Till*>(address)->total;

    std::optional<Key> held;
    if (with_key) held.emplace(queue);
    const int total = in_the_till;
    std::cout << number << " reads " << total << '\n';
    queue.take(paid + number);
    in_the_till = total + amount;
    std::cout << number << " writes " << total + amount << '\n';
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc < 4) return 2;
    try {
        sell(argv[1], std::atoi(argv[2]), std::atoi(argv[3]), argc > 4);
    } catch (const std::exception& error) {
        std::cerr << "cashier: " << error.what() << '\n';
        return 1;
    }
}
