#include "judge/check.h"

#include "judge/build.h"
#include "judge/check_findings.h"
#include "judge/digest.h"
#include "judge/fault_trials.h"
#include "schedule/schedule.h"

#include <algorithm>
#include <fmt/format.h>
#include <system_error>
#include <tuple>
#include <utility>

namespace ipclab::judge {

namespace {

using analysis::Finding;
using analysis::Level;
using trace::Outcome;

/// Programs of anybody, not exercises: what they may use is wide, and what goes beyond it is no mistake of theirs.
engine::Budget wide_budget() {
    engine::Budget budget;
    budget.events = 1'000'000;
    budget.cpu = std::chrono::seconds{20};
    budget.output = std::size_t{64} << 20;
    budget.tasks = 512;
    return budget;
}

bool is_ours(Outcome outcome) { return outcome == Outcome::engine_error || outcome == Outcome::interrupted; }

bool is_error(const Finding& finding) { return finding.level == Level::error; }

/// Its rule; "" where there is none.
std::string first_error(const std::vector<Finding>& findings) {
    const auto error = std::ranges::find_if(findings, is_error);
    return error == findings.end() ? std::string{} : error->rule;
}

/// Two findings of different runs that tell a reader the same. Where there is a line, the words may differ by what was in a queue.
auto likeness(const Finding& finding) {
    const auto where = finding.where ? std::tuple{finding.where->file, finding.where->line} : std::tuple{std::string{}, 0};
    return std::tuple{finding.rule, where, finding.where ? std::string{} : finding.message};
}

/// "" where one of the programs may be run but not read.
std::string build_of(const std::vector<engine::Step>& play) {
    std::vector<std::string> digests;
    try {
        for (const auto& step : play)
            if (const auto* start = std::get_if<engine::Start>(&step.action))
                digests.push_back(digest_of(contents_of(start->program.path)));
    } catch (const std::system_error&) {
        return {};
    }
    return build_id(digests);
}

class Checker {
public:
    Checker(const CheckRequest& request, const engine::Inside& inside)
        : request_{request}, inside_{inside}, build_{build_of(request.play)}, faults_{request.faults} {
        verdict_.level = engine::name_of(inside.level);
    }

    CheckVerdict operator()() {
        if (request_.schedule)
            replay(*request_.schedule);
        else
            explore();
        if (request_.keep_run) verdict_.first = seen_;
        return std::move(verdict_);
    }

private:
    trace::Trace run(schedule::Schedule& schedule) {
        engine::RunSpec spec;
        spec.play = request_.play;
        spec.faults = faults_;
        spec.folder = request_.folder;
        spec.env = request_.env;
        spec.level = inside_.level;
        spec.ledger = inside_.ledger;
        spec.budget = wide_budget();
        spec.watch = engine::Watch::pages; // they were built by anybody
        spec.confined = false;
        if (first_ && request_.on_output)
            spec.on_event = [this](const trace::Trace&, const trace::Event& event) {
                if (const auto* output = std::get_if<trace::Output>(&event.what))
                    request_.on_output(output->fd, output->bytes);
            };
        first_ = false;
        auto trace = engine_.run(spec, schedule);
        // The decisions replay it whatever strategy made them.
        trace.schedule = schedule.decisions();
        shorten_places(trace);
        if (is_ours(trace.outcome)) verdict_.error = why(trace);
        return trace;
    }

    /// The compiler recorded whole paths; in the folder that the reader is in, the name is enough.
    void shorten_places(trace::Trace& trace) const {
        const std::string folder = request_.folder + "/";
        for (auto& event : trace.events)
            if (event.where && event.where->file.starts_with(folder)) event.where->file.erase(0, folder.size());
    }

    /// The word for explore/: the headline's rule. Advice is gathered on the way.
    std::string judge(const trace::Trace& trace) {
        if (is_ours(trace.outcome)) return {};
        const auto findings = findings_of(trace, faults_);
        keep_advice(findings, trace);
        rivals_ = rivals_ || has_rivals(trace);
        return first_error(findings);
    }

    void keep_advice(const std::vector<Finding>& findings, const trace::Trace& trace) {
        std::shared_ptr<const trace::Trace> run;
        for (const auto& finding : findings) {
            if (is_error(finding)) continue;
            const auto same = [&](const Seen& seen) { return likeness(seen.finding) == likeness(finding); };
            if (std::ranges::any_of(advice_, same)) continue;
            if (!run) run = std::make_shared<const trace::Trace>(trace);
            advice_.push_back({finding, run, {trace.schedule, build_}, faults_});
        }
    }

    void explore() {
        const auto outcome = explore_with(request_.plan, [this](const trace::Trace& trace) { return judge(trace); });
        verdict_.coverage = outcome.coverage;
        verdict_.tried = outcome.coverage.text();
        if (is_well() && rivals_) explore_posix_orders();
        if (is_well() && request_.try_faults) explore_faults();
        show_advice();
    }

    [[nodiscard]] bool is_well() const { return verdict_.clean() && !verdict_.diverged && !verdict_.error; }

    /// Whom of those who wait the kernel does not serve first: what goes wrong then is good to know, and no error here.
    void explore_posix_orders() {
        constexpr std::size_t orders = 50;
        auto plan = request_.plan;
        plan.strategy = explore::Strategy::random;
        plan.runs = std::min(plan.runs, orders);
        plan.shrink = false;
        faults_.push_back({.kind = engine::Fault::Kind::waiters, .who = {}, .when = {}});
        const auto make = [this](schedule::Schedule& schedule) { return run(schedule); };
        const auto word = [this](const trace::Trace& trace) -> std::string {
            return is_posix_only(trace) ? first_error(wrong_in(trace, faults_)) : std::string{};
        };
        const auto outcome = explore::explore(make, word, plan);
        verdict_.coverage.runs += outcome.coverage.runs;
        verdict_.posix = outcome.coverage.orders;
        if (outcome.failure && outcome.failure->repeats) {
            const auto& trace = outcome.failure->trace;
            auto told = findings_of(trace, faults_);
            std::erase_if(told, [&](const Finding& one) { return one.rule != outcome.failure->fault; });
            keep_advice(told, trace);
        }
        faults_ = request_.faults;
    }

    explore::Outcome explore_with(const explore::Plan& plan, const explore::Judge& word) {
        const auto make = [this](schedule::Schedule& schedule) {
            auto trace = run(schedule);
            if ((request_.try_faults || request_.keep_run) && !seen_) seen_ = std::make_shared<const trace::Trace>(trace);
            return trace;
        };
        auto outcome = explore::explore(make, word, plan);
        if (outcome.failure) tell(std::move(*outcome.failure));
        return outcome;
    }

    /// Each by itself, in few orders: what a fault breaks it mostly breaks in all of them.
    void explore_faults() {
        constexpr std::size_t orders = 10;
        auto plan = request_.plan;
        plan.strategy = explore::Strategy::random;
        plan.runs = orders;
        for (auto& fault : fault_trials(*seen_)) {
            faults_ = request_.faults;
            faults_.push_back(std::move(fault));
            ++verdict_.faults;
            const auto outcome =
                explore_with(plan, [this](const trace::Trace& trace) { return first_error(findings_of(trace, faults_)); });
            verdict_.coverage.runs += outcome.coverage.runs;
            if (!verdict_.clean() || verdict_.diverged || verdict_.error) return;
        }
    }

    void replay(const std::string& text) {
        const Order order = parse_order(text);
        const auto refuse = [](std::string_view why) {
            throw OrderRefused{fmt::format("This order is not one of these programs: {}", why)};
        };
        if (!order.build.empty() && order.build != build_) refuse("they have changed since it was found");
        const auto schedule = schedule::parse(order.schedule);
        auto trace = run(*schedule);
        verdict_.coverage.orders = verdict_.coverage.runs = 1;
        verdict_.tried = "one order";
        if (verdict_.error) return;
        if (schedule->diverged()) refuse("they went another way");
        keep_advice(findings_of(trace, faults_), trace);
        seen_ = std::make_shared<const trace::Trace>(std::move(trace));
        show_errors(seen_);
        show_advice();
    }

    /// What cannot be repeated proves nothing: perhaps it hangs on a random number, or on the time that something took.
    void tell(explore::Failure&& failure) {
        if (verdict_.error) return;
        if (!failure.repeats) {
            const auto findings = findings_of(failure.trace, faults_);
            verdict_.diverged = std::ranges::find_if(findings, is_error)->message;
            return;
        }
        verdict_.preemptions = failure.preemptions;
        failure.trace.schedule = failure.schedule;
        show_errors(std::make_shared<const trace::Trace>(std::move(failure.trace)));
    }

    void show_errors(const std::shared_ptr<const trace::Trace>& run) {
        for (auto& finding : findings_of(*run, faults_))
            if (is_error(finding)) verdict_.findings.push_back({std::move(finding), run, {run->schedule, build_}, faults_});
    }

    void show_advice() { std::ranges::move(advice_, std::back_inserter(verdict_.findings)); }

    static std::string why(const trace::Trace& trace) {
        return trace.error.empty() ? std::string{trace::name_of(trace.outcome)} : trace.error;
    }

    const CheckRequest& request_;
    const engine::Inside& inside_;
    std::string build_;
    std::vector<engine::Fault> faults_; ///< of the runs that are made now
    engine::Engine engine_;
    std::shared_ptr<const trace::Trace> seen_; ///< the first run, which tells what faults there can be
    bool first_ = true;
    bool rivals_ = false; ///< in some run, several waited for one thing
    std::vector<Seen> advice_;
    CheckVerdict verdict_;
};

} // namespace

Order parse_order(std::string_view text) {
    const auto at = text.find('@');
    Order order{std::string{text.substr(0, at)}, at == std::string_view::npos ? "" : std::string{text.substr(at + 1)}};
    schedule::parse(order.schedule);
    return order;
}

bool CheckVerdict::clean() const {
    return std::ranges::none_of(findings, [](const Seen& seen) { return is_error(seen.finding); });
}

CheckVerdict check(const CheckRequest& request, const engine::Inside& inside) { return Checker{request, inside}(); }

} // namespace ipclab::judge
