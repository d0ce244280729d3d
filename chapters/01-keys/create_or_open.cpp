// What do IPC_CREAT and IPC_EXCL do, each alone and both together?
//
//     $ g++ -std=c++20 -Wall -Wextra -g create_or_open.cpp -o create_or_open
//     $ ./create_or_open
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

const key_t key = 0x51;

// [attempt]
// Asks for the queue, and says what comes of it.
void attempt(const char* flags_as_text, int flags) {
    const int queue = msgget(key, flags | 0600);
    if (queue == -1)
        std::printf("  %-22s msgget: %s (%s)\n", flags_as_text, strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("  %-22s identifier %d\n", flags_as_text, queue);
}
// [attempt]

int main() {
    // [all]
    std::printf("no queue has the key:\n");
    attempt("0", 0);
    attempt("IPC_EXCL", IPC_EXCL);
    attempt("IPC_CREAT | IPC_EXCL", IPC_CREAT | IPC_EXCL);
    std::printf("a queue has the key:\n");
    attempt("0", 0);
    attempt("IPC_EXCL", IPC_EXCL);
    attempt("IPC_CREAT", IPC_CREAT);
    attempt("IPC_CREAT | IPC_EXCL", IPC_CREAT | IPC_EXCL);
    // [all]
    if (msgctl(msgget(key, 0), IPC_RMID, nullptr) == -1) {
        std::fprintf(stderr, "msgctl: %s (%s)\n", strerrorname_np(errno), std::strerror(errno));
        return 1;
    }
}
