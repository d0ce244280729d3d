#include "judge/scenario_run.h"

#include "analysis/rules.h"
#include "course/values.h"
#include "explore/explore.h"
#include "judge/expectations.h"
#include "judge/faults.h"
#include "judge/play.h"
#include "judge/points.h"
#include "judge/token.h"
#include "schedule/schedule.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <set>
#include <system_error>
#include <utility>

namespace ipclab::judge {

namespace fs = std::filesystem;

namespace {

using analysis::Finding;
using analysis::Level;

/// What is wrong with a run.
struct Judged {
    trace::Trace trace; ///< only of one that is shown
    std::vector<Finding> findings;
    bool won = false;
    std::optional<std::string> grader_error;
    [[nodiscard]] bool clean() const {
        return won && std::ranges::none_of(findings, [](const Finding& one) { return one.level == Level::error; });
    }
};

Judged judge(const trace::Trace& trace, const ScenarioRequest& request, const std::map<std::string, std::string>& values) {
    Judged judged;
    if (trace.outcome == trace::Outcome::engine_error || trace.outcome == trace::Outcome::interrupted) {
        judged.grader_error = trace.error.empty() ? std::string(trace::name_of(trace.outcome)) : trace.error;
        return judged;
    }
    const auto waived = waived_in(request.scenario, request.lab);
    auto rules = analysis::apply(trace, waived);
    auto expectations = check(request.scenario, request.lab, trace, values);
    judged.won = wins(trace, expectations, request.scenario, waived);
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

/// What goes on inside the jail.
class Player {
public:
    Player(const ScenarioRequest& request, const engine::Inside& inside)
        : request_(request), inside_(inside), programs_(fs::path(inside.folder) / "programs"),
          values_(course::draw(request.scenario, request.seed)), moment_(request.moment),
          verdict_(announced(request.scenario, request.seed)) {}

    ScenarioVerdict operator()() {
        verdict_.not_tried = unmet_need(request_.scenario);
        if (verdict_.not_tried) return std::move(verdict_);
        copy_programs();
        if (request_.schedule)
            replay();
        else if (const auto* repeated = repeated_step(request_.scenario))
            explore_moments(*repeated);
        else
            explore();
        return std::move(verdict_);
    }

private:
    /// Students' programs may not be able to read where they were built.
    void copy_programs() {
        fs::create_directory(programs_);
        fs::permissions(programs_, fs::perms(0755));
        for (const auto* built : programs_of(request_.scenario, request_.programs)) {
            const auto copy = programs_ / built->result.program;
            fs::copy_file(built->executable, copy);
            fs::permissions(copy, fs::perms(0755));
        }
    }

    void explore() {
        std::optional<Judged> shown;
        verdict_.coverage = try_orders(std::max(request_.runs, 1), shown).text();
        show(std::move(shown));
    }

    /// The scenario once more for each moment; at all of them together as many runs as one scenario has, and one at least at each.
    void explore_moments(const course::Fault& repeated) {
        const auto schedule = schedule::fixed();
        const auto without = play(*schedule);
        const auto moments = moments_of(repeated, without);
        const bool ours = without.outcome == trace::Outcome::engine_error || without.outcome == trace::Outcome::interrupted;
        if (ours || moments.empty()) return explore();
        const int each = std::max(request_.runs / static_cast<int>(moments.size()), 1);
        std::optional<Judged> shown;
        explore::Coverage all{.complete = true};
        std::size_t tried = 0;
        for (const auto& moment : moments) {
            moment_ = moment;
            const auto coverage = try_orders(each, shown);
            all.orders += coverage.orders;
            all.complete = all.complete && coverage.complete;
            ++tried;
            if (shown && (!shown->won || shown->grader_error)) break;
        }
        verdict_.coverage = fmt::format("{} at {} moment{}", all.text(), tried, tried == 1 ? "" : "s");
        show(std::move(shown));
    }

    /// `shown` is the run that has to be told of, if there is one: that fails, or else that breaks a rule.
    explore::Coverage try_orders(int runs, std::optional<Judged>& shown) {
        explore::Plan plan;
        plan.runs = static_cast<std::size_t>(runs);
        if (plan.runs == 1) plan.strategy = explore::Strategy::fixed;
        const int before = verdict_.runs;
        plan.progress = [&](std::size_t made) {
            if (inside_.send) inside_.send(std::to_string(static_cast<std::size_t>(before) + made));
        };
        const auto look = [&](const trace::Trace& trace) -> std::string {
            auto judged = judge(trace);
            if (judged.grader_error) return *judged.grader_error;
            if (!judged.won) return judged.findings.empty() ? "lost" : judged.findings.front().rule;
            if (!judged.clean() && !shown) { // it costs the rule points; another order may show that more is wrong
                judged.trace = trace;
                verdict_.token = token(trace.schedule);
                shown = std::move(judged);
            }
            return "";
        };
        auto outcome = explore::explore([&](schedule::Schedule& schedule) { return play(schedule); }, look, plan);
        verdict_.runs += static_cast<int>(outcome.coverage.runs);
        if (!shown) verdict_.token = token(schedule::fixed()->text());
        if (outcome.failure) {
            verdict_.token = token(outcome.failure->schedule);
            auto failed = judge(outcome.failure->trace);
            failed.trace = std::move(outcome.failure->trace);
            if (!outcome.failure->repeats) cannot_be_repeated(failed);
            keep(shown, std::move(failed));
        }
        return outcome.coverage;
    }

    void replay() {
        const auto schedule = schedule::parse(*request_.schedule);
        if (inside_.send) inside_.send("1");
        auto trace = play(*schedule);
        verdict_.runs = 1;
        verdict_.coverage = "one order, replayed";
        verdict_.token = token(schedule->text());
        auto judged = judge(trace);
        judged.trace = std::move(trace);
        if (schedule->diverged() && !judged.grader_error)
            judged.grader_error = "the run could not be repeated: it went another way than the token says";
        show(std::move(judged));
    }

    void show(std::optional<Judged> shown) {
        if (!shown) {
            verdict_.points = verdict_.of;
            return;
        }
        verdict_.grader_error = shown->grader_error;
        verdict_.points = shown->won && !shown->grader_error ? verdict_.of : 0;
        verdict_.findings = std::move(shown->findings);
        verdict_.shown = std::move(shown->trace);
    }

    /// Nothing that it shows is certain: it is not held against anybody.
    static void cannot_be_repeated(Judged& judged) {
        if (judged.grader_error) return;
        judged.grader_error = "the programs did not do the same again in the same order (they may use random numbers of the "
                              "processor, or print addresses), so nothing can be said of them";
        for (auto& finding : judged.findings)
            finding.level = Level::advice;
    }

    [[nodiscard]] Judged judge(const trace::Trace& trace) const { return judge::judge(trace, request_, values_); }

    trace::Trace play(schedule::Schedule& schedule) {
        const RunFolder folder(fresh_path(), request_.lab, programs_);
        auto spec = run_spec(request_.scenario, request_.lab, values_, folder, programs_, moment_);
        spec.level = inside_.level;
        spec.ledger = inside_.ledger;
        spec.seed = request_.seed;
        return engine_.run(spec, schedule);
    }

    /// The same for each run, unless one has left something there that cannot be removed.
    fs::path fresh_path() {
        const fs::path folder(inside_.folder);
        for (int i = 0;; ++i) {
            auto path = folder / (i == 0 ? "run" : fmt::format("run-{}", i));
            std::error_code ignored;
            fs::remove_all(path, ignored);
            if (!fs::exists(fs::symlink_status(path))) return path;
        }
    }

    /// A failing run takes the place of one that only broke a rule; that it was broken is kept.
    static void keep(std::optional<Judged>& shown, Judged judged) {
        if (shown)
            for (auto& earlier : shown->findings) {
                if (earlier.level != Level::error ||
                    std::ranges::find(judged.findings, earlier.rule, &Finding::rule) != judged.findings.end())
                    continue;
                earlier.evidence.clear(); // it is another run's
                judged.findings.push_back(std::move(earlier));
            }
        shown = std::move(judged);
    }

    [[nodiscard]] std::string token(const std::string& schedule) const {
        std::vector<std::string> digests;
        for (const auto* built : programs_of(request_.scenario, request_.programs))
            digests.push_back(built->digest);
        return Token{request_.lab.id, request_.scenario.name, course::seed_text(request_.seed),
                     schedule,        build_id(digests),      moment_}
            .text();
    }

    const ScenarioRequest& request_;
    const engine::Inside& inside_;
    fs::path programs_;
    std::map<std::string, std::string> values_;
    std::optional<engine::Fault> moment_; ///< of a scenario that is repeated at every one
    ScenarioVerdict verdict_;
    engine::Engine engine_;
};

/// What crosses from the jail: the verdict, and on a line of its own the trace, which is large and is not to be read twice.
std::string packed(ScenarioVerdict verdict) {
    const auto shown = std::exchange(verdict.shown, std::nullopt);
    auto text = to_json(verdict);
    if (shown) text += "\n" + trace::to_json(*shown);
    return text;
}
ScenarioVerdict unpacked(std::string_view text) {
    const auto line = text.find('\n');
    auto verdict = scenario_from_json(text.substr(0, line));
    if (line != std::string_view::npos) verdict.shown = trace::from_json(text.substr(line + 1));
    return verdict;
}

} // namespace

std::vector<const Built*> programs_of(const course::Scenario& scenario, const std::vector<Built>& programs) {
    std::set<std::string> started;
    for (const auto& step : scenario.play)
        if (const auto* start = std::get_if<course::Start>(&step.action)) started.insert(start->program);
    std::vector<const Built*> all;
    for (const auto& built : programs)
        if (started.contains(built.result.program)) all.push_back(&built);
    return all;
}

ScenarioVerdict announced(const course::Scenario& scenario, std::uint64_t seed) {
    const auto values = course::draw(scenario, seed);
    ScenarioVerdict verdict;
    verdict.name = scenario.name;
    verdict.story = course::fill(scenario.story, values);
    verdict.of = scenario.points;
    for (const auto& hint : scenario.hints)
        verdict.hints.push_back(course::fill(hint, values));
    return verdict;
}

ScenarioVerdict run_scenario(const ScenarioRequest& request) {
    const auto task = [&](const engine::Inside& inside) { return packed(Player(request, inside)()); };
    const auto on_message = [&](std::string_view message) {
        int run = 0;
        std::from_chars(message.data(), message.data() + message.size(), run);
        if (request.progress) request.progress(run);
    };
    engine::Files files;
    for (const auto* built : programs_of(request.scenario, request.programs))
        files.needed.push_back(fs::absolute(built->executable).string());
    const auto ended = engine::in_jail(request.level, task, on_message, files);
    if (ended.interrupted) throw Interrupted(SIGINT);
    if (!ended.error) return unpacked(ended.result);
    auto verdict = announced(request.scenario, request.seed);
    verdict.grader_error = *ended.error;
    return verdict;
}

} // namespace ipclab::judge
