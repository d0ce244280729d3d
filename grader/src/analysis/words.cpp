#include "analysis/words.h"

#include "analysis/calls.h"
#include "sysv/names.h"
#include "trace/wording.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>

namespace ipclab::analysis {

namespace {

/// Linux's default of /proc/sys/kernel/msgmax, the longest message.
constexpr std::uint64_t usual_msgmax = 8192;

/// What the call's own arguments show, beyond what is true of every call that fails so.
std::string why(const Use& use) {
    const auto& call = *use.call;
    if (use.failed_with(EINVAL)) {
        if (const auto id = id_of(call); id && *id < 0) return fmt::format("{} is no id", *id);
        if (const auto* send = std::get_if<sysv::MsgSnd>(&call)) {
            if (send->message && send->message->type < 1)
                return fmt::format("a message's type must be at least 1, and it was {}", send->message->type);
            if (send->msgsz > usual_msgmax)
                return fmt::format("a text of {} bytes is longer than a message may be", send->msgsz);
        }
    }
    return trace::reason(use.called->call, use.called->result.error);
}

} // namespace

std::string listed(const std::vector<std::string>& names, std::string_view last) {
    if (names.empty()) return "nobody";
    std::string text = names.front();
    for (std::size_t i = 1; i < names.size(); ++i)
        text += i + 1 == names.size() ? fmt::format(" {} {}", last, names[i]) : ", " + names[i];
    return text;
}

std::string counted(std::size_t n, std::string_view noun) { return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s"); }

std::string place(const trace::Event& event) {
    if (!event.where || event.where->file.empty()) return {};
    const auto& file = event.where->file;
    const auto slash = file.rfind('/');
    return fmt::format("{}:{}", slash == std::string::npos ? file : file.substr(slash + 1), event.where->line);
}

std::string at(const trace::Event& event) {
    const auto where = place(event);
    return where.empty() ? where : " (" + where + ")";
}

std::string call_at(const Use& use) { return std::string(sysv::name_of(*use.call)) + at(*use.event); }

std::string_view short_name(sysv::Kind kind) {
    switch (kind) {
    case sysv::Kind::queue: return "queue";
    case sysv::Kind::semaphores: return "semaphore set";
    case sysv::Kind::segment: return "segment";
    }
    return "object";
}

std::string error_of(const Use& use) { return fmt::format("{}: {}", errno_of(use), why(use)); }

std::string errno_of(const Use& use) { return sysv::errno_name(use.called->result.error); }

std::string how_it_ended(const History& history, trace::TaskId process) {
    const auto& end = history.end_of(process);
    if (!end) return history.waiting(process) ? "is waiting itself" : "is still running";
    if (end->signal != 0) return fmt::format("was ended by {}", sysv::signal_name(end->signal));
    return fmt::format("has ended with exit status {}", end->code);
}

std::string_view meaning_of_signal(int signo) {
    switch (signo) {
    case SIGSEGV: return "an invalid memory access";
    case SIGBUS: return "an access to memory that is not there";
    case SIGFPE: return "an impossible calculation, such as a division by zero";
    case SIGILL: return "an instruction that does not exist";
    case SIGABRT: return "it gave itself up, as abort(), a failed assert or a detected memory error does";
    default: return {};
    }
}

} // namespace ipclab::analysis
