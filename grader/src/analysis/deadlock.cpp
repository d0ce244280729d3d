#include "analysis/cause.h"
#include "analysis/each_rule.h"
#include "analysis/taken.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace ipclab::analysis {

namespace {

trace::EventIndex began(const Cause& cause) { return cause.begins ? cause.begins->index : 0; }

/// The clearest cause; among equals the one of who began to wait last, since that closed the deadlock.
std::optional<Cause> main_cause(const History& history) {
    std::optional<Cause> best;
    for (const auto& waiting : history.trace.waiting) {
        auto cause = cause_of(history, waiting);
        if (!best || cause.rank < best->rank || (cause.rank == best->rank && began(cause) > began(*best)))
            best = std::move(cause);
    }
    return best;
}

/// "Q0 holds 3 messages (5 bytes of 16384), of type 1."
std::string state_line(const History& history, const trace::Waiting& waiting) {
    const auto object = object_of(history, waiting);
    const auto* queue = queue_state(history, waiting);
    if (!object || !queue) return {};
    std::string text = fmt::format("{} holds {}, {} of {} bytes", history.name(*object), counted(queue->qnum, "message"),
                                   queue->cbytes, queue->qbytes);
    std::vector<std::string> types;
    for (const long type : types_left(history, *object, *queue))
        types.push_back(std::to_string(type));
    if (!types.empty()) text += fmt::format(", of type {}", listed(types));
    return text + ".";
}

std::string helper_line(const History& history, const trace::Waiting& waiting, const Helper& helper) {
    std::string text = history.name(helper.process);
    if (waiting.waits_for.what == trace::WaitsFor::What::child)
        return fmt::format("{} cannot end: it {}.", text, how_it_ended(history, helper.process));
    if (!helper.helped.empty())
        text += fmt::format(" did {} (last: {}), but now it {}", remedy(waiting), call_at(*helper.helped.back()),
                            how_it_ended(history, helper.process));
    else if (!helper.tried.empty())
        text += fmt::format(" tried to {}: {} failed ({}); it {}", remedy(waiting), call_at(*helper.tried.back()),
                            error_of(*helper.tried.back()), how_it_ended(history, helper.process));
    else
        text += fmt::format(" could {}, but it {}", remedy(waiting), how_it_ended(history, helper.process));
    return text + ".";
}

/// Who waits for what, and why nobody helps.
std::string story_of(const History& history) {
    std::string story;
    for (const auto& waiting : history.trace.waiting) {
        story += who_waits(history, waiting) + ".\n";
        if (const auto state = state_line(history, waiting); !state.empty()) story += "    " + state + "\n";
        const auto holds = holders(history, waiting);
        for (const auto& hold : holds)
            story += fmt::format("    {} lowered it in {} and has not raised it again; it {}.\n", history.name(hold.process),
                                 call_at(*hold.use), how_it_ended(history, hold.process));
        if (!holds.empty()) continue; // raising it is up to them
        const auto who = helpers(history, waiting);
        for (const auto& helper : who)
            story += "    " + helper_line(history, waiting, helper) + "\n";
        if (who.empty()) story += "    Nobody else is there who could change that.\n";
    }
    return story;
}

} // namespace

std::string tell_deadlock(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::deadlock) return {};
    const History history(trace);
    auto story = story_of(history);
    if (const auto cause = main_cause(history)) story += "So nobody can ever go on: " + cause->message + "\n";
    return story;
}

std::vector<Finding> find_deadlock(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::deadlock) return {};
    const History history(trace);
    Finding finding;
    finding.rule = "deadlock";
    finding.seen = story_of(history); // the message says what follows from it
    finding.expected = "Every process gets what it waits for, and ends.";
    if (auto cause = main_cause(history)) {
        finding.message = std::move(cause->message);
        finding.help = std::move(cause->help);
        finding.evidence = std::move(cause->evidence);
        finding.evidence.erase(std::unique(finding.evidence.begin(), finding.evidence.end()), finding.evidence.end());
        if (cause->begins) finding.where = cause->begins->where;
        // The cause may lie with a program that we have no lines of; then with whoever waits beside it.
        for (const auto& waiting : trace.waiting)
            if (const auto* begins = beginning(history, waiting); begins && !finding.where) finding.where = begins->where;
    } else {
        finding.message = "Every process waits and nobody is left who could go on.";
    }
    return {finding};
}

} // namespace ipclab::analysis
