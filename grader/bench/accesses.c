/* What the benchmark runs: rounds of so many stores into a shared segment, or into memory of its own ("own"), and one call. */
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const int segment = shmget(IPC_PRIVATE, 4096, 0600);
    int* const shared = shmat(segment, NULL, 0);
    if (shared == (void*)-1) return 1;
    int own[64];
    int* const at = strcmp(argv[1], "own") == 0 ? own : shared;
    const long rounds = atol(argv[2]), stores = atol(argv[3]);
    struct shmid_ds state;
    for (long round = 0; round < rounds; ++round) {
        for (long i = 0; i < stores; ++i)
            at[i % 64] = (int)i;
        if (shmctl(segment, IPC_STAT, &state) == -1) return 1;
    }
    return shmctl(segment, IPC_RMID, NULL) == 0 ? 0 : 1;
}
