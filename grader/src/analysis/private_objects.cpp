// Objects that nobody else can find.

#include "analysis/calls.h"
#include "analysis/each_rule.h"
#include "analysis/waiting.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include <sys/ipc.h>

namespace ipclab::analysis {

namespace {

/// An IPC_PRIVATE object that no process but its maker has ever used.
struct Lonely {
    std::size_t object;
    const Use* made;
};

/// So many are enough to see what is meant.
constexpr std::size_t enough = 100;

std::vector<Lonely> lonely_objects(const History& history) {
    std::vector<Lonely> found;
    std::map<std::size_t, std::set<trace::TaskId>> users; // of each object
    for (const auto& use : history.uses) {
        if (!use.ok() || !use.object) continue;
        users[*use.object].insert(use.process);
        if (key_of(*use.call) == IPC_PRIVATE && found.size() < enough) found.push_back({*use.object, &use});
    }
    // A segment may be attached already when its user is born.
    for (const auto& event : history.trace.events) {
        const auto* access = std::get_if<trace::Accessed>(&event.what);
        if (!access) continue;
        if (const auto object = history.life(access->segment, event.index))
            users[*object].insert(history.process_of(event.task));
    }
    std::erase_if(found, [&](const Lonely& one) { return users[one.object].size() > 1; });
    return found;
}

/// Made by others with the same intention: the same kind of object in the same line, or by a program of another actor.
const Lonely* twin(const History& history, const std::vector<Lonely>& all, const Lonely& one) {
    for (const auto& other : all) {
        if (other.made->process == one.made->process) continue;
        if (history.objects[other.object].id.kind != history.objects[one.object].id.kind) continue;
        const bool same_line = one.made->event->where && one.made->event->where == other.made->event->where;
        const bool strangers = history.trace.task(one.made->process).actor != history.trace.task(other.made->process).actor;
        if (same_line || strangers) return &other;
    }
    return nullptr;
}

/// The process that waits in the object, when nobody can go on any more.
bool waits_for_ever(const History& history, const Lonely& lonely) {
    return history.trace.outcome == trace::Outcome::deadlock &&
           std::ranges::any_of(history.trace.waiting,
                               [&](const trace::Waiting& waiting) { return object_of(history, waiting) == lonely.object; });
}

} // namespace

std::vector<Finding> find_private_object_not_shared(const trace::Trace& trace) {
    const History history(trace);
    const auto all = lonely_objects(history);
    std::vector<Finding> findings;
    std::set<sysv::Kind> told;
    for (const bool certain : {true, false}) {
        for (const auto& lonely : all) {
            const auto kind = history.objects[lonely.object].id.kind;
            if (waits_for_ever(history, lonely) != certain || told.contains(kind)) continue;
            const auto* other = twin(history, all, lonely);
            if (!other) continue;
            told.insert(kind);
            Finding finding;
            finding.rule = "private-object-not-shared";
            finding.level = certain ? Level::error : Level::advice;
            const auto one = history.name(lonely.made->process), two = history.name(other->made->process);
            finding.message =
                fmt::format("{} and {} each made a {} of their own with IPC_PRIVATE, {} in {} and {} in {}, and "
                            "nobody else uses either{}.",
                            one, two, sysv::name_of(kind), history.name(lonely.object), call_at(*lonely.made),
                            history.name(other->object), call_at(*other->made),
                            certain ? fmt::format("; {} waits in its own for ever", one) : "");
            finding.expected = "One object that both use.";
            finding.seen = fmt::format("{} and {}.", history.name(lonely.object), history.name(other->object));
            finding.evidence = {lonely.made->event->index, other->made->event->index};
            std::ranges::sort(finding.evidence);
            finding.where = lonely.made->event->where;
            finding.help =
                "Programs that are started apart need a key that both know (ftok); for a parent and its children, make "
                "the object once, before fork.";
            findings.push_back(std::move(finding));
        }
    }
    return findings;
}

} // namespace ipclab::analysis
