#include "judge/grade.h"

#include "cli/kit.h"
#include "cli/memory.h"
#include "cli/subcommands.h"
#include "cli/watch.h"
#include "course/problems.h"
#include "course/submission.h"
#include "course/values.h"
#include "judge/token.h"
#include "report/page.h"
#include "report/pages.h"
#include "report/progress.h"
#include "report/verdict_text.h"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

/// A submission to grade.
struct Job {
    course::Lab lab;
    fs::path folder;
};

/// What is found, and whether a lab.toml among them is broken (it has been told then).
struct Jobs {
    std::vector<Job> jobs;
    bool broken = false;
};

Job named_job(const Kit& kit, const std::string& typed, const fs::path& in, const Session& session) {
    const course::LabFolder named = kit.lab(typed, session);
    Job job{kit.read(named), {}};
    job.folder = course::submission_folder(in, job.lab);
    if (!fs::is_directory(job.folder))
        throw UsageError{fmt::format("There is no folder {}.", shown_path(job.folder)),
                         in == kit.work() ? fmt::format("`{} start {}` makes it.", session.command, named.id())
                                          : "Is --in the folder that holds the solutions?"};
    return job;
}

Jobs all_jobs(const Kit& kit, const fs::path& in, const Session& session) {
    if (!fs::is_directory(in) && in != kit.work())
        throw UsageError{fmt::format("There is no folder {}.", shown_path(in)),
                         "--in names the folder that holds the solutions."};
    Jobs found;
    for (const course::LabFolder& named : kit.labs()) {
        try {
            Job job{kit.read(named), {}};
            job.folder = course::submission_folder(in, job.lab);
            if (fs::is_directory(job.folder)) found.jobs.push_back(std::move(job));
        } catch (const course::LabError& error) {
            found.broken = true;
            print_error(complaint(
                session.err, fmt::format("The lab.toml of {} is broken; this is not about your solution.", named.id())));
            print_error(session.err.safe(error.what()) + "\n");
        }
    }
    if (found.jobs.empty() && !found.broken)
        throw UsageError{fmt::format("There is no lab in {} yet.", shown_path(in)),
                         fmt::format("`{} start` copies the first lab's skeleton to work/.", session.command)};
    return found;
}

std::string progress_text(const course::Lab& lab, const judge::Progress& progress) {
    if (progress.stage == judge::Progress::Stage::building)
        return fmt::format("{}: building, {} of {} programs ready", lab.id, progress.number, progress.of);
    return fmt::format("{}: scenario {} of {}, {}, run {}", lab.id, progress.number, progress.of, progress.scenario,
                       progress.run);
}

bool ours_failed(const judge::LabVerdict& verdict) {
    return verdict.grader_error ||
           std::ranges::any_of(verdict.scenarios, [](const auto& s) { return s.grader_error.has_value(); });
}

int status_of(const std::vector<judge::LabVerdict>& verdicts, bool broken) {
    if (broken || std::ranges::any_of(verdicts, ours_failed)) return static_cast<int>(Status::grader);
    const bool full = std::ranges::all_of(verdicts, [](const auto& verdict) { return verdict.full(); });
    return static_cast<int>(full ? Status::full : Status::missing);
}

judge::LabVerdict graded(const Job& job, const GradeOptions& options, std::uint64_t seed, const Kit& kit,
                         const Session& session) {
    report::Progress progress{STDERR_FILENO, session.err};
    judge::GradeRequest request;
    request.lab = job.lab;
    request.folder = job.folder;
    request.cache = kit.cache();
    request.seed = seed;
    request.runs = options.runs;
    request.progress = [&](const judge::Progress& now) { progress.show(progress_text(job.lab, now)); };
    judge::LabVerdict verdict = judge::grade(request);
    verdict.folder = shown_path(job.folder);
    return verdict;
}

/// A page shows a run also of what is right: the one that the token replays.
void add_right_runs(judge::LabVerdict& verdict, const Job& job, const Kit& kit) {
    for (judge::ScenarioVerdict& scenario : verdict.scenarios) {
        if (scenario.shown || !scenario.passed() || scenario.token.empty()) continue;
        judge::ReplayRequest request;
        request.lab = job.lab;
        request.folder = job.folder;
        request.cache = kit.cache();
        request.token = judge::parse_token(scenario.token);
        try {
            scenario.shown = judge::replay(request).shown;
        } catch (const judge::ReplayRefused&) {
            continue; // a file was saved meanwhile: this scenario has no picture then
        }
    }
}

/// What the next command may want to know of a grading.
void note(const judge::LabVerdict& verdict, Remembered& memory) {
    memory.won = Won{verdict.points, verdict.of};
    memory.seed = verdict.seed;
    memory.missed.clear();
    for (const auto& scenario : verdict.scenarios)
        if (!scenario.passed() && !scenario.not_tried) memory.missed.push_back(scenario.name);
}

/// One grading of all jobs; gives the exit status.
int grade_all(const Jobs& found, const GradeOptions& options, const Kit& kit, const Session& session) {
    const bool ours = kit.folder(options.in) == kit.work();
    // One seed for the whole grading; another one each time, so that nobody programs against the values.
    const std::uint64_t seed = options.seed ? *options.seed : std::random_device{}();
    const bool text = options.format == Format::text;
    // Where the page takes standard output, the text goes beside it.
    const bool aside = options.html == "-";
    const auto say = [&](const std::string& words) { aside ? print_error(words) : print(words); };
    const report::Terminal& terminal = aside ? session.err : session.out;
    std::vector<judge::LabVerdict> verdicts;
    std::vector<report::VerdictOptions> all_shown;
    for (const Job& job : found.jobs) {
        verdicts.push_back(graded(job, options, seed, kit, session));
        const judge::LabVerdict& verdict = verdicts.back();
        if (ours && !ours_failed(verdict)) {
            auto memory = recall(kit.work());
            note(verdict, memory[verdict.lab]);
            remember(kit.work(), memory);
        }
        report::VerdictOptions shown{job.folder, session.command, {}};
        if (!options.in.empty()) shown.replay_options = fmt::format(" --in {}", options.in.string());
        if (text) say((verdicts.size() > 1 ? "\n" : "") + report::verdict_text(verdict, terminal, shown));
        all_shown.push_back(std::move(shown));
    }
    if (!text)
        print(judge::to_json(verdicts) + "\n");
    else if (verdicts.size() > 1)
        say("\n" + report::summary_text(verdicts, terminal));
    if (options.html) {
        for (std::size_t number = 0; number < verdicts.size(); ++number)
            add_right_runs(verdicts[number], found.jobs[number], kit);
        write_page(*options.html, report::grade_page(verdicts, all_shown));
    }
    return status_of(verdicts, found.broken);
}

/// What a submission consists of; changes with any byte of it.
std::string hash_of(const Job& job) { return course::find_submission(job.lab, job.folder).source_hash; }

/// Grades whatever was saved, until Ctrl-C; the status is the last grading's.
int grade_at_each_save(const Jobs& all, const GradeOptions& options, const Kit& kit, const Session& session) {
    std::vector<fs::path> folders;
    std::map<fs::path, std::string> hashes;
    for (const Job& job : all.jobs) {
        folders.push_back(job.folder);
        hashes[job.folder] = hash_of(job);
    }
    Watch watch{folders};
    Jobs changed = all;
    for (int status = 0;;) {
        // What was on the screen belongs to another text by now.
        if (session.out.rewrites) print("\x1b[H\x1b[2J\x1b[3J");
        status = grade_all(changed, options, kit, session);
        const StopRequests stops; // before anybody reads that there may be some
        report::Page page{session.out};
        page.gap();
        page.prose(0, "Waiting for you to save a file; Ctrl-C ends this.", report::Style::faint);
        print("\n" + page.text());
        for (changed.jobs.clear(); changed.jobs.empty();) {
            const auto touched = watch.wait(stops);
            if (touched.empty()) return status;
            for (const Job& job : all.jobs) {
                if (std::ranges::find(touched, job.folder) == touched.end()) continue;
                auto now = hash_of(job);
                if (now == std::exchange(hashes[job.folder], now)) continue;
                changed.jobs.push_back(job);
            }
        }
    }
}

} // namespace

int run(const GradeOptions& options, const Session& session) {
    const Kit kit{session.root()};
    const fs::path in = kit.folder(options.in);
    Jobs found;
    if (options.lab)
        found.jobs.push_back(named_job(kit, *options.lab, in, session));
    else
        found = all_jobs(kit, in, session);
    return options.watch ? grade_at_each_save(found, options, kit, session) : grade_all(found, options, kit, session);
}

} // namespace ipclab::cli
