// Several types are in a queue. Which messages does msgrcv take, and in which order?
//
//     $ g++ -std=c++20 -Wall -Wextra -g lowest_first.cpp -o lowest_first
//     $ ./lowest_first
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <sys/ipc.h>
#include <sys/msg.h>

// "msgget: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes the queue however main ends.
struct Removed {
    int queue;
    ~Removed() { msgctl(queue, IPC_RMID, nullptr); }
};

struct Letter {
    long type;
    char text[2];
};

// [order]
const Letter letters[] = {{3, {'c', '1'}}, {1, {'a', '1'}}, {2, {'b', '1'}},
                          {1, {'a', '2'}}, {3, {'c', '2'}}, {5, {'e', '1'}}};

// Sends all letters, and takes those out that msgtyp lets us have.
int show(long msgtyp) {
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    for (const Letter& letter : letters)
        if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) return fail("msgsnd");

    std::printf("msgtyp %2ld:", msgtyp);
    Letter letter;
    while (msgrcv(queue, &letter, sizeof letter.text, msgtyp, IPC_NOWAIT) != -1)
        std::printf("  %ld:%.2s", letter.type, letter.text);
    std::printf("\n");
    return errno == ENOMSG ? 0 : fail("msgrcv"); // ENOMSG: no more of these
}
// [order]

int main() {
    int failed = 0;
    for (const long msgtyp : {0, 1, 3, 4, -1, -3, -4})
        failed += show(msgtyp);
    return failed;
}
