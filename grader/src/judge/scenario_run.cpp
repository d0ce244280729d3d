#include "judge/scenario_run.h"

#include "analysis/rules.h"
#include "course/values.h"
#include "judge/expectations.h"
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

/// One run and what is wrong with it.
struct Judged {
    trace::Trace trace;
    std::vector<Finding> findings;
    bool won = false;
    std::optional<std::string> grader_error;
    [[nodiscard]] bool clean() const {
        return won && std::ranges::none_of(findings, [](const Finding& one) { return one.level == Level::error; });
    }
};

Judged judge(trace::Trace trace, const ScenarioRequest& request, const std::map<std::string, std::string>& values) {
    Judged judged;
    judged.trace = std::move(trace);
    if (judged.trace.outcome == trace::Outcome::engine_error || judged.trace.outcome == trace::Outcome::interrupted) {
        judged.grader_error =
            judged.trace.error.empty() ? std::string(trace::name_of(judged.trace.outcome)) : judged.trace.error;
        return judged;
    }
    const auto waived = waived_in(request.scenario, request.lab);
    auto rules = analysis::apply(judged.trace, waived);
    auto expectations = check(request.scenario, request.lab, judged.trace, values);
    judged.won = wins(judged.trace, expectations, request.scenario, waived);
    if (judged.trace.outcome == trace::Outcome::stuck && !judged.won) {
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

/// Fixed first, then from seeds that are the same for everybody.
std::unique_ptr<schedule::Schedule> schedule_of(const ScenarioRequest& request, int run) {
    if (request.schedule) return schedule::parse(*request.schedule);
    return run == 1 ? schedule::fixed() : schedule::seeded(static_cast<std::uint64_t>(run - 1));
}

std::string coverage(int runs, bool only_one) {
    if (only_one) return "the only order";
    if (runs == 1) return "fixed order";
    return fmt::format("fixed and {} random order{}", runs - 1, runs == 2 ? "" : "s");
}

/// What goes on inside the jail.
class Player {
public:
    Player(const ScenarioRequest& request, const engine::Inside& inside)
        : request_(request), inside_(inside), programs_(fs::path(inside.folder) / "programs"),
          values_(course::draw(request.scenario, request.seed)), verdict_(announced(request.scenario, request.seed)) {}

    ScenarioVerdict operator()() {
        copy_programs();
        std::optional<Judged> shown;
        bool only_one = false;
        const int most = request_.schedule ? 1 : std::max(request_.runs, 1);
        for (int run = 1; run <= most && !only_one; ++run) {
            if (inside_.send) inside_.send(std::to_string(run));
            const auto schedule = schedule_of(request_, run);
            auto judged = play(*schedule);
            verdict_.runs = run;
            if (verdict_.token.empty() || (!judged.clean() && !shown)) verdict_.token = token(schedule->text());
            // Where nobody ever had to choose, every schedule gives this very run.
            only_one = !request_.schedule && run == 1 && schedule->decisions() == schedule::replayed({})->text();
            if (schedule->diverged() && !judged.grader_error)
                judged.grader_error = "the run could not be repeated: it went another way than the token says";
            const bool over = !judged.won || judged.grader_error;
            if (over && shown) verdict_.token = token(schedule->text());
            if (over || (!shown && !judged.clean()) || request_.schedule) keep(shown, std::move(judged));
            if (over) break;
        }
        verdict_.coverage = request_.schedule ? "one order, replayed" : coverage(verdict_.runs, only_one);
        if (!shown) {
            verdict_.points = verdict_.of;
            return std::move(verdict_);
        }
        verdict_.grader_error = shown->grader_error;
        verdict_.points = shown->won && !shown->grader_error ? verdict_.of : 0;
        verdict_.findings = std::move(shown->findings);
        verdict_.shown = std::move(shown->trace);
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

    Judged play(schedule::Schedule& schedule) {
        const RunFolder folder(fresh_path(), request_.lab, programs_);
        auto spec = run_spec(request_.scenario, request_.lab, values_, folder, programs_);
        spec.level = inside_.level;
        spec.ledger = inside_.ledger;
        spec.seed = request_.seed;
        return judge(engine_.run(spec, schedule), request_, values_);
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
        return Token{request_.lab.id, request_.scenario.name, course::seed_text(request_.seed), schedule, build_id(digests)}
            .text();
    }

    const ScenarioRequest& request_;
    const engine::Inside& inside_;
    fs::path programs_;
    std::map<std::string, std::string> values_;
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
