#include "analysis/missing_order.h"

#include "analysis/accesses.h"
#include "analysis/calls.h"
#include "analysis/race_search.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <sys/sem.h>

namespace ipclab::analysis {

namespace {

/// One semaphore of a set.
using Semaphore = std::pair<std::size_t, unsigned>;

/// One of the two accesses.
struct Side {
    trace::EventIndex access = 0;
    trace::TaskId process;
    std::string name;
    std::string does;                        ///< "writes": as it goes on
    std::map<Semaphore, const Use*> held;    ///< lowered before the access and raised after it
    std::map<Semaphore, const Use*> counted; ///< raised before it and lowered after it: it counts itself there
    std::map<Semaphore, const Use*> left;    ///< raised and lowered again, both before it
    std::vector<const Use*> earlier, later;  ///< calls that can order, before and after the access
};

std::string name_of(const History& history, Semaphore semaphore) {
    return fmt::format("{}[{}]", history.name(semaphore.first), semaphore.second);
}

bool gives(const Use& use) { return raises(*use.call) || std::holds_alternative<sysv::MsgSnd>(*use.call); }

bool waits(const Use& use) {
    if (std::holds_alternative<sysv::MsgRcv>(*use.call)) return true;
    const auto* operate = std::get_if<sysv::SemOp>(use.call);
    return operate && std::ranges::any_of(operate->sops, [](const auto& op) { return op.sem_op <= 0; });
}

/// What a call gives to others or waits for: a semaphore, or a queue, which has one of everything. Who waits for zero is not
/// let go on by who raises.
std::vector<Semaphore> touched(const Use& use, bool giving) {
    if (giving ? !gives(use) : !waits(use)) return {};
    std::vector<Semaphore> found;
    if (const auto* operate = std::get_if<sysv::SemOp>(use.call)) {
        for (const auto& op : operate->sops)
            if (giving ? op.sem_op > 0 : op.sem_op < 0) found.emplace_back(*use.object, op.sem_num);
    } else if (const auto* control = std::get_if<sysv::SemCtl>(use.call)) {
        if (control->cmd == SETVAL) found.emplace_back(*use.object, static_cast<unsigned>(control->semnum));
        for (unsigned i = 0; control->cmd == SETALL && i < control->array.size(); ++i)
            found.emplace_back(*use.object, i);
    } else {
        found.emplace_back(*use.object, 0U);
    }
    return found;
}

bool meet(const Use& gift, const Use& wait) {
    const auto given = touched(gift, true), awaited = touched(wait, false);
    return std::ranges::any_of(given, [&](Semaphore one) { return std::ranges::find(awaited, one) != awaited.end(); });
}

/// "semop(S0[0], +1) (a.cpp:12)", "msgsnd (a.cpp:12)".
std::string told(const History& history, const Use& use) {
    const auto* operate = std::get_if<sysv::SemOp>(use.call);
    if (!operate || operate->sops.size() != 1) return call_at(use);
    const auto& op = operate->sops.front();
    return fmt::format("semop({}[{}], {}){}", history.name(*use.object), op.sem_num,
                       op.sem_op > 0 ? fmt::format("+{}", op.sem_op) : std::to_string(op.sem_op), at(*use.event));
}

Side side_of(const History& history, trace::EventIndex access) {
    const auto& event = history.trace.events[access];
    const auto process = history.process_of(event.task);
    Side side{.access = access,
              .process = process,
              .name = history.name(process),
              .does = is_write(access_of(history.trace, access)) ? "writes" : "reads",
              .held = {},
              .counted = {},
              .left = {},
              .earlier = {},
              .later = {}};
    std::map<Semaphore, std::pair<const Use*, long>> lowered, raised;
    for (const auto& use : history.uses) {
        if (use.process != process || !use.object || !use.ok()) continue;
        const bool before = use.event->index < access;
        if (gives(use) || waits(use)) (before ? side.earlier : side.later).push_back(&use);
        const auto* operate = std::get_if<sysv::SemOp>(use.call);
        if (!operate) continue;
        for (const auto& op : operate->sops) {
            const Semaphore semaphore{*use.object, op.sem_num};
            auto& [by, amount] = lowered[semaphore];
            if (before) {
                amount = std::max(0L, amount - op.sem_op);
                if (op.sem_op < 0) by = &use;
            } else if (op.sem_op > 0 && amount > 0) {
                side.held.emplace(semaphore, by); // it gives back what it took: a lock
            }
            auto& [came, times] = raised[semaphore];
            if (before && op.sem_op > 0) {
                came = &use;
                times += op.sem_op;
                side.left.erase(semaphore);
            } else if (op.sem_op < 0 && times > 0) {
                times = std::max(0L, times + op.sem_op);
                if (!before)
                    side.counted.emplace(semaphore, came);
                else if (times == 0)
                    side.left.emplace(semaphore, &use);
            }
        }
    }
    return side;
}

MissingOrder one_lock_for_both(const History& history, const Side& a, const Side& b, Semaphore lock) {
    MissingOrder missing;
    const auto name = name_of(history, lock);
    missing.evidence = {a.held.at(lock)->event->index, b.held.at(lock)->event->index};
    std::string why = "so it let both in";
    for (const auto& use : history.uses) {
        const auto* control = std::get_if<sysv::SemCtl>(use.call);
        if (use.object != lock.first || !use.ok() || !control || use.event->index > b.access) continue;
        const auto value = control->cmd == SETVAL && control->semnum == static_cast<int>(lock.second)
                               ? static_cast<long>(static_cast<int>(control->arg))
                               : 0L;
        if (value < 2) continue;
        why = fmt::format("{} had set it to {} in {}, so it let both in", history.name(use.process), value, call_at(use));
        missing.evidence.push_back(use.event->index);
    }
    missing.text = fmt::format("both had lowered {} before, but {}", name, why);
    missing.help =
        fmt::format("A semaphore that lets one process in at a time has the value 1: set {} to 1, once, and raise it "
                    "only after having lowered it.",
                    name);
    return missing;
}

MissingOrder lock_of_one(const History& history, const Side& with, const Side& without) {
    MissingOrder missing;
    const auto& [lock, use] = *with.held.begin();
    const auto name = name_of(history, lock);
    missing.evidence = {use->event->index};
    // It may have had it a moment ago.
    const Use* raised = nullptr;
    for (const auto* earlier : without.earlier)
        if (earlier->object == lock.first && raises(*earlier->call, static_cast<int>(lock.second))) raised = earlier;
    if (raised) {
        missing.text = fmt::format("{} holds {} there, but {} has already let go of it, in {}, when it {}", with.name, name,
                                   without.name, told(history, *raised), without.does);
        missing.evidence.push_back(raised->event->index);
    } else {
        missing.text = fmt::format("{} holds {} there, but {} does not take it before it {}", with.name, name, without.name,
                                   without.does);
    }
    missing.help =
        fmt::format("Put semop({}, -1) before and semop({}, +1) after this access in {} as well.", name, name, without.name);
    return missing;
}

bool waits_for_zero(const Use& use, Semaphore semaphore) {
    const auto* operate = std::get_if<sysv::SemOp>(use.call);
    return operate && use.object == semaphore.first && std::ranges::any_of(operate->sops, [&](const auto& op) {
               return op.sem_op == 0 && op.sem_num == semaphore.second;
           });
}

/// For those who count themselves and wait until nobody else is counted: `inside` is, and `other` does not mind.
std::optional<MissingOrder> not_counted(const History& history, const Side& inside, const Side& other) {
    const auto somebody_minds = [&](Semaphore one) {
        return std::ranges::any_of(history.uses, [&](const auto& use) { return waits_for_zero(use, one); });
    };
    const auto counting = [&](const std::map<Semaphore, const Use*>& there) {
        return std::ranges::find_if(there, [&](const auto& one) { return somebody_minds(one.first); });
    };
    const auto here = counting(inside.counted);
    if (here == inside.counted.end()) return std::nullopt;
    const auto name = name_of(history, here->first);
    MissingOrder missing;
    missing.evidence = {here->second->event->index};
    const auto there = fmt::format("{} is counted in {} there", inside.name, name);
    const Use* waited = nullptr;
    for (const auto* use : other.earlier)
        if (waits_for_zero(*use, here->first)) waited = use;
    if (!waited) {
        missing.text = fmt::format("{}, but {} does not wait until that is 0 before it {}", there, other.name, other.does);
        missing.help =
            fmt::format("Let {} wait until {} is 0, in the same semop with which it counts itself.", other.name, name);
        return missing;
    }
    if (const auto counted = counting(other.counted); counted != other.counted.end()) {
        if (counted->second == waited) return std::nullopt;
        missing.text = fmt::format(
            "{}; {} has waited until that was 0 in {}, but counts itself in {} only in another call, {}, and "
            "in between {} could come",
            there, other.name, call_at(*waited), name_of(history, counted->first), call_at(*counted->second), inside.name);
        missing.help = "Wait for 0 and add 1 in one semop: give it an array of both operations.";
        missing.evidence.push_back(counted->second->event->index);
    } else if (const auto left = counting(other.left); left != other.left.end()) {
        missing.text = fmt::format("{}, but {} is counted nowhere any more: it has left {} in {} before it {}", there,
                                   other.name, name_of(history, left->first), call_at(*left->second), other.does);
        missing.help = fmt::format("In {}, move {} behind the access.", other.name, call_at(*left->second));
        missing.evidence.push_back(left->second->event->index);
    } else {
        missing.text =
            fmt::format("{}; {} has waited until that was 0 in {}, but does not count itself anywhere, so {} could come "
                        "after that",
                        there, other.name, call_at(*waited), inside.name);
        missing.help = fmt::format("Let {} add 1 to a semaphore in the same semop, and {} wait until that one is 0.",
                                   other.name, inside.name);
    }
    missing.evidence.push_back(waited->event->index);
    return missing;
}

/// For two that hand over: `giver` should be first.
std::optional<MissingOrder> half_a_signal(const History& history, const Side& giver, const Side& taker) {
    MissingOrder missing;
    const auto waits_at_all = [](const Use* use) { return waits(*use); };
    const bool never_waits =
        std::ranges::none_of(taker.earlier, waits_at_all) && std::ranges::none_of(taker.later, waits_at_all);
    for (const auto* gift : giver.later) { // after its access: as it should be
        if (!gives(*gift)) continue;
        const auto takes = [&](const Use* use) { return meet(*gift, *use); };
        // It came too late for it, or not at all; what it never has to do with is meant for somebody else.
        const bool meant = never_waits || std::ranges::any_of(taker.later, takes);
        if (!meant || std::ranges::any_of(taker.earlier, takes)) continue;
        const bool message = std::holds_alternative<sysv::MsgSnd>(*gift->call);
        missing.text =
            fmt::format("{}'s {} comes after it, but {} {} {} before it {}", giver.name, told(history, *gift), taker.name,
                        message ? "receives nothing from" : "makes no semop on", history.name(*gift->object), taker.does);
        missing.help = fmt::format("Let {} wait for {} before it {}: {}.", taker.name, giver.name, taker.does,
                                   message ? "msgrcv" : "a semop with -1 that the other one's +1 lets go on");
        missing.evidence = {gift->event->index};
        return missing;
    }
    for (auto at = taker.earlier.rbegin(); at != taker.earlier.rend(); ++at) {
        const auto& wait = **at;
        if (!waits(wait)) continue;
        const Use* early = nullptr;
        for (const auto* use : giver.earlier)
            if (meet(*use, wait)) early = use;
        if (!early) continue;
        missing.text =
            fmt::format("{} waits in {} before it {}, but {}'s {} comes before {} {}, not after", taker.name,
                        told(history, wait), taker.does, giver.name, told(history, *early), giver.name, giver.does);
        missing.help = fmt::format("In {}, move {} behind the access.", giver.name, call_at(*early));
        missing.evidence = {early->event->index, wait.event->index};
        return missing;
    }
    return std::nullopt;
}

MissingOrder nothing(const History& history, const Side& a, const Side& b) {
    MissingOrder missing;
    const bool a_orders = !a.earlier.empty() || !a.later.empty(), b_orders = !b.earlier.empty() || !b.later.empty();
    const bool child = history.descends(b.process, a.process), parent = history.descends(a.process, b.process);
    if (!a_orders && !b_orders && (child || parent)) {
        const auto& older = child ? a.name : b.name;
        const auto& younger = child ? b.name : a.name;
        missing.text =
            fmt::format("{} and its child {} run at the same time, and neither waits for the other", older, younger);
        missing.help = fmt::format("Let a semaphore order them, or let {} wait for {}'s end before it uses the memory.",
                                   older, younger);
    } else if (!a_orders && !b_orders) {
        missing.text = "neither of the two makes a call that waits for the other";
        missing.help =
            "Let a semaphore order them: who may not go on waits in semop with -1, who is done raises it with +1.";
    } else if (!a_orders || !b_orders) {
        missing.text = fmt::format("{} makes no call that waits for {} or lets it wait", a_orders ? b.name : a.name,
                                   a_orders ? a.name : b.name);
        missing.help = "It takes two: both processes use the same semaphore or queue, one to wait, the other to let go.";
    } else {
        missing.text = fmt::format("the calls with which {} and {} wait do not make one of them wait for the other here",
                                   a.name, b.name);
        missing.help =
            "Draw both processes as lines from top to bottom: which call lets one go on only after the other's access?";
    }
    return missing;
}

} // namespace

MissingOrder missing_order(const History& history, trace::EventIndex first, trace::EventIndex second) {
    const auto a = side_of(history, first), b = side_of(history, second);
    const auto shared = std::ranges::find_if(a.held, [&](const auto& held) { return b.held.contains(held.first); });
    if (shared != a.held.end()) return one_lock_for_both(history, a, b, shared->first);
    if (!a.held.empty() && !b.held.empty()) {
        const auto& [one, taken] = *a.held.begin();
        const auto& [other, taken_too] = *b.held.begin();
        return {fmt::format("{} holds {} there and {} holds {}: two different semaphores do not keep them apart", a.name,
                            name_of(history, one), b.name, name_of(history, other)),
                "Whoever uses the same memory takes the same semaphore.",
                {taken->event->index, taken_too->event->index}};
    }
    if (!a.held.empty()) return lock_of_one(history, a, b);
    if (!b.held.empty()) return lock_of_one(history, b, a);
    const bool second_writes_alone =
        is_write(access_of(history.trace, second)) && !is_write(access_of(history.trace, first));
    const auto& giver = second_writes_alone ? b : a;
    const auto& taker = second_writes_alone ? a : b;
    if (auto missing = not_counted(history, giver, taker)) return *missing;
    if (auto missing = not_counted(history, taker, giver)) return *missing;
    if (auto half = half_a_signal(history, giver, taker)) return *half;
    if (auto half = half_a_signal(history, taker, giver)) return *half;
    return nothing(history, a, b);
}

} // namespace ipclab::analysis
