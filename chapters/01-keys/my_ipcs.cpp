// How does ipcs know which objects there are?
//
//     $ g++ -std=c++20 -Wall -Wextra -g my_ipcs.cpp -o my_ipcs
//     $ ./my_ipcs
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

// The program must define it: the fourth argument of semctl.
union semun {
    int val;
    semid_ds* buf;
    unsigned short* array;
    seminfo* info;
};

void show(const char* kind, int id, const ipc_perm& perm) {
    std::printf("%-8s 0x%08x %-6d %-6u %03o   ", kind, static_cast<unsigned>(perm.__key), id, perm.uid, perm.mode & 0777U);
}

int main() {
    std::printf("kind     key        id     owner  mode\n");
    // [queues]
    msginfo queues;
    // For these two commands the first argument is a place in the kernel's table; the answer is the highest one in use.
    const int last_queue = msgctl(0, MSG_INFO, reinterpret_cast<msqid_ds*>(&queues));
    for (int place = 0; place <= last_queue; ++place) {
        msqid_ds data;
        const int id = msgctl(place, MSG_STAT, &data);
        if (id == -1) continue; // nothing there, or not for us to read
        show("queue", id, data.msg_perm);
        std::printf("%lu messages, %lu bytes\n", data.msg_qnum, data.msg_cbytes);
    }
    // [queues]
    shm_info segments;
    const int last_segment = shmctl(0, SHM_INFO, reinterpret_cast<shmid_ds*>(&segments));
    for (int place = 0; place <= last_segment; ++place) {
        shmid_ds data;
        const int id = shmctl(place, SHM_STAT, &data);
        if (id == -1) continue;
        show("segment", id, data.shm_perm);
        std::printf("%zu bytes, attached %lu times\n", data.shm_segsz, data.shm_nattch);
    }
    seminfo sets;
    const int last_set = semctl(0, 0, SEM_INFO, semun{.info = &sets});
    for (int place = 0; place <= last_set; ++place) {
        semid_ds data;
        const int id = semctl(place, 0, SEM_STAT, semun{.buf = &data});
        if (id == -1) continue;
        show("set", id, data.sem_perm);
        std::printf("%lu semaphores\n", data.sem_nsems);
    }
}
