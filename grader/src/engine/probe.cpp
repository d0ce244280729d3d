#include "engine/controller.h"
#include "engine/filter.h"
#include "engine/jail.h"

#include <fmt/format.h>

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace ipclab::engine {
namespace {

/// Stops a child of ours at a traced call, as a run does. Empty where it worked, else what did not.
std::string try_control() {
    const auto filter = make_filter();
    std::array<int, 2> go{};
    if (pipe(go.data()) == -1) return "pipe";
    const Descriptor go_read{go[0]}, go_write{go[1]};
    const auto child = fork();
    if (child == -1) return "fork";
    if (child == 0) {
        char byte = 0;
        if (read(go_read.get(), &byte, 1) != 1 || !install_filter(filter)) _exit(1);
        syscall(SYS_alarm, 0);
        _exit(0);
    }
    std::string problem;
    if (ptrace(PTRACE_SEIZE, child, nullptr, PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL) == -1)
        problem = fmt::format("ptrace: {}", std::strerror(errno));
    if (write(go_write.get(), "g", 1) != 1) problem = "pipe";
    int status = 0;
    bool stopped = false;
    while (waitpid(child, &status, __WALL) == child && WIFSTOPPED(status)) {
        stopped = stopped || status >> 16 == PTRACE_EVENT_SECCOMP;
        ptrace(PTRACE_CONT, child, nullptr, 0);
    }
    if (problem.empty() && !stopped) problem = "seccomp: a filter could not be installed or did not stop a call";
    return problem;
}

} // namespace

Abilities probe(Level highest) {
    Abilities found;
    found.processor = true; // or this would not have been compiled
    try {
        const Terminal terminal;
        found.pty = true;
    } catch (const std::exception&) {
        found.pty = false;
    }
    for (const auto level : {Level::full, Level::ipc, Level::none}) {
        if (level > highest) continue;
        const auto ended = in_jail(level, [](const Inside&) { return try_control(); });
        if (ended.interrupted) return found;
        if (ended.error) {
            if (found.why_not.empty()) found.why_not = *ended.error;
            continue;
        }
        found.level = level;
        found.ptrace = !ended.result.starts_with("ptrace");
        found.seccomp = ended.result.empty();
        if (!ended.result.empty()) found.why_not = ended.result;
        return found;
    }
    return found;
}

} // namespace ipclab::engine
