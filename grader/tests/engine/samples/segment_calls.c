// Each way in which a call on a shared memory segment can end, in one process and a child.
#include "show.h"

int main(void) {
    const key_t key = 0x4e;
    struct shmid_ds state;

    show("shmget", shmget(key, 100, 0));
    const int segment = shmget(key, 100, IPC_CREAT | IPC_EXCL | 0600);
    show("shmget", segment >= 0);
    show("shmget", shmget(key, 100, IPC_CREAT | IPC_EXCL | 0600));
    show("shmget", shmget(key, 5000, 0));
    show("shmget", shmget(IPC_PRIVATE, 0, 0600));
    char* first = shmat(segment, NULL, 0);
    show("shmat", first == (void*)-1 ? -1 : 0);
    strcpy(first, "shared");
    const char* second = shmat(segment, NULL, SHM_RDONLY);
    show("shmat", second == (void*)-1 ? -1 : 0);
    show("same", strcmp(second, "shared"));
    show("shmat", (long)shmat(-1, NULL, 0));
    show("shmat", (long)shmat(segment, (void*)1, 0));
    show("shmctl", shmctl(segment, IPC_STAT, &state));
    show("shm_nattch", (long)state.shm_nattch);
    if (fork() == 0) _exit(shmdt(first) == 0 ? 0 : 1);
    show("child", ended());
    show("shmctl", shmctl(segment, IPC_STAT, &state));
    show("shm_nattch", (long)state.shm_nattch);
    show("shmdt", shmdt(second));
    show("shmdt", shmdt(second));
    show("shmctl", shmctl(segment, 99, NULL));
    show("shmctl", shmctl(segment, IPC_RMID, NULL)); // it lives on until the last detach
    show("shmget", shmget(key, 100, 0));
    show("shmdt", shmdt(first));
    show("shmctl", shmctl(segment, IPC_STAT, &state));

    const int closed = shmget(IPC_PRIVATE, 100, 0);
    show("shmat", (long)shmat(closed, NULL, 0));
    show("shmctl", shmctl(closed, IPC_RMID, NULL));
    return 0;
}
