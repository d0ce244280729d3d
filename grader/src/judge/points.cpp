#include "judge/points.h"

#include "analysis/rules.h"
#include "sysv/names.h"

#include <algorithm>
#include <csignal>
#include <iterator>

namespace ipclab::judge {

namespace {

using analysis::Finding;
using analysis::Level;

bool is_fault(int signo) {
    return signo == SIGSEGV || signo == SIGBUS || signo == SIGABRT || signo == SIGFPE || signo == SIGILL ||
           signo == SIGTRAP || signo == SIGSYS;
}

bool is_expected(const trace::Task& task, int signo, const course::Scenario& scenario) {
    return std::ranges::any_of(scenario.expect, [&](const course::Expectation& expectation) {
        const auto* expect = std::get_if<course::ExpectActor>(&expectation.what);
        return expect != nullptr && expect->signal == sysv::signal_name(signo) &&
               std::ranges::find(expectation.actors, task.actor) != expectation.actors.end();
    });
}

bool crashed(const trace::Trace& trace, const course::Scenario& scenario) {
    return std::ranges::any_of(trace.events, [&](const trace::Event& event) {
        const auto* exited = std::get_if<trace::Exited>(&event.what);
        return exited != nullptr && is_fault(exited->signal) && event.task != trace::script &&
               !is_expected(trace.task(event.task), exited->signal, scenario);
    });
}

bool is_left_behind(const Finding& finding) { return finding.rule == "leaked-object" || finding.rule == "leaked-process"; }

/// Where a rule stands among its like; expectations know no order but their own.
std::size_t place(const Finding& finding) {
    const auto all = analysis::rules();
    return static_cast<std::size_t>(std::ranges::find(all, finding.rule, &analysis::Rule::id) - all.begin());
}

} // namespace

bool wins(const trace::Trace& trace, const std::vector<Finding>& failed_expectations, const course::Scenario& scenario,
          const std::set<std::string>& waived) {
    const bool ended = trace.outcome == trace::Outcome::finished || trace.outcome == trace::Outcome::stuck ||
                       waived.contains(std::string(trace::name_of(trace.outcome)));
    const bool sound = waived.contains("crashed") || !crashed(trace, scenario);
    return failed_expectations.empty() && ended && sound;
}

std::set<std::string> waived_in(const course::Scenario& scenario, const course::Lab& lab) {
    auto waived = lab.waive;
    waived.insert(scenario.waive.begin(), scenario.waive.end());
    return waived;
}

std::vector<Finding> ordered(std::vector<Finding> rules, std::vector<Finding> expectations) {
    std::ranges::stable_sort(rules, {}, place);
    const auto advice =
        std::stable_partition(rules.begin(), rules.end(), [](const Finding& one) { return one.level == Level::error; });
    std::vector<Finding> costs_nothing(std::make_move_iterator(advice), std::make_move_iterator(rules.end()));
    rules.erase(advice, rules.end());
    const auto left =
        std::stable_partition(rules.begin(), rules.end(), [](const Finding& one) { return !is_left_behind(one); });
    std::vector<Finding> left_behind(std::make_move_iterator(left), std::make_move_iterator(rules.end()));
    rules.erase(left, rules.end());

    auto all = std::move(rules);
    for (auto* more : {&expectations, &left_behind, &costs_nothing})
        std::ranges::move(*more, std::back_inserter(all));
    return all;
}

void sum_up(LabVerdict& verdict, const course::Lab& lab) {
    verdict.points = verdict.of = 0;
    verdict.rules.clear();
    bool any_passed = false, any_tried = false;
    for (const auto& scenario : verdict.scenarios) {
        if (scenario.not_tried) continue;
        any_tried = true;
        verdict.of += scenario.of;
        if (scenario.grader_error) continue;
        verdict.points += scenario.points;
        any_passed = any_passed || scenario.passed();
        for (const auto& finding : scenario.findings)
            if (finding.level == Level::error && analysis::find_rule(finding.rule) != nullptr &&
                std::ranges::find(verdict.rules, finding.rule, &Finding::rule) == verdict.rules.end())
                verdict.rules.push_back(finding);
    }
    std::ranges::stable_sort(verdict.rules, {}, place);
    verdict.rule_of = any_tried ? lab.rule_points : 0;
    verdict.rule_points = any_passed && verdict.rules.empty() ? verdict.rule_of : 0;
    verdict.points += verdict.rule_points;
    verdict.of += verdict.rule_of;
}

} // namespace ipclab::judge
