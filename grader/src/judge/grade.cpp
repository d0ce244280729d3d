#include "judge/grade.h"

#include "course/submission.h"
#include "course/values.h"
#include "judge/build.h"
#include "judge/compiler.h"
#include "judge/faults.h"
#include "judge/points.h"
#include "judge/scenario_run.h"
#include "schedule/schedule.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>

namespace ipclab::judge {

namespace fs = std::filesystem;

namespace {

using analysis::Finding;

/// The submission's programs, built or with the reason why not.
std::vector<Built> build_submission(const course::Submission& submission, BuildRequest request) {
    std::vector<Built> results;
    for (const auto& program : submission.programs) {
        ProgramSource source{program.program, {}, fmt::format("{}", fmt::join(program.problems, "; "))};
        for (const auto& file : program.files)
            source.files.push_back(file.lexically_relative(submission.folder));
        if (source.problem.empty() && !submission.problems.empty())
            source.problem = fmt::format("{}", fmt::join(submission.problems, "; "));
        request.programs.push_back(std::move(source));
    }
    if (fs::is_directory(submission.folder)) return build(request);
    for (const auto& source : request.programs) {
        Built built;
        built.result.program = source.program;
        built.result.problem =
            source.problem.empty() ? fmt::format("{} is not a folder", submission.folder.string()) : source.problem;
        results.push_back(std::move(built));
    }
    return results;
}

/// Says whether the machine can run programs under control at all; gives the level of containment.
struct Footing {
    engine::Level level = engine::Level::none;
    std::optional<std::string> problem;
};
Footing find_footing(std::optional<engine::Level> wanted) {
    const auto abilities = engine::probe(wanted.value_or(engine::Level::full));
    if (abilities.can_run()) return {abilities.level, {}};
    return {abilities.level, fmt::format("this machine cannot run programs under control: {}",
                                         abilities.why_not.empty() ? "see ipclab doctor" : abilities.why_not)};
}

/// The findings of a scenario that cannot be played because programs of it were not built.
std::vector<Finding> unbuilt(const std::vector<const Built*>& programs) {
    std::vector<Finding> findings;
    for (const auto* built : programs) {
        if (built->result.ok) continue;
        Finding finding;
        finding.rule = "does-not-compile";
        finding.message = built->result.problem;
        finding.seen = built->result.messages;
        if (!built->result.command.empty()) finding.help = fmt::format("to see it by hand: {}", built->result.command);
        findings.push_back(std::move(finding));
    }
    return findings;
}

class Grading {
public:
    explicit Grading(const GradeRequest& request) : request_(request), started_(std::chrono::steady_clock::now()) {
        verdict_.lab = request.lab.id;
        verdict_.title = request.lab.title;
        verdict_.folder = request.folder;
        verdict_.seed = course::seed_text(request.seed);
    }

    LabVerdict operator()() {
        try {
            judge();
        } catch (const MissingCompiler&) {
            throw;
        } catch (const Interrupted&) {
            throw;
        } catch (const std::exception& error) {
            verdict_.grader_error = error.what();
        }
        sum_up(verdict_, request_.lab);
        verdict_.elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_);
        return std::move(verdict_);
    }

private:
    void judge() {
        const auto submission = course::find_submission(request_.lab, request_.folder);
        verdict_.source_hash = submission.source_hash;
        BuildRequest build;
        build.folder = request_.folder;
        build.cache = request_.cache;
        build.compiler = request_.compiler;
        build.progress = [&](std::size_t ready, std::size_t of) { tell({Progress::Stage::building, ready, of, "", 0, 0}); };
        const auto programs = build_submission(submission, std::move(build));
        for (const auto& built : programs)
            verdict_.builds.push_back(built.result);

        const auto footing = find_footing(request_.level);
        verdict_.level = engine::name_of(footing.level);
        const auto& scenarios = request_.lab.scenarios;
        for (std::size_t i = 0; i < scenarios.size(); ++i) {
            const auto needed = programs_of(scenarios[i], programs);
            if (auto findings = unbuilt(needed); !findings.empty()) {
                verdict_.scenarios.push_back(announced(scenarios[i], request_.seed));
                verdict_.scenarios.back().findings = std::move(findings);
            } else if (footing.problem) {
                verdict_.scenarios.push_back(announced(scenarios[i], request_.seed));
                verdict_.scenarios.back().grader_error = footing.problem;
            } else {
                verdict_.scenarios.push_back(play(i, programs, footing.level));
            }
        }
        if (footing.problem) verdict_.grader_error = footing.problem;
    }

    ScenarioVerdict play(std::size_t index, const std::vector<Built>& programs, engine::Level level) {
        const auto& scenario = request_.lab.scenarios[index];
        const int runs = request_.runs.value_or(std::min(scenario.explore.runs, usual_runs));
        const ScenarioRequest one{
            request_.lab, scenario, programs, request_.seed, runs, {}, {}, false, level, [&](int run) {
                tell({Progress::Stage::running, index + 1, request_.lab.scenarios.size(), scenario.name, run, runs});
            }};
        return run_scenario(one);
    }

    void tell(const Progress& progress) const {
        if (request_.progress) request_.progress(progress);
    }

    const GradeRequest& request_;
    std::chrono::steady_clock::time_point started_;
    LabVerdict verdict_;
};

} // namespace

bool LabVerdict::built() const { return std::ranges::all_of(builds, &BuildResult::ok); }

LabVerdict grade(const GradeRequest& request) { return Grading(request)(); }

ScenarioVerdict replay(const ReplayRequest& request) {
    const auto& token = request.token;
    if (token.lab != request.lab.id)
        throw ReplayRefused(fmt::format("this token is of the lab {}, not of {}", token.lab, request.lab.id));
    const auto& scenarios = request.lab.scenarios;
    const auto scenario = std::ranges::find(scenarios, token.scenario, &course::Scenario::name);
    if (scenario == scenarios.end())
        throw ReplayRefused(fmt::format("the lab {} has no scenario {} any more", token.lab, token.scenario));
    if (token.fault && repeated_step(*scenario) == nullptr)
        throw ReplayRefused(
            fmt::format("this token is of a run with a fault of its own (\"{}\"), and the scenario {} has none any more",
                        engine::text(*token.fault), token.scenario));
    std::uint64_t seed = 0;
    try {
        seed = course::parse_seed(token.seed);
        schedule::parse(token.schedule);
    } catch (const std::invalid_argument& error) {
        throw ReplayRefused(fmt::format("this token is damaged: {}", error.what()));
    }

    BuildRequest build;
    build.folder = request.folder;
    build.cache = request.cache;
    build.compiler = request.compiler;
    const auto programs = build_submission(course::find_submission(request.lab, request.folder), std::move(build));
    std::vector<std::string> digests;
    for (const auto* built : programs_of(*scenario, programs)) {
        if (!built->result.ok)
            throw ReplayRefused(
                fmt::format("the programs have changed since this token was given: {}", built->result.problem));
        digests.push_back(built->digest);
    }
    if (build_id(digests) != token.build)
        throw ReplayRefused(
            "the programs (or the compiler) have changed since this token was given, so that run cannot be made "
            "again; grade once more for a token of the programs as they are now");

    const auto footing = find_footing(request.level);
    if (footing.problem) {
        auto verdict = announced(*scenario, seed);
        verdict.grader_error = footing.problem;
        return verdict;
    }
    return run_scenario(
        {request.lab, *scenario, programs, seed, 1, token.schedule, token.fault, token.pages, footing.level, {}});
}

} // namespace ipclab::judge
