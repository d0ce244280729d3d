// How semaphores get their values: set again while in use, used before they are set, set instead of operated.

#include "analysis/each_rule.h"
#include "analysis/semaphore_lives.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <sys/ipc.h>
#include <sys/sem.h>

namespace ipclab::analysis {

namespace {

using What = SemaphoreStep::What;
using Steps = std::vector<SemaphoreStep>;

/// What rests on nobody having waited is certain only where all ways of waiting are followed.
Level certain_level(const trace::Trace& trace) { return trace.other_channels.empty() ? Level::error : Level::advice; }

std::string told(const SemaphoreStep& step, const std::string& semaphore) {
    if (step.what == What::set) return fmt::format("set {} to {} in {}", semaphore, step.amount, call_at(*step.use));
    return fmt::format("called semop({}, {}{}){}", semaphore, step.amount > 0 ? "+" : "", step.amount, at(*step.use->event));
}

/// A process takes one and gives one back, as for a lock.
struct Hold {
    const SemaphoreStep* taken;
    const SemaphoreStep* given;
};

std::vector<Hold> holds(const Steps& steps) {
    std::map<trace::TaskId, const SemaphoreStep*> open;
    std::vector<Hold> found;
    for (const auto& step : steps) {
        if (step.what != What::operated) continue;
        auto& taken = open[step.use->process];
        if (step.amount < 0) taken = &step;
        if (step.amount > 0 && taken) found.push_back({std::exchange(taken, nullptr), &step});
    }
    return found;
}

Finding reset(const History& history, const SemaphoreStep& first, const SemaphoreStep& again, const Hold& hold,
              const std::string& name) {
    Finding finding;
    finding.rule = "value-reset";
    finding.level = certain_level(history.trace);
    const auto holder = history.name(hold.taken->use->process), setter = history.name(again.use->process);
    const auto taken = hold.taken->index(), given = hold.given->index(), set = again.index();
    const bool seen = taken < set && set < given;
    const auto how = seen ? fmt::format("{} held it then, from {} to {}", holder, at(*hold.taken->use->event).substr(1),
                                        at(*hold.given->use->event).substr(1))
                          : fmt::format("nothing keeps this from happening while {} holds it", holder);
    finding.message =
        fmt::format("{} {}, which {} had already {}: {}, so that two get in at once.", setter, told(again, name),
                    history.name(first.use->process),
                    first.use->process == again.use->process ? "set before" : fmt::format("set to {}", first.amount), how);
    finding.expected = "A semaphore gets its value once, from whoever makes it, before anybody uses it.";
    finding.evidence = {first.index(), taken, set, given};
    std::ranges::sort(finding.evidence);
    finding.where = again.use->event->where;
    finding.help = "Let only the process that makes the set give the values: the one whose semget with IPC_CREAT | IPC_EXCL "
                   "succeeds.";
    return finding;
}

/// The first time that the semaphore was set again where this can hit somebody who holds it.
std::optional<Finding> find_reset(const History& history, const HappensBefore& order, const SemaphoreLives& lives,
                                  SemaphoreLives::Key key, const Steps& steps) {
    const auto first = std::ranges::find(steps, What::set, &SemaphoreStep::what);
    if (first == steps.end()) return std::nullopt;
    const auto held = holds(steps);
    for (auto again = std::next(first); again != steps.end(); ++again) {
        if (again->what != What::set || again->amount < 1) continue;
        for (const auto& hold : held) {
            if (hold.taken->use->process == again->use->process) continue;
            const auto before = history.names.semaphore_value(history.objects[key.first].id, static_cast<int>(key.second),
                                                              again->index() - 1);
            const bool raised = before && *before < again->amount;
            const bool inside = raised && hold.taken->index() < again->index() && again->index() < hold.given->index();
            // Two setters, and neither the P knew of this one nor this one of the V: it can come in between.
            const bool could = first->use->process != again->use->process &&
                               !lives.knew(order, *hold.taken->use, again->index()) &&
                               !order.before(hold.given->index(), again->index()) && first->index() < hold.taken->index();
            if (inside || could) return reset(history, *first, *again, hold, lives.name(key));
        }
    }
    return std::nullopt;
}

/// Steps that go wrong before the semaphore has its value: a V is lost, waiting for zero does not wait, IPC_NOWAIT fails.
bool suffers(const SemaphoreStep& step) { return step.amount >= 0 || (step.flags & IPC_NOWAIT) != 0; }

std::optional<Finding> find_early_use(const History& history, const HappensBefore& order, const SemaphoreLives& lives,
                                      SemaphoreLives::Key key, const Steps& steps) {
    const auto* made = history.objects[key.first].made;
    const auto set = std::ranges::find(steps, What::set, &SemaphoreStep::what);
    if (!made || set == steps.end() || set->use->process != history.process_of(made->task)) return std::nullopt;
    for (const auto& step : steps) {
        const bool other = step.use->process != set->use->process;
        if (step.what != What::operated || !other || lives.knew(order, *step.use, set->index())) continue;
        if (!suffers(step)) continue;
        const bool too_early = step.index() < set->index();
        if (!too_early && order.before(step.index(), set->index())) continue;
        Finding finding;
        finding.rule = "initialisation-race";
        finding.level = certain_level(history.trace);
        const auto name = lives.name(key);
        const auto who = history.name(step.use->process), maker = history.name(set->use->process);
        const auto* harm = step.amount > 0    ? "is lost if it comes first"
                           : step.amount == 0 ? "does not wait if it comes first, since a new semaphore is 0"
                                              : "fails with EAGAIN if it comes first, since a new semaphore is 0";
        finding.message = fmt::format("{} {} {} {} {}, and nothing makes it wait for that: {}.", who, told(step, name),
                                      too_early ? "before" : "after", maker, told(*set, name),
                                      too_early ? (step.amount > 0 ? "the +1 is lost" : "it met the 0 of a new semaphore")
                                                : fmt::format("it {}", harm));
        finding.expected = "Nobody uses a semaphore before it has its value.";
        finding.evidence = {made->index, step.index(), set->index()};
        std::ranges::sort(finding.evidence);
        finding.where = step.use->event->where;
        finding.help =
            "Give the values before anybody else can open the set (before fork, for instance), or let the others wait "
            "until sem_otime is not 0 and make a semop as the last step of the initialisation.";
        return finding;
    }
    return std::nullopt;
}

/// GETVAL gave 1 and SETVAL made it 0, by a process that holds nothing else: what a P is for.
struct Imitation {
    const SemaphoreStep* read;
    const SemaphoreStep* set;
};

std::map<trace::TaskId, Imitation> imitations(const SemaphoreLives& lives, SemaphoreLives::Key key, const Steps& steps) {
    std::map<trace::TaskId, const SemaphoreStep*> read;
    std::map<trace::TaskId, Imitation> found;
    for (const auto& step : steps) {
        const auto who = step.use->process;
        if (step.what == What::read) {
            read[who] = step.amount > 0 ? &step : nullptr;
            continue;
        }
        const auto* looked = std::exchange(read[who], nullptr);
        if (step.what != What::set || !looked || step.amount >= looked->amount) continue;
        // Under a real lock a semaphore's value is a variable like any other.
        const bool locked = std::ranges::any_of(lives.all(), [&](const auto& other) {
            return other.first != key && std::ranges::any_of(holds(other.second), [&](const Hold& hold) {
                       return hold.taken->use->process == who && hold.taken->index() < looked->index() &&
                              step.index() < hold.given->index();
                   });
        });
        if (!locked) found.try_emplace(who, Imitation{looked, &step});
    }
    return found;
}

/// Whether the order of events is worth working out.
template <class Predicate>
bool any_of(const SemaphoreLives& lives, Predicate matters) {
    return std::ranges::any_of(lives.all(), [&](const auto& semaphore) { return matters(semaphore.second); });
}

} // namespace

std::vector<Finding> find_value_reset(const trace::Trace& trace) {
    const History history(trace);
    const SemaphoreLives lives(history);
    if (!any_of(lives, [](const Steps& steps) { return std::ranges::count(steps, What::set, &SemaphoreStep::what) > 1; }))
        return {};
    const HappensBefore order(trace);
    std::vector<Finding> findings;
    for (const auto& [key, steps] : lives.all())
        if (auto found = find_reset(history, order, lives, key, steps)) findings.push_back(std::move(*found));
    return findings;
}

std::vector<Finding> find_initialisation_race(const trace::Trace& trace) {
    const History history(trace);
    const SemaphoreLives lives(history);
    const auto set_and_used = [](const Steps& steps) {
        return std::ranges::find(steps, What::set, &SemaphoreStep::what) != steps.end() &&
               std::ranges::any_of(steps, [](const auto& step) { return step.what == What::operated && suffers(step); });
    };
    if (!any_of(lives, set_and_used)) return {};
    const HappensBefore order(trace);
    std::vector<Finding> findings;
    for (const auto& [key, steps] : lives.all())
        if (auto found = find_early_use(history, order, lives, key, steps)) findings.push_back(std::move(*found));
    return findings;
}

std::vector<Finding> find_result_used_as_lock(const trace::Trace& trace) {
    const History history(trace);
    const SemaphoreLives lives(history);
    std::vector<Finding> findings;
    for (const auto& [key, steps] : lives.all()) {
        const auto found = imitations(lives, key, steps);
        if (found.size() < 2) continue; // one alone takes nothing away from others
        const auto& [who, first] = *found.begin();
        Finding finding;
        finding.rule = "result-used-as-lock";
        finding.level = certain_level(trace);
        std::vector<std::string> names;
        for (const auto& [process, imitation] : found) {
            names.push_back(history.name(process));
            finding.evidence.push_back(imitation.read->index());
            finding.evidence.push_back(imitation.set->index());
        }
        std::ranges::sort(finding.evidence);
        const auto name = lives.name(key);
        finding.message = fmt::format(
            "{} use {} as a lock with GETVAL and SETVAL: {} read {} in {} and {}, and between the two "
            "calls another process can read the same value and go in as well.",
            listed(names), name, history.name(who), first.read->amount, call_at(*first.read->use), told(*first.set, name));
        finding.expected = "One call that looks and lowers at once: semop with -1.";
        finding.where = first.set->use->event->where;
        finding.help =
            fmt::format("Replace both calls by semop({}, -1), which waits by itself, and give back with +1.", name);
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace ipclab::analysis
