#include "engine/keeper.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace ipclab::engine {
namespace {

/// The programs die with their tracer (PTRACE_O_EXITKILL), but not at once, and their end makes their children ours.
void end_all_that_is_left() {
    for (;;) {
        // Needs CONFIG_PROC_CHILDREN, which distributions have; without it we only wait.
        std::ifstream children{"/proc/thread-self/children"};
        for (pid_t child = 0; children >> child;)
            kill(child, SIGKILL);
        if (waitpid(-1, nullptr, __WALL) == -1 && errno != EINTR) return;
    }
}

} // namespace

int keep(int stop_signal, const std::function<int()>& work) {
    sigset_t awaited;
    sigset_t before;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGTERM);
    sigaddset(&awaited, SIGCHLD);
    sigprocmask(SIG_BLOCK, &awaited, &before);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    const auto worker = fork();
    if (worker == -1) throw std::system_error(errno, std::generic_category(), "fork");
    if (worker == 0) {
        prctl(PR_SET_PDEATHSIG, stop_signal);
        sigprocmask(SIG_SETMASK, &before, nullptr);
        _exit(work());
    }
    int result = 0;
    bool asked = false;
    for (bool ended = false; !ended;) {
        if (sigwaitinfo(&awaited, nullptr) == SIGTERM) {
            kill(worker, asked ? SIGKILL : stop_signal);
            asked = true;
        }
        int status = 0;
        for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
            if (pid != worker) continue;
            ended = true;
            result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
    end_all_that_is_left();
    return result;
}

} // namespace ipclab::engine
