// Results for people, and what somebody waits for.

#include "sysv/names.h"
#include "trace/trace.h"
#include "trace/wording.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/msg.h>
#include <sys/sem.h>

namespace ipclab::trace {

namespace {

class ResultDescriber {
public:
    ResultDescriber(const Result& result, const Names& names, EventIndex at) : result_(result), names_(names), at_(at) {}

    std::string operator()(const sysv::Call& call) const { return std::visit(*this, call); }

    std::string operator()(const sysv::MsgGet&) const { return object(sysv::Kind::queue); }
    std::string operator()(const sysv::SemGet&) const { return object(sysv::Kind::semaphores); }
    std::string operator()(const sysv::ShmGet&) const { return object(sysv::Kind::segment); }

    std::string operator()(const sysv::MsgRcv& call) const {
        std::string text = bytes();
        if (call.message) text += fmt::format(", type {} {}", call.message->type, message_text(call.message->text));
        if (call.full_size) text += fmt::format(", cut from {}", bytes_text(*call.full_size));
        return text;
    }
    std::string operator()(const sysv::MsgCtl& call) const {
        if (call.cmd != IPC_STAT || !call.state) return number();
        return fmt::format("{} ({} message{}, {})", number(), call.state->qnum, call.state->qnum == 1 ? "" : "s",
                           bytes_text(call.state->cbytes));
    }
    std::string operator()(const sysv::SemCtl& call) const {
        if (call.cmd == GETALL) return fmt::format("{}, {{{}}}", number(), fmt::join(call.array, ", "));
        return number();
    }
    std::string operator()(const sysv::ShmAt&) const {
        return fmt::format("0x{:x}", static_cast<std::uint64_t>(result_.value));
    }
    std::string operator()(const sysv::ShmCtl& call) const {
        if (call.cmd != IPC_STAT || !call.state) return number();
        return fmt::format("{} ({}, attached {} time{})", number(), bytes_text(call.state->segsz), call.state->nattch,
                           call.state->nattch == 1 ? "" : "s");
    }

    std::string operator()(const Transfer& call) const {
        const bool reads = call.name.find("read") != std::string::npos || call.name.find("recv") != std::string::npos;
        if (!reads) return bytes();
        return result_.value == 0 ? "0 (end of input)" : fmt::format("{} {}", bytes(), sysv::quoted(call.bytes));
    }
    std::string operator()(const WaitCall& call) const {
        if (call.reaped) return fmt::format("{} {}", names_.task(*call.reaped), status_text(call.status));
        return result_.value == 0 ? "0 (no child has ended yet)" : number();
    }
    template <class Other>
    std::string operator()(const Other&) const {
        return number();
    }

private:
    [[nodiscard]] std::string number() const { return fmt::format("{}", result_.value); }
    [[nodiscard]] std::string bytes() const { return bytes_text(static_cast<std::uint64_t>(result_.value)); }
    [[nodiscard]] std::string object(sysv::Kind kind) const {
        return names_.object({kind, static_cast<int>(result_.value)}, at_);
    }

    const Result& result_;
    const Names& names_;
    EventIndex at_;
};

std::string message_wanted(const WaitsFor& waits_for) {
    constexpr int except = 020000; // MSG_EXCEPT
    const long type = waits_for.msgtyp;
    if (type == 0) return "a message";
    if (type < 0) return fmt::format("a message of type {} or lower", 0UL - static_cast<unsigned long>(type));
    if ((waits_for.msgflg & except) != 0) return fmt::format("a message of any type but {}", type);
    return fmt::format("a message of type {}", type);
}

} // namespace

std::string describe(const Result& result, const Call& call, const Names& names, EventIndex at) {
    if (!result.ok()) return fmt::format("-1 {} ({})", sysv::errno_name(result.error), reason(call, result.error));
    return std::visit(ResultDescriber(result, names, at), call);
}

std::string describe(const WaitsFor& waits_for, const Names& names, EventIndex at) {
    using Wanted = WaitsFor::What;
    const std::string object = waits_for.object ? names.object(*waits_for.object, at) : "?";
    std::string now;
    if (waits_for.object) {
        const auto value = names.semaphore_value(*waits_for.object, waits_for.semnum, at);
        if (value) now = fmt::format(" (it is {})", *value);
    }
    const std::string channel = waits_for.channel.empty() ? "a file" : waits_for.channel;
    switch (waits_for.what) {
    case Wanted::message: return fmt::format("{} in {}", message_wanted(waits_for), object);
    case Wanted::room: return fmt::format("room in {}", object);
    case Wanted::increase:
        return fmt::format("{}[{}] to reach {}{}", object, waits_for.semnum,
                           waits_for.amount < 0 ? -waits_for.amount : waits_for.amount, now);
    case Wanted::zero: return fmt::format("{}[{}] to be 0{}", object, waits_for.semnum, now);
    case Wanted::child: {
        if (waits_for.who.empty()) return "a child to end";
        std::vector<std::string> children;
        for (const TaskId child : waits_for.who)
            children.push_back(names.task(child));
        return fmt::format("{} to end", fmt::join(children, " or "));
    }
    case Wanted::data: return fmt::format("something to read from {}", channel);
    case Wanted::space: return fmt::format("room in {}", channel);
    case Wanted::signal: return "a signal";
    case Wanted::time: return "time to pass";
    case Wanted::wakeup: return "another thread to wake it";
    case Wanted::outside: return "input from outside the run";
    case Wanted::unmodelled: return "something that we cannot see";
    }
    return "something";
}

} // namespace ipclab::trace
