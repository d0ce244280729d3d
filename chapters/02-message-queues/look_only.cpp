// Can one look at a message and leave it in the queue?
//
//     $ g++ -std=c++20 -Wall -Wextra -g look_only.cpp -o look_only
//     $ ./look_only
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

// What MSG_COPY gives for this msgtyp, with this room and these other flags.
void look(int queue, long msgtyp, size_t room, int flags) {
    Letter letter{};
    if (msgrcv(queue, &letter, room, msgtyp, MSG_COPY | flags) == -1)
        std::printf("  msgrcv: %s (%s)\n", strerrorname_np(errno), std::strerror(errno));
    else
        std::printf("  %ld:%.2s\n", letter.type, letter.text);
}

int main() {
    const int queue = msgget(IPC_PRIVATE, 0600);
    if (queue == -1) return fail("msgget");
    const Removed at_the_end{queue};
    // [look]
    const Letter letters[] = {{3, {'c', '1'}}, {1, {'a', '1'}}, {2, {'b', '1'}}};
    for (const Letter& letter : letters)
        if (msgsnd(queue, &letter, sizeof letter.text, 0) == -1) return fail("msgsnd");

    std::printf("msgtyp 0, 1, 2, 3:\n");
    for (const long msgtyp : {0, 1, 2, 3})
        look(queue, msgtyp, 2, IPC_NOWAIT);
    std::printf("without IPC_NOWAIT, with MSG_EXCEPT, room for 1 byte, the same with MSG_NOERROR:\n");
    look(queue, 0, 2, 0);
    look(queue, 0, 2, IPC_NOWAIT | MSG_EXCEPT);
    look(queue, 0, 1, IPC_NOWAIT);
    look(queue, 0, 1, IPC_NOWAIT | MSG_NOERROR);

    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl");
    std::printf("messages in the queue: %lu\n", data.msg_qnum);
    // [look]
}
