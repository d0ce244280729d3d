#include "analysis/calls.h"
#include "analysis/each_rule.h"
#include "analysis/words.h"
#include "sysv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/ipc.h>

namespace ipclab::analysis {

namespace {

/// What is left in the nine permission bits of a decimal number that was meant to be octal.
struct Mistyped {
    int decimal;
    unsigned bits;
};

/// Only numbers whose bits nobody would choose on purpose; 640 (0200) and 400 (0620) are left out, they could be meant.
constexpr std::array mistyped{Mistyped{600, 0130}, Mistyped{644, 0204}, Mistyped{660, 0224}, Mistyped{664, 0230},
                              Mistyped{666, 0232}, Mistyped{700, 0274}, Mistyped{755, 0363}, Mistyped{777, 0411}};

/// The first call on the object that its permission bits refused.
const Use* refused(const History& history, const Use& made) {
    const auto key = *key_of(*made.call);
    for (const auto& use : history.uses) {
        if (use.event->index < made.event->index || !use.failed_with(EACCES)) continue;
        if (use.object == made.object) return &use;
        if (sysv::kind_of(*use.call) == sysv::kind_of(*made.call) && key != IPC_PRIVATE && key_of(*use.call) == key)
            return &use;
    }
    return nullptr;
}

} // namespace

std::vector<Finding> find_key_from_failed_ftok(const trace::Trace& trace) {
    const History history(trace);
    std::vector<std::string> calls;
    Finding finding;
    for (const auto& use : history.uses) {
        if (key_of(*use.call) != -1) continue;
        auto text = fmt::format("{} in {}", history.name(use.process), call_at(use));
        if (std::ranges::find(calls, text) != calls.end()) continue;
        calls.push_back(std::move(text));
        if (finding.evidence.empty()) finding.where = use.event->where;
        finding.evidence.push_back(use.event->index);
    }
    if (calls.empty()) return {};
    finding.rule = "key-from-failed-ftok";
    finding.message = fmt::format("{} {} the key -1, which is what ftok returns when it fails.", listed(calls),
                                  calls.size() == 1 ? "uses" : "use");
    finding.expected = "A key that ftok made from an existing file.";
    finding.seen = "The key -1. Every program whose ftok fails gets this same key, so strangers share one object.";
    finding.help =
        "Check ftok's result against (key_t)-1 and say why with perror; the file must exist, seen from the folder "
        "that the program is started in.";
    return {finding};
}

std::vector<Finding> find_odd_mode(const trace::Trace& trace) {
    const History history(trace);
    std::vector<Finding> findings;
    for (const auto& use : history.uses) {
        const auto flags = get_flags_of(*use.call);
        if (!flags || !use.object || history.objects[*use.object].made != use.event) continue;
        if (use.event->task == trace::script) continue; // it was given like this, on purpose
        const auto bits = static_cast<unsigned>(*flags) & 0777U;
        const auto slip = std::ranges::find(mistyped, bits, &Mistyped::bits);
        if (bits != 0 && slip == mistyped.end()) continue;

        const auto* denied = refused(history, use);
        Finding finding;
        finding.rule = "odd-mode";
        finding.evidence = {use.event->index};
        if (denied) finding.evidence.push_back(denied->event->index);
        finding.where = use.event->where;
        const auto who = fmt::format("{} made {} in {}", history.name(use.process), history.name(*use.object), call_at(use));
        const auto then =
            denied ? fmt::format("; {} in {} was then refused (EACCES)", history.name(denied->process), call_at(*denied))
                   : "";
        if (bits == 0) {
            // Made on purpose to show EACCES, the program ends well: only who fails by it did not mean it.
            const bool unexpected = denied && history.end_of(denied->process) && history.end_of(denied->process)->failed();
            finding.level = unexpected ? Level::error : Level::advice;
            finding.message = fmt::format("{} without permission bits, so no ordinary user may read or write it, not even "
                                          "its owner{}.",
                                          who, then);
            finding.help = "Add the permissions to the flags: IPC_CREAT | 0600 for yourself alone, 0644 or 0666 for others.";
        } else {
            finding.message = fmt::format("{} with permission bits 0{:o}, which is what decimal {} leaves: the 0 in front, "
                                          "which makes a number octal, is missing{}.",
                                          who, bits, slip->decimal, then);
            finding.help =
                fmt::format("Write 0{} instead of {}. A mode that comes as a text is read with base 8: strtol(text, "
                            "NULL, 8).",
                            slip->decimal, slip->decimal);
        }
        finding.seen = sysv::get_flags(*flags);
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace ipclab::analysis
