#include "judge/judged.h"

#include "analysis/rules.h"
#include "judge/expectations.h"
#include "judge/points.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace ipclab::judge {

using analysis::Finding;
using analysis::Level;

bool Judged::clean() const {
    return won && std::ranges::none_of(findings, [](const Finding& one) { return one.level == Level::error; });
}

std::string Judged::fault() const {
    if (grader_error) return *grader_error;
    if (won) return "";
    return findings.empty() ? "lost" : findings.front().rule;
}

void Judged::prove_nothing(std::string why) {
    if (grader_error) return;
    grader_error = std::move(why);
    for (auto& finding : findings)
        finding.level = Level::advice;
}

void Judged::doubt(const std::function<bool(const Finding&)>& doubtful) {
    for (auto& finding : findings)
        if (doubtful(finding)) finding.level = Level::advice;
    std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::level);
}

Judged judge(const trace::Trace& trace, const course::Scenario& scenario, const course::Lab& lab,
             const std::map<std::string, std::string>& values) {
    Judged judged;
    if (trace.outcome == trace::Outcome::engine_error || trace.outcome == trace::Outcome::interrupted) {
        judged.grader_error = trace.error.empty() ? std::string(trace::name_of(trace.outcome)) : trace.error;
        return judged;
    }
    const auto waived = waived_in(scenario, lab);
    auto rules = analysis::apply(trace, waived);
    auto expectations = check(scenario, lab, trace, values);
    judged.won = wins(trace, expectations, scenario, waived);
    if (trace.outcome == trace::Outcome::stuck && !judged.won) {
        // Nothing is proven where the engine lost sight of somebody: neither that it is wrong nor that it is right.
        const auto told = std::ranges::find(rules, "stuck", &Finding::rule);
        judged.grader_error = told != rules.end() ? told->message : "a process waits in a call that ipclab does not follow";
        for (auto* findings : {&rules, &expectations})
            for (auto& finding : *findings)
                finding.level = Level::advice;
    }
    judged.findings = ordered(std::move(rules), std::move(expectations));
    return judged;
}

} // namespace ipclab::judge
