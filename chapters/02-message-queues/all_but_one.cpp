// What does MSG_EXCEPT leave out?
//
//     $ g++ -std=c++20 -Wall -Wextra -g all_but_one.cpp -o all_but_one
//     $ ./all_but_one
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

const Letter letters[] = {{3, {'c', '1'}}, {1, {'a', '1'}}, {2, {'b', '1'}},
                          {1, {'a', '2'}}, {3, {'c', '2'}}, {5, {'e', '1'}}};

// Sends all letters, and takes those out that msgtyp and MSG_EXCEPT let us have.
int show(long msgtyp) {
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    for (const Letter& letter : letters)
        if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) return fail("msgsnd");

    // [except]
    std::printf("msgtyp %2ld with MSG_EXCEPT:", msgtyp);
    Letter letter;
    while (msgrcv(queue, &letter, sizeof letter.text, msgtyp, MSG_EXCEPT | IPC_NOWAIT) != -1)
        std::printf("  %ld:%.2s", letter.type, letter.text);
    std::printf("\n");
    // [except]
    return errno == ENOMSG ? 0 : fail("msgrcv"); // ENOMSG: no more of these
}

int main() {
    int failed = 0;
    for (const long msgtyp : {1, 4, 0, -2})
        failed += show(msgtyp);
    return failed;
}
