// Permission bits are octal: 0666 lets everybody read and write.
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/sem.h>

int main(void) {
    const int set = semget(IPC_PRIVATE, 1, 0666);
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
