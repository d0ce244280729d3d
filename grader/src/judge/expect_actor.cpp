#include "judge/expect.h"
#include "judge/expectations.h"
#include "judge/text_check.h"
#include "sysv/names.h"

#include <fmt/format.h>

namespace ipclab::judge {

namespace {

using analysis::Finding;

/// What an actor has written to one of its two outputs, as a text to judge.
Witnessed output_of(const Actor& actor, const trace::Trace& trace) {
    Witnessed output{.text = actor.output(1),
                     .subject = actor.name(),
                     .place = "the output of " + actor.name(),
                     .event_at = [&actor](std::size_t offset) { return actor.event_of_output(1, offset); },
                     .why_silent = actor.why_silent(),
                     .fate = {}};
    if (const auto event = actor.fate_event()) {
        output.fate = {*event};
        if (*event < trace.events.size()) output.fate_place = trace.events[*event].where;
    }
    return output;
}

/// What only actors have: error messages and an end.
class ActorCheck {
public:
    ActorCheck(const course::ExpectActor& expect, const Actor& actor, const Context& context)
        : expect_(expect), context_(context), actor_(actor) {}

    std::vector<Finding> operator()() {
        if (expect_.stderr_has) error_output(context_.filled(*expect_.stderr_has));
        ending();
        return std::move(findings_);
    }

private:
    void error_output(const std::string& expected) {
        const auto seen = actor_.output(2);
        if (seen.find(expected) != std::string::npos) return;
        auto message = fmt::format("{} should say {} on its standard error", actor_.name(), sysv::quoted(expected));
        if (seen.empty() && actor_.output(1).find(expected) != std::string::npos)
            message += ", but says it on its standard output";
        else
            message += seen.empty() ? ", but says nothing there" : ", but says something else";
        Finding finding;
        finding.rule = wrong_output;
        finding.expected = expected;
        finding.seen = seen;
        if (const auto* event = actor_.event_of_output(2, seen.size())) {
            finding.evidence.push_back(event->index);
            finding.where = event->where;
        }
        if (seen.empty()) {
            if (const auto why = actor_.why_silent(); !why.empty()) message += ": " + why;
            show_fate(finding);
        }
        finding.message = std::move(message);
        findings_.push_back(std::move(finding));
    }

    void show_fate(Finding& finding) const {
        const auto event = actor_.fate_event();
        if (!event) return;
        finding.evidence.push_back(*event);
        if (*event < context_.trace.events.size() && !finding.where) finding.where = context_.trace.events[*event].where;
    }

    void ending() {
        const auto* exited = actor_.end() == nullptr ? nullptr : &std::get<trace::Exited>(actor_.end()->what);
        const bool left = exited != nullptr && exited->signal == 0;
        if (expect_.exit && !(left && exited->code == *expect_.exit))
            add_exit(fmt::format("should end with exit status {}", *expect_.exit),
                     fmt::format("exit status {}", *expect_.exit));
        if (expect_.exit_nonzero && !(left && exited->code != 0))
            add_exit("should tell of its failure by an exit status other than 0", "an exit status other than 0");
        if (expect_.signal &&
            !(exited != nullptr && exited->signal != 0 && sysv::signal_name(exited->signal) == *expect_.signal))
            add_exit(fmt::format("should be ended by {}", *expect_.signal), fmt::format("ended by {}", *expect_.signal));
    }

    void add_exit(std::string_view duty, std::string expected) {
        Finding finding;
        finding.rule = wrong_exit;
        const auto fate = actor_.fate();
        finding.message = fmt::format("{} {}, but {}", actor_.name(), duty, fate);
        finding.expected = std::move(expected);
        finding.seen = fate;
        show_fate(finding);
        findings_.push_back(std::move(finding));
    }

    const course::ExpectActor& expect_;
    const Context& context_;
    const Actor& actor_;
    std::vector<Finding> findings_;
};

} // namespace

std::vector<Finding> check_actor(const course::ExpectActor& expect, const std::string& actor, const Context& context) {
    const Actor who(context.trace, actor);
    TextCheck output(output_of(who, context.trace));
    if (expect.stdout_text) output.whole(context.filled(*expect.stdout_text));
    output.has(context.filled(expect.has_lines));
    output.lacks(context.filled(expect.lacks_lines));
    output.in_order(context.filled(expect.in_order));
    auto findings = output.take();
    for (auto& finding : ActorCheck(expect, who, context)())
        findings.push_back(std::move(finding));
    return findings;
}

} // namespace ipclab::judge
