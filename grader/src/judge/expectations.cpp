#include "judge/expectations.h"

#include "judge/expect.h"
#include "sysv/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::judge {

namespace {

using analysis::Finding;

std::vector<Finding> check_one(const course::Expectation& expectation, const std::string& actor, const Context& context) {
    if (const auto* expect = std::get_if<course::ExpectActor>(&expectation.what))
        return check_actor(*expect, actor, context);
    return check_calls(std::get<course::ExpectCall>(expectation.what), actor, context);
}

/// What exactly one of a group must do.
std::string expected_of_group(const course::Expectation& expectation, const Context& context) {
    const auto* expect = std::get_if<course::ExpectActor>(&expectation.what);
    if (expect == nullptr) return {};
    std::string text = context.filled(expect->stdout_text.value_or(""));
    for (const auto* lines : {&expect->has_lines, &expect->in_order})
        for (const auto& line : *lines)
            text += context.filled(line) + "\n";
    if (expect->stderr_has) text += context.filled(*expect->stderr_has);
    return text;
}

std::vector<Finding> check_group(const course::Expectation& expectation, const Context& context) {
    std::vector<std::string> satisfied;
    std::vector<std::vector<Finding>> failures;
    for (const auto& actor : expectation.actors) {
        auto findings = check_one(expectation, actor, context);
        if (findings.empty())
            satisfied.push_back(actor);
        else
            failures.push_back(std::move(findings));
    }
    if (satisfied.size() == 1) return {};
    Finding finding;
    finding.expected = expected_of_group(expectation, context);
    const auto group = listed(expectation.actors, "and");
    if (satisfied.empty()) {
        // Nobody did: how each of them failed, the first one in words.
        const auto& first = failures.front().front();
        finding.rule = first.rule;
        finding.message = fmt::format("one of {} should do this, but none does; {}", group, first.message);
        for (const auto& findings : failures)
            finding.evidence.insert(finding.evidence.end(), findings.front().evidence.begin(),
                                    findings.front().evidence.end());
        finding.where = first.where;
    } else {
        const bool about_calls = std::holds_alternative<course::ExpectCall>(expectation.what);
        const auto* expect = std::get_if<course::ExpectActor>(&expectation.what);
        const bool about_exit = expect != nullptr && (expect->exit || expect->exit_nonzero || expect->signal);
        finding.rule = about_calls ? missing_call : about_exit ? wrong_exit : wrong_output;
        finding.message = fmt::format("exactly one of {} should do this, but {} do", group, listed(satisfied, "and"));
    }
    for (const auto& actor : expectation.actors) {
        const Actor one(context.trace, actor);
        finding.seen += fmt::format("{} printed {} and {}\n", actor, sysv::quoted(one.output(1)), one.fate());
    }
    return {finding};
}

/// The lab's own sentence, then ours.
void explain(Finding& finding, std::string because) {
    if (because.empty()) return;
    if (because.find_last_of(".!?:") != because.size() - 1) because += '.';
    finding.message = because + " Here " + finding.message;
}

} // namespace

std::string times(std::int64_t n) { return n == 1 ? "once" : n == 2 ? "twice" : fmt::format("{} times", n); }

std::string listed(const std::vector<std::string>& names, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 < names.size() ? ", " : fmt::format(" {} ", last)) + names[i];
    return text;
}

std::vector<Finding> check(const course::Scenario& scenario, const course::Lab& lab, const trace::Trace& trace,
                           const std::map<std::string, std::string>& values) {
    const Objects objects(lab, trace);
    auto known = objects.placeholders();
    known.insert(values.begin(), values.end());
    const Context context{trace, objects, known};

    std::vector<Finding> all;
    std::size_t looks = 0;
    for (std::size_t step = 0; step < scenario.play.size(); ++step)
        if (const auto* look = std::get_if<course::Look>(&scenario.play[step].action))
            for (auto& finding : check_look(look->expect, {looks++, step}, context)) {
                explain(finding, context.filled(look->because));
                all.push_back(std::move(finding));
            }
    for (const auto& expectation : scenario.expect) {
        std::vector<Finding> findings;
        if (const auto* object = std::get_if<course::ExpectObject>(&expectation.what))
            findings = check_object(*object, context);
        else if (const auto* file = std::get_if<course::ExpectFile>(&expectation.what))
            findings = check_file(*file, context);
        else if (const auto* together = std::get_if<course::ExpectTogether>(&expectation.what))
            findings = check_together(*together, expectation.actors, context);
        else if (expectation.one_of)
            findings = check_group(expectation, context);
        else
            for (const auto& actor : expectation.actors)
                for (auto& finding : check_one(expectation, actor, context))
                    findings.push_back(std::move(finding));
        for (auto& finding : findings) {
            explain(finding, context.filled(expectation.because));
            all.push_back(std::move(finding));
        }
    }
    return all;
}

} // namespace ipclab::judge
