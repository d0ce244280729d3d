// What SEM_UNDO does when a process ends: it takes back each operation that was marked so, whatever the unmarked ones did.

#include "analysis/each_rule.h"
#include "analysis/once.h"
#include "analysis/semaphore_lives.h"
#include "analysis/waiting.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <sys/sem.h>

namespace ipclab::analysis {

namespace {

using What = SemaphoreStep::What;

/// The end of a process by which the kernel has changed a semaphore.
struct Undoing {
    const trace::Event* end = nullptr;
    trace::TaskId process;
    SemaphoreLives::Key key;
    int before = 0, after = 0;
};

std::vector<Undoing> undoings(const History& history) {
    std::vector<Undoing> found;
    for (std::size_t i = 0; i < history.horizon(); ++i) {
        const auto& event = history.trace.events[i];
        const auto* exited = std::get_if<trace::Exited>(&event.what);
        if (!exited || i == 0) continue;
        for (const auto& state : exited->after) {
            const auto* set = std::get_if<sysv::SemaphoreSetState>(&state);
            const auto life = set ? history.life(sysv::id_of(state), event.index) : std::nullopt;
            if (!life) continue;
            for (std::size_t number = 0; number < set->semaphores.size(); ++number) {
                const auto before =
                    history.names.semaphore_value(sysv::id_of(state), static_cast<int>(number), event.index - 1);
                if (before && *before != set->semaphores[number].value)
                    found.push_back({&event,
                                     history.process_of(event.task),
                                     {*life, static_cast<unsigned>(number)},
                                     *before,
                                     set->semaphores[number].value});
            }
        }
    }
    return found;
}

/// What a process has done to one semaphore since that got its value, up to an event.
struct Account {
    long marked = 0, unmarked = 0;        ///< sums, of the operations with and without SEM_UNDO
    bool raised = false, lowered = false; ///< with or without
    bool takes_first = true;              ///< it never had given back more than it had taken
    const SemaphoreStep* first_marked = nullptr;
    const SemaphoreStep* first_unmarked = nullptr;
};

Account account_of(const std::vector<SemaphoreStep>& steps, trace::TaskId process, trace::EventIndex until) {
    Account account;
    for (const auto& step : steps) {
        if (step.index() >= until) break;
        if (step.what == What::set) account = {}; // clears what is to be undone, in all processes (semctl(2))
        if (step.what != What::operated || step.amount == 0 || step.use->process != process) continue;
        const bool marked = (step.flags & SEM_UNDO) != 0;
        (marked ? account.marked : account.unmarked) += step.amount;
        auto& first = marked ? account.first_marked : account.first_unmarked;
        if (!first) first = &step;
        (step.amount > 0 ? account.raised : account.lowered) = true;
        if (account.marked + account.unmarked > 0) account.takes_first = false;
    }
    return account;
}

/// The highest value that a semaphore has had before an event, as far as the run tells.
int highest_before(const History& history, SemaphoreLives::Key key, trace::EventIndex until) {
    int highest = 0;
    for (trace::EventIndex i = 0; i < until; ++i) {
        const auto& what = history.trace.events[i].what;
        const auto* called = std::get_if<trace::Called>(&what);
        const auto* exited = std::get_if<trace::Exited>(&what);
        if (!called && !exited) continue;
        for (const auto& state : called ? called->after : exited->after) {
            const auto* set = std::get_if<sysv::SemaphoreSetState>(&state);
            if (!set || history.life(sysv::id_of(state), i) != key.first || key.second >= set->semaphores.size()) continue;
            highest = std::max(highest, set->semaphores[key.second].value);
        }
    }
    return highest;
}

const trace::Waiting* waits_for(const History& history, SemaphoreLives::Key key) {
    const auto found = std::ranges::find_if(history.trace.waiting, [&](const trace::Waiting& waiting) {
        return waiting.waits_for.what == trace::WaitsFor::What::increase && object_of(history, waiting) == key.first &&
               waiting.waits_for.semnum == static_cast<int>(key.second);
    });
    return found == history.trace.waiting.end() ? nullptr : &*found;
}

std::string changed(const History& history, const Undoing& undoing, const std::string& name) {
    return fmt::format("when {} ended, SEM_UNDO {} {} from {} to {}", history.name(undoing.process),
                       undoing.after > undoing.before ? "raised" : "lowered", name, undoing.before, undoing.after);
}

/// "P", "V": what the operations of a lock are called in every book.
std::string_view letter(long amount) { return amount < 0 ? "P" : "V"; }

/// A process that takes and gives back, but has marked only one of the two.
std::optional<Finding> one_sided(const History& history, const SemaphoreLives& lives, const Undoing& undoing) {
    const auto steps = lives.all().find(undoing.key);
    if (steps == lives.all().end()) return std::nullopt;
    const auto account = account_of(steps->second, undoing.process, undoing.end->index);
    // Marked operations are taken back in full; what stays is the sum of the others.
    const bool one_of_two = account.raised && account.lowered && account.marked != 0 && account.unmarked != 0 &&
                            (account.marked < 0) != (account.unmarked < 0);
    if (!one_of_two || !account.takes_first) return std::nullopt;
    const auto name = lives.name(undoing.key);
    const bool grew = undoing.after > undoing.before;
    const bool harm = !grew || undoing.after > highest_before(history, undoing.key, undoing.end->index);
    const auto& marked = *account.first_marked->use;
    const auto& unmarked = *account.first_unmarked->use;
    Finding finding;
    finding.rule = "undo-one-sided";
    finding.level = harm ? Level::error : Level::advice;
    finding.message = fmt::format("{} lowers and raises {}, but only its {} has SEM_UNDO{}, its {} has none{}: {}{}.",
                                  history.name(undoing.process), name, letter(account.marked), at(*marked.event),
                                  letter(account.unmarked), at(*unmarked.event), changed(history, undoing, name),
                                  !harm  ? ", although it had given back what it took"
                                  : grew ? ", higher than it has ever been, so that one more gets in"
                                         : ", so that what it gave back is gone again");
    finding.expected = "P and V of a lock both have SEM_UNDO, or neither has: then nothing is left to undo after both.";
    finding.evidence = {account.first_marked->index(), account.first_unmarked->index(), undoing.end->index};
    std::ranges::sort(finding.evidence);
    finding.where = unmarked.event->where ? unmarked.event->where : marked.event->where;
    finding.help = fmt::format("Set sem_flg to SEM_UNDO in the {}, too.", letter(account.unmarked));
    return finding;
}

/// Another process lowers the semaphore: it takes what this one has put there.
std::optional<trace::TaskId> taker(const std::vector<SemaphoreStep>& steps, trace::TaskId giver) {
    const auto found = std::ranges::find_if(steps, [&](const SemaphoreStep& step) {
        return step.what == What::operated && step.amount < 0 && step.use->process != giver;
    });
    return found == steps.end() ? std::nullopt : std::optional{found->use->process};
}

/// A process that only raises, in between the lowering of others: it tells them that there is something.
std::optional<trace::TaskId> giver(const std::vector<SemaphoreStep>& steps, trace::TaskId taker) {
    const auto first = std::ranges::find_if(
        steps, [](const SemaphoreStep& step) { return step.what == What::operated && step.amount < 0; });
    for (auto step = first; step != steps.end(); ++step) {
        if (step->what != What::operated || step->amount < 1 || step->use->process == taker) continue;
        const bool takes = std::ranges::any_of(steps, [&](const SemaphoreStep& other) {
            return other.what == What::operated && other.amount < 0 && other.use->process == step->use->process;
        });
        if (!takes) return step->use->process;
    }
    return std::nullopt;
}

Finding signalling(const Account& account, Level level, std::string message) {
    Finding finding;
    finding.rule = "undo-on-signalling";
    finding.level = level;
    finding.message = std::move(message);
    finding.expected = "What one process tells another stays told when the first one ends.";
    finding.where = account.first_marked->use->event->where;
    finding.help = "Leave SEM_UNDO out where one process raises and another lowers: it is for locks, where the same process "
                   "does both.";
    return finding;
}

std::optional<Finding> taken_back(const History& history, const SemaphoreLives& lives, const Undoing& undoing) {
    const auto steps = lives.all().find(undoing.key);
    if (steps == lives.all().end()) return std::nullopt;
    const auto account = account_of(steps->second, undoing.process, undoing.end->index);
    if (!account.first_marked || account.raised == account.lowered) return std::nullopt;
    const auto name = lives.name(undoing.key);
    const auto who = history.name(undoing.process);
    std::optional<Finding> finding;
    if (account.raised) {
        const auto* waiting = waits_for(history, undoing.key);
        const auto other = waiting ? std::optional{waiting->task} : taker(steps->second, undoing.process);
        // A count of those who are there, which everybody raises for himself, is right to sink when one of them ends.
        if (!other) return std::nullopt;
        finding = signalling(account, waiting ? Level::error : Level::advice,
                             fmt::format("{} raises {} with SEM_UNDO{} to tell {} something, but {}{}.", who, name,
                                         at(*account.first_marked->use->event), history.name(*other),
                                         changed(history, undoing, name),
                                         waiting ? fmt::format("; {} waits for it for ever", history.name(*other))
                                                 : ", as if it had never been told"));
        if (waiting && beginning(history, *waiting)) finding->evidence.push_back(waiting->blocked);
    } else {
        const auto other = giver(steps->second, undoing.process);
        if (!other) return std::nullopt; // holding something until the end is what SEM_UNDO is for
        finding = signalling(account, Level::advice,
                             fmt::format("{} lowers {} with SEM_UNDO{} for what {} has put there, but {}: it counts things "
                                         "that have been taken already.",
                                         who, name, at(*account.first_marked->use->event), history.name(*other),
                                         changed(history, undoing, name)));
    }
    finding->evidence.push_back(account.first_marked->index());
    finding->evidence.push_back(undoing.end->index);
    std::ranges::sort(finding->evidence);
    return finding;
}

/// One finding for each semaphore, an error where there is one.
template <class Find>
std::vector<Finding> once_each(const trace::Trace& trace, const Find& find) {
    const History history(trace);
    const auto all = undoings(history);
    if (all.empty()) return {};
    const SemaphoreLives lives(history);
    Once findings;
    for (const auto& undoing : all)
        if (auto found = find(history, lives, undoing)) findings.add(lives.name(undoing.key), std::move(*found));
    return std::move(findings).all();
}

} // namespace

std::vector<Finding> find_undo_one_sided(const trace::Trace& trace) { return once_each(trace, one_sided); }

std::vector<Finding> find_undo_on_signalling(const trace::Trace& trace) { return once_each(trace, taken_back); }

} // namespace ipclab::analysis
