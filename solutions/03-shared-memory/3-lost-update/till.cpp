// till KEYFILE open AMOUNT | pay NUMBER | close
// Makes the till that KEYFILE stands for, pays at cashier NUMBER, or counts the till and removes it.

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

// Says which call failed and why, and ends the program: "till: shmget: EEXIST (File exists)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "till: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

// The same, after removing what was made already: half a till is of no use to anybody.
[[noreturn]] void fail_open(const char* call, int segment, int queue) {
    const int error = errno;
    shmctl(segment, IPC_RMID, nullptr);
    if (queue != -1) msgctl(queue, IPC_RMID, nullptr);
    errno = error;
    fail(call);
}

void open_till(key_t key, int amount) {
    // One key names a segment and a queue: each kind of object has keys of its own.
    const int segment = shmget(key, sizeof(Till), IPC_CREAT | IPC_EXCL | 0600);
    if (segment == -1) fail("shmget");
    const int queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
    if (queue == -1) fail_open("msgget", segment, -1);

    void* const address = shmat(segment, nullptr, 0);
    if (address == reinterpret_cast<void*>(-1)) fail_open("shmat", segment, queue);
    static_cast<Till*>(address)->total = amount;
    if (shmdt(address) == -1) fail_open("shmdt", segment, queue);

    // Only now, when the total is right, may anybody take the key.
    const Letter letter{the_key};
    if (msgsnd(queue, &letter, 0, 0) == -1) fail_open("msgsnd", segment, queue);
}

void pay(key_t key, int number) {
    const int queue = msgget(key, 0);
    if (queue == -1) fail("msgget");
    const Letter letter{paid + number};
    if (msgsnd(queue, &letter, 0, 0) == -1) fail("msgsnd");
}

void close_till(key_t key) {
    const int segment = shmget(key, sizeof(Till), 0);
    if (segment == -1) fail("shmget");
    const int queue = msgget(key, 0);
    if (queue == -1) fail("msgget");

    const void* const address = shmat(segment, nullptr, SHM_RDONLY);
    if (address == reinterpret_cast<void*>(-1)) fail("shmat");
    std::cout << static_cast<const Till*>(address)->total << '\n';
    if (shmdt(address) == -1) fail("shmdt");

    if (shmctl(segment, IPC_RMID, nullptr) == -1) fail("shmctl");
    if (msgctl(queue, IPC_RMID, nullptr) == -1) fail("msgctl");
}

[[noreturn]] void usage() {
    std::cerr << "usage: till KEYFILE open AMOUNT | pay NUMBER | close\n";
    std::exit(2);
}

int main(int argc, char* argv[]) {
    const std::string_view what = argc > 2 ? argv[2] : "";
    if (argc != (what == "close" ? 3 : 4)) usage();

    const key_t key = ftok(argv[1], 'T');
    if (key == -1) fail("ftok");
    if (what == "open")
        open_till(key, std::atoi(argv[3]));
    else if (what == "pay")
        pay(key, std::atoi(argv[3]));
    else if (what == "close")
        close_till(key);
    else
        usage();
}
