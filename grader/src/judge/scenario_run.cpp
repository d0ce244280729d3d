#include "judge/scenario_run.h"

#include "course/values.h"
#include "explore/explore.h"
#include "judge/faults.h"
#include "judge/judged.h"
#include "judge/play.h"
#include "judge/token.h"
#include "schedule/schedule.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <set>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ipclab::judge {

namespace fs = std::filesystem;

namespace {

/// Where the copying was interrupted because the grader was stopped for a while (Ctrl-Z, then fg), it begins again.
void copy_whole(const fs::path& from, const fs::path& to) {
    std::error_code error;
    do
        fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
    while (error == std::errc::interrupted);
    if (error) throw fs::filesystem_error("a program cannot be copied", from, to, error);
}

using analysis::Finding;
using analysis::Level;
using engine::Watch;

constexpr auto unrepeatable = "the programs did not do the same again in the same order (they may use random numbers of the "
                              "processor, or print addresses), so nothing can be said of them";

/// Whether a program of the run could reach shared memory.
bool is_shared(const trace::Trace& trace) {
    return std::ranges::any_of(trace.events, [](const trace::Event& event) {
        const auto* called = std::get_if<trace::Called>(&event.what);
        const auto* call = called != nullptr ? std::get_if<sysv::Call>(&called->call) : nullptr;
        return call != nullptr && std::holds_alternative<sysv::ShmAt>(*call) && called->result.ok();
    });
}

/// Whether the hooks have told of all accesses that there were.
bool hooks_tell_all(const trace::Trace& trace) {
    return std::ranges::none_of(trace.events, [](const trace::Event& event) {
        const auto* access = std::get_if<trace::Accessed>(&event.what);
        return access != nullptr && access->witness == trace::Accessed::Witness::page;
    });
}

/// Not more than can be played; they lie as far apart as they can.
std::vector<engine::Fault> some_of(const std::vector<engine::Fault>& moments) {
    constexpr std::size_t most = 2000;
    if (moments.size() <= most) return moments;
    std::vector<engine::Fault> some;
    for (std::size_t i = 0; i < most; ++i)
        some.push_back(moments[i * moments.size() / most]);
    return some;
}

/// What is concluded from the order of accesses, for which all that synchronises must have been seen.
bool hangs_on_accesses(const Finding& finding) {
    return finding.rule == "data-race" || finding.rule == "sleep-as-synchronisation";
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
        try {
            if (request_.schedule)
                replay();
            else if (const auto* repeated = repeated_step(request_.scenario))
                explore_moments(*repeated);
            else
                explore();
        } catch (const CannotBeMade& reason) {
            verdict_.not_tried = reason.what();
        }
        return std::move(verdict_);
    }

private:
    /// Students' programs may not be able to read where they were built.
    void copy_programs() {
        // The jail's folder is the programs' own. But each run has one of its own in it, and what lies beside that is ours: we write
        // there with our rights, so nobody else may put a link there.
        if (::chown(inside_.folder.c_str(), ::geteuid(), ::getegid()) == -1)
            throw std::system_error(errno, std::generic_category(), "taking " + inside_.folder);
        fs::create_directory(programs_);
        fs::permissions(programs_, fs::perms(0755));
        for (const auto* built : programs_of(request_.scenario, request_.programs)) {
            const auto copy = programs_ / built->result.program;
            copy_whole(built->executable, copy);
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
        const auto without = play(*schedule, Watch::hooks);
        const auto all_moments = moments_of(repeated, without);
        const auto moments = some_of(all_moments);
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
        const auto of_all = moments.size() < all_moments.size() ? fmt::format(" of {}", all_moments.size()) : std::string{};
        verdict_.coverage = fmt::format("{} at {}{} moment{}", all.text(), tried, of_all, tried == 1 ? "" : "s");
        show(std::move(shown));
    }

    /// `shown` is the run that has to be told of, if there is one: that fails, or else that breaks a rule.
    ///
    /// The fixed order comes first, with closed pages: code can evade the hooks. Where no memory is shared, that costs nothing.
    explore::Coverage try_orders(int runs, std::optional<Judged>& shown) {
        if (!shown) verdict_.token = token(schedule::fixed()->text(), false);
        is_shared_ = hooks_tell_all_ = false;
        unseen_.reset();
        explore::Plan plan;
        plan.strategy = explore::Strategy::fixed;
        plan.runs = 1;
        auto coverage = tried(plan, Watch::both, shown);
        if (runs > 1 && may_go_on(shown)) {
            plan.strategy = explore::Strategy::automatic;
            plan.fixed_tried = true;
            plan.runs = static_cast<std::size_t>(runs);
            coverage = tried(plan, Watch::hooks, shown);
        }
        // Memory that is shared in some orders only has not been seen with closed pages yet.
        if (unseen_ && !shown) {
            auto judged = look_again(*unseen_);
            if (!judged.clean()) keep(shown, std::move(judged));
        }
        return coverage;
    }

    static bool may_go_on(const std::optional<Judged>& shown) { return !shown || (shown->won && !shown->grader_error); }

    explore::Coverage tried(explore::Plan& plan, Watch watch, std::optional<Judged>& shown) {
        const int before = verdict_.runs;
        plan.progress = [&](std::size_t made) {
            if (inside_.send) inside_.send(std::to_string(static_cast<std::size_t>(before) + made));
        };
        const auto make = [&](schedule::Schedule& schedule) { return play(schedule, watch); };
        const auto look = [&](const trace::Trace& trace) {
            auto judged = looked_at(trace, trace.schedule, watch, shown.has_value());
            const auto fault = judged.fault();
            // It costs the rule points; another order may show that more is wrong.
            if (fault.empty() && !judged.clean() && !shown) keep(shown, std::move(judged));
            return fault;
        };
        auto outcome = explore::explore(make, look, plan);
        verdict_.runs += static_cast<int>(outcome.coverage.runs);
        if (outcome.failure) {
            auto failed = looked_at(outcome.failure->trace, outcome.failure->schedule, watch, false);
            if (!outcome.failure->repeats) failed.prove_nothing(unrepeatable);
            keep(shown, std::move(failed));
        }
        return outcome.coverage;
    }

    /// What is wrong with a run; where memory is shared, nothing is that closed pages do not show too. That a run breaks rules only
    /// is no news where another one has done so.
    Judged looked_at(const trace::Trace& trace, const std::string& schedule, Watch watch, bool rules_broken) {
        auto judged = judge(trace);
        const bool shared = is_shared(trace);
        judged.token = token(schedule, watch == Watch::both && shared);
        if (watch == Watch::both) {
            is_shared_ = is_shared_ || shared;
            hooks_tell_all_ = hooks_tell_all(trace);
        } else if (shared && !judged.grader_error && !judged.clean() && !(judged.won && rules_broken)) {
            auto again = look_again(schedule);
            if (!again.diverged) return again;
            if (!hooks_tell_all_) judged.doubt(hangs_on_accesses);
        } else if (shared && !is_shared_ && !unseen_) {
            unseen_ = schedule;
        }
        if (!judged.clean()) judged.trace = trace;
        return judged;
    }

    /// The same order with closed pages.
    Judged look_again(const std::string& text) {
        const auto schedule = schedule::parse(text);
        auto trace = play(*schedule, Watch::both);
        ++verdict_.runs;
        auto judged = judge(trace);
        judged.trace = std::move(trace);
        judged.token = token(text, true);
        judged.diverged = schedule->diverged();
        return judged;
    }

    void replay() {
        const auto schedule = schedule::parse(*request_.schedule);
        if (inside_.send) inside_.send("1");
        auto trace = play(*schedule, request_.pages ? Watch::both : Watch::hooks);
        verdict_.runs = 1;
        verdict_.coverage = "one order, replayed";
        auto judged = judge(trace);
        judged.trace = std::move(trace);
        judged.token = token(schedule->text(), request_.pages);
        if (schedule->diverged() && !judged.grader_error)
            judged.grader_error = "the run could not be repeated: it went another way than the token says";
        show(std::move(judged));
    }

    void show(std::optional<Judged> shown) {
        if (!shown) {
            verdict_.points = verdict_.of;
            return;
        }
        verdict_.token = shown->token;
        verdict_.grader_error = shown->grader_error;
        verdict_.points = shown->won && !shown->grader_error ? verdict_.of : 0;
        verdict_.findings = std::move(shown->findings);
        verdict_.shown = std::move(shown->trace);
    }

    [[nodiscard]] Judged judge(const trace::Trace& trace) const {
        return judge::judge(trace, request_.scenario, request_.lab, values_);
    }

    trace::Trace play(schedule::Schedule& schedule, Watch watch) {
        const RunFolder folder(fresh_path(), request_.lab, programs_);
        auto spec = run_spec(request_.scenario, request_.lab, values_, folder, programs_, moment_);
        spec.level = inside_.level;
        spec.ledger = inside_.ledger;
        spec.seed = request_.seed;
        spec.watch = watch;
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

    [[nodiscard]] std::string token(const std::string& schedule, bool pages) const {
        std::vector<std::string> digests;
        for (const auto* built : programs_of(request_.scenario, request_.programs))
            digests.push_back(built->digest);
        return Token{request_.lab.id,
                     request_.scenario.name,
                     course::seed_text(request_.seed),
                     schedule,
                     build_id(digests),
                     moment_,
                     pages}
            .text();
    }

    const ScenarioRequest& request_;
    const engine::Inside& inside_;
    fs::path programs_;
    std::map<std::string, std::string> values_;
    std::optional<engine::Fault> moment_; ///< of a scenario that is repeated at every one
    bool is_shared_ = false;              ///< memory, in a run with closed pages
    bool hooks_tell_all_ = false;         ///< in that run
    std::optional<std::string> unseen_;   ///< an order in which it is, and that was not made with closed pages
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
