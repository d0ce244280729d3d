// Can an object be given to another user?
//
//     $ g++ -std=c++20 -Wall -Wextra -g give_away.cpp -o give_away
//     $ touch letters.key
//     $ ./give_away letters.key 1001   makes a queue that only its owner may use, and makes user 1001 its owner
//     $ ./who_may letters.key          what may we do now?
//
// check: leaked-object: ./give_away letters.key 1000

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

// "ftok: ENOENT (No such file or directory)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: give_away KEYFILE UID\n");
        return 2;
    }
    // [give]
    const key_t key = ftok(argv[1], 'G');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return fail("msgget");

    msqid_ds data;
    if (msgctl(queue, IPC_STAT, &data) == -1) return fail("msgctl: IPC_STAT");
    data.msg_perm.uid = static_cast<uid_t>(std::atoi(argv[2]));
    if (msgctl(queue, IPC_SET, &data) == -1) return fail("msgctl: IPC_SET");
    std::printf("the queue belongs to uid %u now, and was made by uid %u\n", data.msg_perm.uid, data.msg_perm.cuid);
    // [give]
}
