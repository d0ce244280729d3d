// cashier KEYFILE NUMBER AMOUNT [--key]
// Reads the total of the till that KEYFILE stands for, waits until the customer has paid, and writes the new total.

#include "till.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>

// Says which call failed and why, and ends the program: "cashier: shmget: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "cashier: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

// Waits for a letter of this type and takes it. False if it could not, with the reason in errno.
bool take(int queue, long type) {
    Letter letter;
    return msgrcv(queue, &letter, 0, type, 0) != -1;
}

void put(int queue, long type) {
    const Letter letter{type};
    if (msgsnd(queue, &letter, 0, 0) == -1) fail("msgsnd");
}

int main(int argc, char* argv[]) {
    const bool with_key = argc == 5 && std::string_view(argv[4]) == "--key";
    if (argc != 4 && !with_key) {
        std::cerr << "usage: cashier KEYFILE NUMBER AMOUNT [--key]\n";
        return 2;
    }
    const int number = std::atoi(argv[2]);
    const int amount = std::atoi(argv[3]);

    const key_t key = ftok(argv[1], 'T');
    if (key == -1) fail("ftok");
    const int segment = shmget(key, sizeof(Till), 0);
    if (segment == -1) fail("shmget");
    const int queue = msgget(key, 0);
    if (queue == -1) fail("msgget");
    void* const address = shmat(segment, nullptr, 0);
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");
    Till& till = *static_cast<Till*>(address);

    // There is one such letter. As long as we have it, everybody else waits here.
    if (with_key && !take(queue, the_key)) fail("msgrcv");

    // What is read here is old as soon as somebody else may write.
    const int total = till.total;
    std::cout << number << " reads " << total << std::endl;

    if (!take(queue, paid + number)) {
        const int error = errno;
        if (with_key) put(queue, the_key); // on every way out: nobody else can make a new one
        errno = error;
        fail("msgrcv");
    }

    till.total = total + amount;
    std::cout << number << " writes " << total + amount << std::endl;

    // After the writing, not before: the next one must find it done.
    if (with_key) put(queue, the_key);
    if (shmdt(address) == -1) fail("shmdt");
}
