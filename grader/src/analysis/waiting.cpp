#include "analysis/waiting.h"

#include "analysis/calls.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include <sys/msg.h>
#include <sys/sem.h>

namespace ipclab::analysis {

namespace {

using trace::WaitsFor;

std::string wanted_message(const WaitsFor& waits) {
    if (waits.msgtyp == 0) return "a message";
    if (waits.msgtyp > 0 && (waits.msgflg & MSG_EXCEPT) != 0)
        return fmt::format("a message of any type but {}", waits.msgtyp);
    if (waits.msgtyp > 0) return fmt::format("a message of type {}", waits.msgtyp);
    if (waits.msgtyp < -LONG_MAX) return "a message";
    return waits.msgtyp == -1 ? "a message of type 1" : fmt::format("a message of type {} or lower", -waits.msgtyp);
}

std::string object_name(const History& history, const trace::Waiting& waiting) {
    const auto object = object_of(history, waiting);
    if (object) return history.name(*object);
    if (!waiting.waits_for.object) return "an unknown object";
    return history.names.object(*waiting.waits_for.object, waiting.blocked);
}

std::string semaphore_name(const History& history, const trace::Waiting& waiting) {
    return fmt::format("semaphore {} of {}", waiting.waits_for.semnum, object_name(history, waiting));
}

std::string its_value(const History& history, const trace::Waiting& waiting) {
    const auto value = semaphore_value(history, waiting);
    return value ? fmt::format(" (it is {})", *value) : "";
}

/// One process lowers, another raises, and neither gives anything back.
bool counts_things(const History& history, std::size_t object, int semnum) {
    for (const auto process : history.processes()) {
        bool lowered = false;
        for (const auto& use : history.uses) {
            if (use.process != process || use.object != object || !use.ok() ||
                !std::holds_alternative<sysv::SemOp>(*use.call))
                continue;
            if (raises(*use.call, semnum) && !lowered) return true;
            lowered = lowered || lowers(*use.call, semnum);
        }
    }
    return false;
}

/// It has made a call on the object, or waits in its first one.
bool has_to_do_with(const History& history, trace::TaskId process, std::size_t object) {
    const auto* waiting = history.waiting(process);
    return history.dealings(object, process) || (waiting && object_of(history, *waiting) == object);
}

bool has_helped(const trace::Waiting& waiting, const Dealings& did) {
    switch (waiting.waits_for.what) {
    case WaitsFor::What::message: return did.sent;
    case WaitsFor::What::room: return did.received;
    case WaitsFor::What::increase: return did.raised;
    case WaitsFor::What::zero: return did.lowered;
    default: return false;
    }
}

class Holdings {
public:
    Holdings(const sysv::ObjectId& id, int semnum) : id_(id), semnum_(semnum) {}

    void apply(const Use& use) {
        if (sets(*use.call, semnum_)) held_.clear();
        const auto* operation = std::get_if<sysv::SemOp>(use.call);
        if (!operation) return;
        for (const auto& op : operation->sops) {
            if (op.sem_num != static_cast<unsigned>(semnum_)) continue;
            for (int unit = op.sem_op; unit < 0; ++unit)
                held_.push_back({use.process, &use});
            for (int unit = op.sem_op; unit > 0 && !held_.empty(); --unit)
                give_back(use.process);
        }
    }

    /// SEM_UNDO gives back what an ended process held, and the kernel's state at its end shows that it did.
    void apply(trace::TaskId process, const trace::Exited& exited) {
        const bool undone = std::ranges::any_of(exited.after, [&](const auto& s) { return sysv::id_of(s) == id_; });
        if (!undone) return;
        std::erase_if(held_, [&](const Hold& hold) {
            const auto& sops = std::get<sysv::SemOp>(*hold.use->call).sops;
            return hold.process == process && std::ranges::any_of(sops, [&](const auto& op) {
                       return op.sem_num == static_cast<unsigned>(semnum_) && (op.sem_flg & SEM_UNDO) != 0;
                   });
        });
    }

    [[nodiscard]] std::vector<Hold> held() const { return held_; }

private:
    void give_back(trace::TaskId process) {
        const auto own = std::ranges::find(held_, process, &Hold::process);
        held_.erase(own == held_.end() ? held_.begin() : own);
    }

    sysv::ObjectId id_;
    int semnum_;
    std::vector<Hold> held_;
};

} // namespace

bool is_wanted(long type, long msgtyp, int msgflg) {
    if (msgtyp == 0) return true;
    if (msgtyp > 0) return (msgflg & MSG_EXCEPT) != 0 ? type != msgtyp : type == msgtyp;
    return msgtyp < -LONG_MAX || type <= -msgtyp;
}

std::optional<std::size_t> object_of(const History& history, const trace::Waiting& waiting) {
    if (!waiting.waits_for.object) return std::nullopt;
    return history.life(*waiting.waits_for.object, waiting.blocked);
}

std::optional<int> semaphore_value(const History& history, const trace::Waiting& waiting) {
    if (!waiting.waits_for.object) return std::nullopt;
    const auto* state = history.last_state(*waiting.waits_for.object);
    const auto* set = state ? std::get_if<sysv::SemaphoreSetState>(state) : nullptr;
    const auto number = static_cast<std::size_t>(waiting.waits_for.semnum);
    if (!set || number >= set->semaphores.size()) return std::nullopt;
    return set->semaphores[number].value;
}

const sysv::QueueState* queue_state(const History& history, const trace::Waiting& waiting) {
    if (!waiting.waits_for.object) return nullptr;
    const auto* state = history.last_state(*waiting.waits_for.object);
    return state ? std::get_if<sysv::QueueState>(state) : nullptr;
}

std::string what_it_waits_for(const History& history, const trace::Waiting& waiting) {
    const auto& waits = waiting.waits_for;
    switch (waits.what) {
    case WaitsFor::What::message: return fmt::format("for {} in {}", wanted_message(waits), object_name(history, waiting));
    case WaitsFor::What::room: return fmt::format("for room in {}, which is full", object_name(history, waiting));
    case WaitsFor::What::increase:
        return fmt::format("until {} is at least {}{}", semaphore_name(history, waiting),
                           waits.amount < 0 ? -waits.amount : 1L, its_value(history, waiting));
    case WaitsFor::What::zero:
        return fmt::format("until {} is 0{}", semaphore_name(history, waiting), its_value(history, waiting));
    case WaitsFor::What::child: {
        if (waits.who.empty()) return "for a child to end";
        std::vector<std::string> names;
        for (const auto child : waits.who)
            names.push_back(history.name(child));
        return fmt::format("for its child{} {} to end", names.size() == 1 ? "" : "ren", listed(names, "or"));
    }
    case WaitsFor::What::data: return fmt::format("for something to read from {}", waits.channel);
    case WaitsFor::What::space: return fmt::format("for room in {}, which is full", waits.channel);
    case WaitsFor::What::signal: return "for a signal";
    case WaitsFor::What::time: return "for time to pass";
    case WaitsFor::What::wakeup: return "to be woken by another thread";
    case WaitsFor::What::outside: return "for input from outside";
    case WaitsFor::What::unmodelled: break;
    }
    return "for something that the grader does not follow";
}

const trace::Event* beginning(const History& history, const trace::Waiting& waiting) {
    if (waiting.blocked >= history.trace.events.size()) return nullptr;
    const auto& event = history.trace.events[waiting.blocked];
    return event.task == waiting.task && std::holds_alternative<trace::Blocked>(event.what) ? &event : nullptr;
}

std::string who_waits(const History& history, const trace::Waiting& waiting) {
    std::string call;
    if (const auto* event = beginning(history, waiting))
        call = fmt::format(" in {}{}", trace::name_of(std::get<trace::Blocked>(event->what).call), at(*event));
    return fmt::format("{} waits{} {}", history.name(waiting.task), call, what_it_waits_for(history, waiting));
}

std::string_view remedy(const trace::Waiting& waiting) {
    switch (waiting.waits_for.what) {
    case WaitsFor::What::message: return "send one";
    case WaitsFor::What::room: return "make room with msgrcv";
    case WaitsFor::What::increase: return "raise it";
    case WaitsFor::What::zero: return "lower it";
    case WaitsFor::What::child: return "end";
    case WaitsFor::What::data: return "write something";
    case WaitsFor::What::space: return "read something";
    case WaitsFor::What::signal: return "send one";
    default: return "change that";
    }
}

bool helps(const trace::Waiting& waiting, const sysv::Call& call) {
    switch (waiting.waits_for.what) {
    case WaitsFor::What::message: return std::holds_alternative<sysv::MsgSnd>(call);
    case WaitsFor::What::room: return std::holds_alternative<sysv::MsgRcv>(call);
    case WaitsFor::What::increase: return raises(call, waiting.waits_for.semnum);
    case WaitsFor::What::zero: return lowers(call, waiting.waits_for.semnum) || sets(call, waiting.waits_for.semnum);
    default: return false;
    }
}

std::vector<const Use*> lost_help(const History& history, const trace::Waiting& waiting) {
    std::vector<const Use*> lost;
    const auto object = object_of(history, waiting);
    if (!object) return lost;
    for (const auto& use : history.uses) {
        if (use.ok()) {
            std::erase_if(lost, [&](const Use* failed) {
                return failed->process == use.process && same_request(*failed->call, *use.call);
            });
            continue;
        }
        const bool here = use.object == object;
        const bool nowhere = id_of(*use.call) == -1 && sysv::kind_of(*use.call) == waiting.waits_for.object->kind;
        const bool no_such_semaphore =
            use.failed_with(EFBIG) && raises(*use.call) && waiting.waits_for.what == WaitsFor::What::increase;
        if ((!here && !nowhere) || (!helps(waiting, *use.call) && !no_such_semaphore)) continue;
        const auto* send = std::get_if<sysv::MsgSnd>(use.call);
        if (send && send->message && send->message->type > 0 &&
            !is_wanted(send->message->type, waiting.waits_for.msgtyp, waiting.waits_for.msgflg))
            continue;
        const bool nothing_to_do = use.failed_with(ENOMSG) || (use.failed_with(EAGAIN) && !send);
        if (!nothing_to_do && std::ranges::find(lost, use.process, &Use::process) == lost.end()) lost.push_back(&use);
    }
    return lost;
}

std::vector<Helper> helpers(const History& history, const trace::Waiting& waiting) {
    std::vector<Helper> found;
    const auto self = history.process_of(waiting.task);
    if (waiting.waits_for.what == WaitsFor::What::child) {
        for (const auto child : waiting.waits_for.who) {
            const auto process = history.process_of(child);
            found.push_back({process, {}, {}, history.waiting(process) != nullptr});
        }
        return found;
    }
    const auto object = object_of(history, waiting);
    if (!object) return found;
    for (const auto process : history.processes())
        if (process != self && has_to_do_with(history, process, *object))
            found.push_back({process, {}, {}, history.waiting(process) != nullptr});
    for (const auto& use : history.uses) {
        if (use.object != object || !helps(waiting, *use.call)) continue;
        const auto helper = std::ranges::find(found, use.process, &Helper::process);
        if (helper != found.end()) (use.ok() ? helper->helped : helper->tried).push_back(&use);
    }
    return found;
}

std::vector<Hold> holders(const History& history, const trace::Waiting& waiting) {
    const auto object = object_of(history, waiting);
    const int semnum = waiting.waits_for.semnum;
    if (!object || waiting.waits_for.what != WaitsFor::What::increase) return {};
    if (counts_things(history, *object, semnum)) return {};
    Holdings holdings(history.objects[*object].id, semnum);
    std::size_t next = 0;
    for (std::size_t i = 0; i < history.horizon(); ++i) {
        const auto& event = history.trace.events[i];
        if (const auto* exited = std::get_if<trace::Exited>(&event.what))
            holdings.apply(history.process_of(event.task), *exited);
        while (next < history.uses.size() && history.uses[next].event->index < event.index)
            ++next;
        if (next < history.uses.size() && history.uses[next].event == &event) {
            const auto& use = history.uses[next];
            if (use.object == object && use.ok()) holdings.apply(use);
        }
    }
    return holdings.held();
}

std::optional<trace::TaskId> next_in_circle(const History& history, const trace::Waiting& waiting) {
    const auto self = history.process_of(waiting.task);
    for (const auto& hold : holders(history, waiting))
        if (history.waiting(hold.process) && hold.process != self) return hold.process;
    if (waiting.waits_for.what == WaitsFor::What::child) {
        const auto& children = waiting.waits_for.who;
        const auto child = std::ranges::find_if(children, [&](auto c) { return history.waiting(history.process_of(c)); });
        return child == children.end() ? std::nullopt : std::optional{history.process_of(*child)};
    }
    const auto object = object_of(history, waiting);
    if (!object) return std::nullopt;
    std::optional<trace::TaskId> might;
    for (const auto& other : history.trace.waiting) {
        const auto process = history.process_of(other.task);
        if (process == self || !has_to_do_with(history, process, *object)) continue;
        if (const auto* did = history.dealings(*object, process); did && has_helped(waiting, *did)) return process;
        if (!might) might = process;
    }
    return might;
}

} // namespace ipclab::analysis
