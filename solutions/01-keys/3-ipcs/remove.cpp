// remove KEYFILE KIND...
// Removes the objects that KEYFILE stands for: KIND is queue, semaphores or segment.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

// Says which call failed and why: "remove: msgget: ENOENT (No such file or directory)". Always false.
bool complain(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "remove: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return false;
}

[[noreturn]] void usage() {
    std::cerr << "usage: remove KEYFILE queue|semaphores|segment...\n";
    std::exit(2);
}

bool removed(std::string_view kind, int id) {
    std::cout << "removed " << kind << ' ' << id << '\n';
    return true;
}

// No permission bits: who may remove an object is a question of whose it is, not of its mode.

bool remove_queue(key_t key) {
    const int id = msgget(key, 0);
    if (id == -1) return complain("msgget");
    if (msgctl(id, IPC_RMID, nullptr) == -1) return complain("msgctl");
    return removed("queue", id);
}

bool remove_set(key_t key) {
    const int id = semget(key, 0, 0); // however many semaphores there are
    if (id == -1) return complain("semget");
    if (semctl(id, 0, IPC_RMID) == -1) return complain("semctl");
    return removed("semaphores", id);
}

bool remove_segment(key_t key) {
    const int id = shmget(key, 0, 0); // however large it is
    if (id == -1) return complain("shmget");
    if (shmctl(id, IPC_RMID, nullptr) == -1) return complain("shmctl");
    return removed("segment", id);
}

int main(int argc, char* argv[]) {
    if (argc < 3) usage();
    const key_t key = ftok(argv[1], 'I');
    if (key == -1) {
        complain("ftok");
        return 1;
    }
    // One key, three objects: each kind has keys of its own.
    bool all = true;
    for (int i = 2; i < argc; ++i) {
        const std::string_view kind = argv[i];
        if (kind == "queue")
            all = remove_queue(key) && all;
        else if (kind == "semaphores")
            all = remove_set(key) && all;
        else if (kind == "segment")
            all = remove_segment(key) && all;
        else
            usage();
    }
    return all ? 0 : 1;
}
