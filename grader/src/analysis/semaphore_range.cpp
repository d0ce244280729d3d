// Semaphores with a number that the set does not have, and values that no semaphore can have.

#include "analysis/calls.h"
#include "analysis/each_rule.h"
#include "analysis/failures.h"
#include "analysis/once.h"
#include "analysis/waiting.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <vector>

#include <sys/sem.h>

namespace ipclab::analysis {

namespace {

constexpr int highest_value = 32767; // SEMVMX

/// How many semaphores the set has; nothing where the run does not tell.
std::optional<std::size_t> size_of(const History& history, const Use& use) {
    if (!use.object) return std::nullopt;
    const auto& life = history.objects[*use.object];
    for (std::size_t i = 0; i < history.horizon(); ++i) {
        const auto* called = std::get_if<trace::Called>(&history.trace.events[i].what);
        if (!called) continue;
        for (const auto& state : called->after)
            if (const auto* set = std::get_if<sysv::SemaphoreSetState>(&state);
                set && sysv::id_of(state) == life.id && history.life(life.id, history.trace.events[i].index) == use.object)
                return set->semaphores.size();
    }
    return std::nullopt;
}

/// What the call asked for that there is not.
struct Outside {
    const Use* use = nullptr;
    std::optional<unsigned> number; ///< of a semaphore that is not there; nothing: it is the value that cannot be
    long amount = 0;                ///< sem_op; SETVAL's value
};

// The size is looked for in the whole run, so only where an error speaks of it: who asks again and again fails thousands of times.
std::optional<Outside> no_such_number(const History& history, const Use& use) {
    if (const auto* operate = std::get_if<sysv::SemOp>(use.call); operate && use.failed_with(EFBIG)) {
        const auto count = size_of(history, use);
        for (const auto& op : operate->sops)
            if (!count || op.sem_num >= *count) return Outside{&use, op.sem_num, op.sem_op};
        return std::nullopt;
    }
    const auto* control = std::get_if<sysv::SemCtl>(use.call);
    if (!control || !use.failed_with(EINVAL)) return std::nullopt;
    // Only these look at semnum (semctl(2)).
    const auto commands = {GETVAL, SETVAL, GETPID, GETNCNT, GETZCNT};
    const bool names_one = std::ranges::find(commands, control->cmd) != commands.end();
    const auto number = static_cast<unsigned>(control->semnum);
    const auto count = names_one ? size_of(history, use) : std::nullopt;
    if (!count || number < *count) return std::nullopt;
    return Outside{&use, number, control->cmd == SETVAL ? static_cast<int>(control->arg) : 0};
}

std::optional<Outside> outside(const History& history, const Use& use) {
    if (use.ok() || use.called->origin == trace::Called::Origin::fault) return std::nullopt;
    if (auto found = no_such_number(history, use)) return found;
    if (!use.failed_with(ERANGE)) return std::nullopt;
    if (const auto* operate = std::get_if<sysv::SemOp>(use.call)) {
        const auto raise = std::ranges::find_if(operate->sops, [](const auto& op) { return op.sem_op != 0; });
        return Outside{&use, std::nullopt, raise == operate->sops.end() ? 0 : raise->sem_op};
    }
    if (const auto* control = std::get_if<sysv::SemCtl>(use.call))
        return Outside{&use, std::nullopt, static_cast<int>(control->arg)};
    return std::nullopt;
}

/// -1 as a number of 16 bits: sem_op stands where sem_num should.
bool is_swapped(const Outside& outside) { return outside.number == 0xFFFFU && outside.amount == 0; }

/// Where one process lowers and another raises what is not there, it is meant to make somebody wait, and nobody waits.
bool is_lock(const std::vector<Outside>& all, const Outside& one) {
    if (!std::holds_alternative<sysv::SemOp>(*one.use->call) || !one.number) return false;
    return std::ranges::any_of(all, [&](const Outside& other) {
        return std::holds_alternative<sysv::SemOp>(*other.use->call) && other.number == one.number &&
               other.use->object == one.use->object && other.use->process != one.use->process &&
               (other.amount < 0) != (one.amount < 0) && other.amount != 0 && one.amount != 0;
    });
}

const trace::Waiting* missed_by(const History& history, const Use& use) {
    for (const auto& waiting : history.trace.waiting) {
        if (history.trace.outcome != trace::Outcome::deadlock) continue;
        const auto lost = lost_help(history, waiting);
        if (std::ranges::find(lost, &use) != lost.end()) return &waiting;
    }
    return nullptr;
}

/// Whether the value would fit: then it is what SEM_UNDO has to remember that does not.
bool is_for_undo(const Outside& outside, const History& history) {
    const auto* operate = std::get_if<sysv::SemOp>(outside.use->call);
    if (!operate) return false;
    return std::ranges::any_of(operate->sops, [&](const auto& op) {
        if ((op.sem_flg & SEM_UNDO) == 0) return false;
        const auto value = history.names.semaphore_value({sysv::Kind::semaphores, operate->semid},
                                                         static_cast<int>(op.sem_num), outside.use->event->index);
        return op.sem_op < 0 || (value && *value + op.sem_op <= highest_value);
    });
}

std::string what_is_wrong(const History& history, const Outside& outside) {
    const auto set = history.name(*outside.use->object);
    const auto error = errno_of(*outside.use);
    if (outside.number) {
        const auto count = size_of(history, *outside.use);
        const auto has = !count        ? std::string{"which has not as many"}
                         : *count == 1 ? std::string{"which has only number 0"}
                                       : fmt::format("which has only the numbers 0 to {}", *count - 1);
        return fmt::format("asks for semaphore {} of {}, {} ({}){}", *outside.number, set, has, error,
                           is_swapped(outside) ? "; 65535 is what -1 becomes as sem_num" : "");
    }
    if (is_for_undo(outside, history))
        return fmt::format("failed ({}): SEM_UNDO has to take back more than {} at the end of the process, which no "
                           "semaphore can hold",
                           error, highest_value);
    if (std::holds_alternative<sysv::SemOp>(*outside.use->call))
        return fmt::format("failed ({}): a semaphore of {} would become more than {}", error, set, highest_value);
    return fmt::format("failed ({}): a semaphore of {} was to become {}, but can only be 0 to {}", error, set,
                       outside.amount, highest_value);
}

std::string help_for(const History& history, const Outside& outside) {
    if (is_swapped(outside)) return "struct sembuf begins with sem_num, then come sem_op and sem_flg: {0, -1, SEM_UNDO}.";
    if (outside.number) return "Semaphores are counted from 0: a set of two has the numbers 0 and 1.";
    if (is_for_undo(outside, history))
        return "Leave SEM_UNDO out where one process only raises or only lowers: it adds up with each operation.";
    return "Look for a V that is made more often than its P, and for a start value that was never given.";
}

Finding finding_for(const History& history, const std::vector<Outside>& all, const Outside& one) {
    const auto* waiting = missed_by(history, *one.use);
    // Who looks at the error and gives up has done right, and one alone may be an experiment.
    const bool ignored = went_on(history, *one.use) && (is_lock(all, one) || is_swapped(one) || waiting);
    Finding finding;
    finding.rule = "semaphore-out-of-range";
    finding.level = ignored ? Level::error : Level::advice;
    finding.message =
        fmt::format("{}'s {} {}{}.", history.name(one.use->process), call_at(*one.use), what_is_wrong(history, one),
                    ignored && waiting ? fmt::format(", and {} waits for that for ever", history.name(waiting->task))
                    : ignored          ? ": nothing was done, and it went on as if it had been"
                                       : "");
    finding.expected = one.number ? "A semaphore that the set has." : fmt::format("Values from 0 to {}.", highest_value);
    finding.seen = fmt::format("{} returned -1 ({}).", call_at(*one.use), error_of(*one.use));
    finding.evidence = {one.use->event->index};
    if (ignored && waiting && beginning(history, *waiting)) finding.evidence.push_back(waiting->blocked);
    std::ranges::sort(finding.evidence);
    finding.where = one.use->event->where;
    finding.help = help_for(history, one);
    return finding;
}

} // namespace

std::vector<Finding> find_semaphore_out_of_range(const trace::Trace& trace) {
    const History history(trace);
    std::vector<Outside> all;
    for (const auto& use : history.uses)
        if (auto found = outside(history, use); found && use.object) all.push_back(*found);
    Once findings;
    for (const auto& one : all)
        findings.add(line_of(*one.use), finding_for(history, all, one));
    return std::move(findings).all();
}

} // namespace ipclab::analysis
