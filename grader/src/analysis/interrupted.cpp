// EINTR: the call was ended by a signal before it did anything, and the program goes on as if it had been done.

#include "analysis/calls.h"
#include "analysis/each_rule.h"
#include "analysis/failures.h"
#include "analysis/once.h"
#include "analysis/semaphore_lives.h"
#include "analysis/waiting.h"
#include "analysis/words.h"
#include "sysv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::analysis {

namespace {

using What = SemaphoreStep::What;

/// The process has tried again what was interrupted, whatever came of it, before it did anything else of the kind.
bool is_made_again(const History& history, const Use& interrupted) {
    for (const auto& use : history.uses) {
        if (use.process != interrupted.process || use.object != interrupted.object ||
            use.event->index <= interrupted.event->index || use.call->index() != interrupted.call->index())
            continue;
        return std::holds_alternative<sysv::SemOp>(*use.call) ? same_attempt(*use.call, *interrupted.call)
                                                              : same_request(*use.call, *interrupted.call);
    }
    return false;
}

bool waits_again(const History& history, const Use& interrupted) {
    const auto* waiting = history.waiting(interrupted.process);
    return waiting && object_of(history, *waiting) == interrupted.object;
}

/// The signal that ended the waiting; nothing where the scenario made the call fail. Its handler runs when the call has come back,
/// so it is what the process sees next; where it was told before the call's end, what the process saw last.
const trace::Signalled* signal_of(const History& history, const Use& interrupted) {
    if (interrupted.called->origin == trace::Called::Origin::fault) return nullptr;
    const auto& events = history.trace.events;
    const auto signalled_in = [&](std::size_t i) -> const trace::Signalled* {
        if (history.process_of(events[i].task) != interrupted.process) return nullptr;
        return std::get_if<trace::Signalled>(&events[i].what);
    };
    for (std::size_t i = interrupted.event->index + 1; i < events.size(); ++i) {
        if (const auto* signalled = signalled_in(i)) return signalled;
        if (history.process_of(events[i].task) == interrupted.process) break;
    }
    for (std::size_t i = interrupted.event->index; i-- > 0;)
        if (const auto* signalled = signalled_in(i)) return signalled;
    return nullptr;
}

/// Signals that are sent to end a wait: a time-out, or the request to stop.
bool is_meant_to_end_it(int signo) {
    return signo == SIGALRM || signo == SIGINT || signo == SIGTERM || signo == SIGHUP || signo == SIGQUIT;
}

std::string by(const trace::Signalled* signalled) {
    return signalled ? fmt::format("was interrupted by {}", sysv::signal_name(signalled->signo))
                     : std::string{"was interrupted"};
}

Finding interrupted_call(const Use& use, Level level, std::string message) {
    Finding finding;
    finding.rule = "interrupted-call";
    finding.level = level;
    finding.message = std::move(message);
    const auto name = sysv::name_of(*use.call);
    finding.expected = fmt::format("After EINTR, {} is called again.", name);
    finding.seen = fmt::format("{} returned -1 ({}).", call_at(use), error_of(use));
    finding.evidence = {use.event->index};
    finding.where = use.event->where;
    finding.help = fmt::format("Make the call in a loop: while ({}(…) == -1) if (errno != EINTR) give up.", name);
    return finding;
}

/// A lock that was left without having been entered.
struct Broken {
    SemaphoreLives::Key key;
    const SemaphoreStep* given = nullptr; ///< the V
    int highest = 0, value = 0;           ///< before, and at last
    trace::EventIndex shows = 0;
};

/// The values that a semaphore has had from one event up to another, and the first event after that with a higher one.
std::optional<Broken> higher_than_ever(const History& history, SemaphoreLives::Key key, trace::EventIndex since) {
    Broken broken{.key = key};
    const auto id = history.objects[key.first].id;
    for (std::size_t i = 0; i < history.horizon(); ++i) {
        const auto& event = history.trace.events[i];
        if (history.life(id, event.index) != key.first) continue;
        const auto* called = std::get_if<trace::Called>(&event.what);
        const auto* call = called ? std::get_if<sysv::Call>(&called->call) : nullptr;
        const bool is_set =
            call && called->result.ok() && sysv::object_of(*call) == id && sets(*call, static_cast<int>(key.second));
        if (i > since && is_set) return std::nullopt;
        const auto value = history.names.semaphore_value(id, static_cast<int>(key.second), event.index);
        if (!value) continue;
        if (i <= since)
            broken.highest = std::max(broken.highest, *value);
        else if (*value > broken.highest) {
            broken.value = *value;
            broken.shows = event.index;
            return broken;
        }
    }
    return std::nullopt;
}

/// All others give back what they have taken, and never more. What was raised before anybody took is the start value.
bool is_lock(const std::vector<SemaphoreStep>& steps, trace::TaskId except) {
    std::map<trace::TaskId, long> balance;
    bool given_back = false, in_use = false;
    for (const auto& step : steps) {
        if (step.what != What::operated) continue;
        in_use = in_use || step.amount < 0;
        if (!in_use || step.use->process == except) continue;
        auto& taken = balance[step.use->process];
        taken += step.amount;
        if (taken > 0) return false;
        given_back = given_back || (step.amount > 0 && taken == 0);
    }
    return given_back;
}

/// The process raises what it failed to lower, and the value becomes higher than it may.
std::optional<Broken> broken_lock(const History& history, const SemaphoreLives& lives, const Use& interrupted) {
    const auto* operate = std::get_if<sysv::SemOp>(interrupted.call);
    if (!operate || !interrupted.object) return std::nullopt;
    for (const auto& op : operate->sops) {
        const SemaphoreLives::Key key{*interrupted.object, op.sem_num};
        const auto steps = lives.all().find(key);
        if (op.sem_op >= 0 || steps == lives.all().end() || !is_lock(steps->second, interrupted.process)) continue;
        const auto next = std::ranges::find_if(steps->second, [&](const SemaphoreStep& step) {
            return step.index() > interrupted.event->index && step.use->process == interrupted.process &&
                   step.what == What::operated && step.amount != 0;
        });
        if (next == steps->second.end() || next->amount < 0) continue;
        auto broken = higher_than_ever(history, key, interrupted.event->index);
        if (!broken || broken->highest < 1 || broken->shows < next->index()) continue;
        broken->given = &*next;
        return broken;
    }
    return std::nullopt;
}

Finding entered_without(const History& history, const SemaphoreLives& lives, const Use& use, const Broken& broken) {
    const auto name = lives.name(broken.key);
    auto finding = interrupted_call(
        use, Level::error,
        fmt::format("{}'s {} {} and lowered nothing, but it went on as if it had: it raised {} in {} all the same, which "
                    "became {} in the end, although it has never been more than {}.",
                    history.name(use.process), call_at(use), by(signal_of(history, use)), name, call_at(*broken.given->use),
                    broken.value, broken.highest));
    finding.evidence.push_back(broken.given->index());
    if (broken.shows != broken.given->index()) finding.evidence.push_back(broken.shows);
    std::ranges::sort(finding.evidence);
    return finding;
}

std::optional<Finding> missed_by_somebody(const History& history, const Use& use) {
    if (history.trace.outcome != trace::Outcome::deadlock || !went_on(history, use)) return std::nullopt;
    for (const auto& waiting : history.trace.waiting) {
        const auto lost = lost_help(history, waiting);
        if (std::ranges::find(lost, &use) == lost.end()) continue;
        auto finding = interrupted_call(use, Level::error,
                                        fmt::format("{}'s {} {} and did nothing, but it went on as if it had; {} waits for "
                                                    "that for ever.",
                                                    history.name(use.process), call_at(use), by(signal_of(history, use)),
                                                    history.name(waiting.task)));
        if (beginning(history, waiting)) finding.evidence.push_back(waiting.blocked);
        std::ranges::sort(finding.evidence);
        return finding;
    }
    return std::nullopt;
}

/// It goes on, and nothing shows that it has noticed. What it means by that, its handler may know.
std::optional<Finding> went_on_regardless(const History& history, const Use& use) {
    const auto* signalled = signal_of(history, use);
    if (signalled && is_meant_to_end_it(signalled->signo)) return std::nullopt;
    const auto* next = next_on_object(history, use);
    const bool uses_it = next && !tidies_up(*next->call);
    const auto& end = history.end_of(use.process);
    const bool ends_well = end && !end->failed();
    const bool operates = std::holds_alternative<sysv::SemOp>(*use.call);
    if (!uses_it && !(operates && ends_well)) return std::nullopt;
    for (auto i = use.event->index + 1; i < history.horizon(); ++i) {
        const auto& event = history.trace.events[i];
        const auto* output = std::get_if<trace::Output>(&event.what);
        if (output && output->fd == 2 && history.process_of(event.task) == use.process) return std::nullopt;
    }
    const auto further =
        uses_it ? fmt::format("it went on with {}", call_at(*next)) : std::string{"it ended as if all was well"};
    auto finding = interrupted_call(use, Level::advice,
                                    fmt::format("{}'s {} {} and did nothing, but it was not made again: {}.",
                                                history.name(use.process), call_at(use), by(signalled), further));
    finding.evidence.push_back(uses_it ? next->event->index : end->event->index);
    return finding;
}

} // namespace

std::vector<Finding> find_interrupted_call(const trace::Trace& trace) {
    const History history(trace);
    Once findings;
    std::optional<SemaphoreLives> lives;
    for (const auto& use : history.uses) {
        if (!use.failed_with(EINTR) || is_made_again(history, use) || waits_again(history, use)) continue;
        if (!lives) lives.emplace(history);
        std::optional<Finding> finding;
        if (const auto broken = broken_lock(history, *lives, use)) finding = entered_without(history, *lives, use, *broken);
        if (!finding) finding = missed_by_somebody(history, use);
        if (!finding) finding = went_on_regardless(history, use);
        if (finding) findings.add(line_of(use), std::move(*finding));
    }
    return std::move(findings).all();
}

} // namespace ipclab::analysis
