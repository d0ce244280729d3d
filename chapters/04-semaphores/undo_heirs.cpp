// Who has the duty to undo after a fork, and after an exec?
//
//     $ g++ -std=c++20 -Wall -Wextra -g undo_heirs.cpp -o undo_heirs
//     $ ./undo_heirs
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

// "semop: EIDRM (Identifier removed)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

// Removes the set however main ends.
struct Removed {
    int set;
    ~Removed() { semctl(set, 0, IPC_RMID); }
};

// Adds `by` to the semaphore; waits where it would go below 0.
bool step(int set, short by, short flags = 0) {
    sembuf operation{.sem_num = 0, .sem_op = by, .sem_flg = flags};
    return semop(set, &operation, 1) != -1;
}

int main(int argc, char* argv[]) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // line by line into a pipe, too: no line is lost in the exec

    if (argc > 1) { // after the exec
        std::printf("after its exec:            value %d\n", semctl(std::atoi(argv[1]), 0, GETVAL));
        return 0;
    }
    const int set = semget(IPC_PRIVATE, 1, 0600);
    if (set == -1) return fail("semget");
    const Removed at_the_end{set};
    if (semctl(set, 0, SETVAL, 1) == -1) return fail("semctl");
    // [heirs]
    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        if (!step(set, -1, SEM_UNDO)) std::exit(fail("semop"));
        const pid_t grandchild = fork();
        if (grandchild == 0) std::exit(0); // has it the duty, too?
        if (grandchild == -1 || wait(nullptr) == -1) std::exit(fail("fork"));
        std::printf("child's child has ended:   value %d\n", semctl(set, 0, GETVAL));
        execl(argv[0], argv[0], std::to_string(set).c_str(), nullptr); // another program, the same process
        std::exit(fail("execl"));
    }
    if (wait(nullptr) == -1) return fail("wait");
    std::printf("child has ended:           value %d\n", semctl(set, 0, GETVAL));
    // [heirs]
}
