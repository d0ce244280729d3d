// list
// Shows every message queue, semaphore set and shared memory segment there is, a line each: KIND KEY ID OWNER MODE USE.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

// What semctl takes as its fourth argument. Every program has to define it for itself.
union semun {
    int val;
    semid_ds* buf;
    unsigned short* array;
    seminfo* info;
};

// Says which call failed and why, and ends the program: "list: msgctl: EACCES (Permission denied)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "list: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

void show(const char* kind, const ipc_perm& perm, int id, unsigned long use, const char* of_what) {
    const std::string owner = perm.uid == geteuid() ? "me" : std::to_string(perm.uid);
    // A key is shown as eight hexadecimal digits; of the mode, the lowest nine bits are the permissions.
    std::printf("%s 0x%08x %d %s %04o %lu %s\n", kind, static_cast<unsigned>(perm.__key), id, owner.c_str(),
                perm.mode & 0777U, use, of_what);
}

// The kernel keeps each kind in a table. One call tells the highest place in use; another one goes to a place, fills in what is
// there, and returns its id. A place between may be free: EINVAL. The _ANY commands show objects that may not be read, too.

void list_queues() {
    msginfo info;
    const int highest = msgctl(0, MSG_INFO, reinterpret_cast<msqid_ds*>(&info));
    if (highest == -1) fail("msgctl");
    for (int place = 0; place <= highest; ++place) {
        msqid_ds state;
        const int id = msgctl(place, MSG_STAT_ANY, &state);
        if (id != -1)
            show("queue", state.msg_perm, id, state.msg_qnum, "messages");
        else if (errno != EINVAL)
            fail("msgctl");
    }
}

void list_sets() {
    seminfo info;
    semun argument;
    argument.info = &info;
    const int highest = semctl(0, 0, SEM_INFO, argument);
    if (highest == -1) fail("semctl");
    for (int place = 0; place <= highest; ++place) {
        semid_ds state;
        argument.buf = &state;
        const int id = semctl(place, 0, SEM_STAT_ANY, argument);
        if (id != -1)
            show("semaphores", state.sem_perm, id, state.sem_nsems, "semaphores");
        else if (errno != EINVAL)
            fail("semctl");
    }
}

void list_segments() {
    shm_info info;
    const int highest = shmctl(0, SHM_INFO, reinterpret_cast<shmid_ds*>(&info));
    if (highest == -1) fail("shmctl");
    for (int place = 0; place <= highest; ++place) {
        shmid_ds state;
        const int id = shmctl(place, SHM_STAT_ANY, &state);
        if (id != -1)
            show("segment", state.shm_perm, id, state.shm_segsz, "bytes");
        else if (errno != EINVAL)
            fail("shmctl");
    }
}

int main() {
    list_queues();
    list_sets();
    list_segments();
}
