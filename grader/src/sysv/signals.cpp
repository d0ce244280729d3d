#include "sysv/names.h"

#include <csignal>
#include <cstring>
#include <fmt/format.h>

namespace ipclab::sysv {

namespace {

struct Alias {
    std::string_view name;
    int signo;
};
constexpr Alias aliases[] = {{"SIGIO", SIGIO}, {"SIGPOLL", SIGPOLL}, {"SIGIOT", SIGIOT}, {"SIGCLD", SIGCHLD}};

constexpr std::string_view real_time = "SIGRTMIN";

} // namespace

std::string signal_name(int signo) {
    // sigabbrev_np gives this one its older name.
    if (signo == SIGIO) return "SIGIO";
    if (signo > 0) {
        if (const char* name = sigabbrev_np(signo)) return fmt::format("SIG{}", name);
    }
    if (signo == SIGRTMIN) return std::string(real_time);
    if (signo > SIGRTMIN && signo <= SIGRTMAX) return fmt::format("{}+{}", real_time, signo - SIGRTMIN);
    return fmt::format("signal {}", signo);
}

std::optional<int> signal_from_name(std::string_view name) {
    if (!name.starts_with("SIG")) return std::nullopt;
    for (const Alias& alias : aliases) {
        if (alias.name == name) return alias.signo;
    }
    for (int signo = 1; signo <= SIGRTMAX; ++signo) {
        if (signal_name(signo) == name) return signo;
    }
    return std::nullopt;
}

} // namespace ipclab::sysv
