// What can a signal tell?
//
//     $ g++ -std=c++20 -Wall -Wextra -g by_signal.cpp -o by_signal
//     $ ./by_signal
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

// "fork: EAGAIN (Resource temporarily unavailable)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

int main() {
    // [signal]
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGUSR1);
    // Blocked, it waits for us. Else it would end us: that is what SIGUSR1 does where nobody says otherwise.
    if (sigprocmask(SIG_BLOCK, &awaited, nullptr) == -1) return fail("sigprocmask");

    const pid_t child = fork();
    if (child == -1) return fail("fork");
    if (child == 0) {
        if (sigqueue(getppid(), SIGUSR1, {.sival_int = 42}) == -1) return fail("sigqueue");
        return 0;
    }
    siginfo_t told;
    if (sigwaitinfo(&awaited, &told) == -1) return fail("sigwaitinfo");
    std::printf("parent: %s from %s, and the number %d\n", strsignal(told.si_signo),
                told.si_pid == child ? "the child" : "somebody else", told.si_value.sival_int);
    if (wait(nullptr) == -1) return fail("wait");
    // [signal]
}
