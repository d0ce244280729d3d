// expect: odd-mode at mode.c
// 666 without its leading 0 is a decimal number, and these bits let nobody write.
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/sem.h>

int main(void) {
    const int set = semget(IPC_PRIVATE, 1, 666); // <-- here
    if (set == -1) {
        perror("semget");
        return 1;
    }
    const int value = semctl(set, 0, GETVAL);
    if (semctl(set, 0, IPC_RMID) == -1) {
        perror("semctl");
        return 1;
    }
    return value == 0 ? 0 : 1;
}
