#include "judge/expect.h"
#include "judge/expectations.h"
#include "judge/output_difference.h"
#include "sysv/names.h"

#include <algorithm>
#include <fmt/format.h>

namespace ipclab::judge {

namespace {

using analysis::Finding;

/// All that one expectation says of one actor.
class ActorCheck {
public:
    ActorCheck(const course::ExpectActor& expect, const std::string& actor, const Context& context)
        : expect_(expect), context_(context), actor_(context.trace, actor), output_(actor_.output(1)) {}

    std::vector<Finding> operator()() {
        if (expect_.stdout_text) whole_output(context_.filled(*expect_.stdout_text));
        if (!expect_.has_lines.empty()) lines_that_must_be_there();
        if (!expect_.lacks_lines.empty()) lines_that_must_not_be_there();
        if (expect_.stderr_has) error_output(context_.filled(*expect_.stderr_has));
        ending();
        return std::move(findings_);
    }

private:
    /// A finding that shows at the byte `offset` of what was written to `fd`.
    Finding& add_output(int fd, std::string message, std::string expected, std::string seen, std::size_t offset) {
        Finding finding;
        finding.rule = wrong_output;
        finding.message = std::move(message);
        finding.expected = std::move(expected);
        finding.seen = std::move(seen);
        if (const auto* event = actor_.event_of_output(fd, offset)) {
            finding.evidence.push_back(event->index);
            finding.where = event->where;
        }
        return findings_.emplace_back(std::move(finding));
    }

    /// Hangs the reason on, where more was to come.
    void say_why_silent(Finding& finding) {
        if (const auto why = actor_.why_silent(); !why.empty()) finding.message += ": " + why;
        if (const auto event = actor_.fate_event()) {
            finding.evidence.push_back(*event);
            if (*event < context_.trace.events.size() && !finding.where) finding.where = context_.trace.events[*event].where;
        }
        std::ranges::sort(finding.evidence);
    }

    void whole_output(const std::string& expected) {
        const auto found = difference(expected, output_);
        if (!found) return;
        const bool nothing = output_.empty();
        const auto count = lines_of(expected).size();
        auto message = nothing ? fmt::format("{} should print {}, but printed nothing", actor_.name(),
                                             count == 1 ? "a line" : fmt::format("{} lines", count))
                               : fmt::format("in the output of {}, {}", actor_.name(), found->message);
        auto& finding = add_output(1, std::move(message), expected, output_, found->offset);
        if (nothing || found->ends_early) say_why_silent(finding);
    }

    void lines_that_must_be_there() {
        const auto seen = lines_of(output_);
        std::string missing;
        std::size_t count = 0;
        std::string first;
        for (const auto& text : expect_.has_lines) {
            const auto wanted = context_.filled(text);
            const auto lines = lines_of(wanted);
            const std::string line(lines.empty() ? "" : lines.front().text);
            if (std::ranges::find(seen, line, &Line::text) != seen.end()) continue;
            if (count++ == 0) first = line;
            missing += wanted + "\n";
        }
        if (count == 0) return;
        auto message = count == 1
                           ? fmt::format("{} should print the line {}, but does not", actor_.name(), sysv::quoted(first))
                           : fmt::format("{} lines are missing from the output of {}, the first is {}", count, actor_.name(),
                                         sysv::quoted(first));
        const auto close =
            std::ranges::find_if(seen, [&](const Line& line) { return !first.empty() && line.text.starts_with(first); });
        if (close != seen.end())
            message += ": " + compare_lines(static_cast<std::size_t>(close - seen.begin()) + 1, first, close->text);
        const auto offset = close == seen.end() ? output_.size() : close->offset + first.size();
        auto& finding = add_output(1, std::move(message), missing, output_, offset);
        if (close == seen.end()) say_why_silent(finding);
    }

    void lines_that_must_not_be_there() {
        for (const auto& text : expect_.lacks_lines) {
            const auto unwanted = context_.filled(text);
            const auto lines = lines_of(unwanted);
            const auto seen = lines_of(output_);
            const auto found = std::ranges::find(seen, lines.empty() ? "" : lines.front().text, &Line::text);
            if (found == seen.end()) continue;
            add_output(1, fmt::format("{} should not print the line {}, but does", actor_.name(), sysv::quoted(unwanted)),
                       fmt::format("no line {}", sysv::quoted(unwanted)), output_, found->offset);
        }
    }

    void error_output(const std::string& expected) {
        const auto seen = actor_.output(2);
        if (seen.find(expected) != std::string::npos) return;
        auto message = fmt::format("{} should say {} on its standard error", actor_.name(), sysv::quoted(expected));
        if (seen.empty() && output_.find(expected) != std::string::npos)
            message += ", but says it on its standard output";
        else
            message += seen.empty() ? ", but says nothing there" : ", but says something else";
        auto& finding = add_output(2, std::move(message), expected, seen, seen.size());
        if (seen.empty()) say_why_silent(finding);
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
        if (const auto event = actor_.fate_event()) {
            finding.evidence.push_back(*event);
            if (*event < context_.trace.events.size()) finding.where = context_.trace.events[*event].where;
        }
        findings_.push_back(std::move(finding));
    }

    const course::ExpectActor& expect_;
    const Context& context_;
    Actor actor_;
    std::string output_;
    std::vector<Finding> findings_;
};

} // namespace

std::vector<Finding> check_actor(const course::ExpectActor& expect, const std::string& actor, const Context& context) {
    return ActorCheck(expect, actor, context)();
}

} // namespace ipclab::judge
