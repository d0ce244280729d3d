#include "analysis/failures.h"
#include "analysis/calls.h"
#include "analysis/each_rule.h"
#include "analysis/waiting.h"
#include "analysis/words.h"
#include "sysv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <set>

namespace ipclab::analysis {

const Use* next_on_object(const History& history, const Use& failed) {
    const auto first =
        std::ranges::upper_bound(history.uses, failed.event->index, {}, [](const Use& use) { return use.event->index; });
    const auto next = std::find_if(first, history.uses.end(), [&](const Use& use) {
        return use.process == failed.process && use.object == failed.object;
    });
    return next == history.uses.end() ? nullptr : &*next;
}

bool spoke_in_between(const History& history, const Use& failed, trace::EventIndex until) {
    for (auto i = failed.event->index + 1; i < until && i < history.horizon(); ++i) {
        const auto& event = history.trace.events[i];
        if (std::holds_alternative<trace::Output>(event.what) && history.process_of(event.task) == failed.process)
            return true;
    }
    return false;
}

bool went_on(const History& history, const Use& failed) {
    const auto& end = history.end_of(failed.process);
    if (!end || !end->failed()) return true;
    const auto* next = next_on_object(history, failed);
    return next && !tidies_up(*next->call);
}

namespace {

/// What shmat returns when it fails: (void *)-1.
constexpr auto no_address = ~std::uint64_t{0};

Finding unchecked(Level level, const Use& failed, std::string message, std::vector<trace::EventIndex> evidence) {
    Finding finding;
    finding.rule = "unchecked-failure";
    finding.level = level;
    finding.message = std::move(message);
    const auto name = sysv::name_of(*failed.call);
    finding.expected = fmt::format("{}'s result is looked at before the program goes on.", name);
    finding.seen = fmt::format("{} returned -1 ({}).", call_at(failed), error_of(failed));
    std::ranges::sort(evidence);
    finding.evidence = std::move(evidence);
    finding.where = failed.event->where;
    finding.help =
        fmt::format("After {}: if the result is -1, call perror(\"{}\") and end with a status other than 0.", name, name);
    return finding;
}

/// Whether this failure is one that right programs expect, and go on after.
bool is_expected(const Use& failed) {
    switch (failed.called->result.error) {
    case EAGAIN:
    case ENOMSG: return true; // asked not to wait, or waited long enough
    case EIDRM: return true;  // the usual sign that the work is over
    default: return failed.called->origin == trace::Called::Origin::fault || removes(*failed.call);
    }
}

/// interrupted-call and semaphore-out-of-range say more about these.
bool has_its_own_rule(const Use& failed) {
    return failed.failed_with(EINTR) || (sysv::kind_of(*failed.call) == sysv::Kind::semaphores &&
                                         (failed.failed_with(EFBIG) || failed.failed_with(ERANGE)));
}

/// Gets that failed and were not made again with success.
class FailedGets {
public:
    void read(const Use& get) {
        std::erase_if(failed_, [&](const Use* earlier) {
            return earlier->process == get.process && sysv::kind_of(*earlier->call) == sysv::kind_of(*get.call) &&
                   key_of(*earlier->call) == key_of(*get.call);
        });
        if (get.ok()) return;
        constexpr std::size_t remembered = 64; // a program that tries key after key
        if (failed_.size() == remembered) failed_.erase(failed_.begin());
        failed_.push_back(&get);
    }
    /// The one whose -1 this call uses as an id; a child has its parent's variables.
    [[nodiscard]] const Use* behind(const History& history, const Use& use) const {
        for (auto get = failed_.rbegin(); get != failed_.rend(); ++get)
            if (sysv::kind_of(*(*get)->call) == sysv::kind_of(*use.call) && history.descends(use.process, (*get)->process))
                return *get;
        return nullptr;
    }

private:
    std::vector<const Use*> failed_;
};

std::vector<Finding> ids_of_minus_one(const History& history) {
    std::vector<Finding> findings;
    FailedGets gets;
    std::set<const Use*> told;
    std::set<std::string> places;
    for (const auto& use : history.uses) {
        if (key_of(*use.call)) gets.read(use);
        const auto* get = id_of(*use.call) == -1 ? gets.behind(history, use) : nullptr;
        if (!get || told.contains(get)) continue;
        // Removing what was never made is untidy, but it is on the way out and harmless.
        const auto level = removes(*use.call) ? Level::advice : Level::error;
        if (level == Level::error) told.insert(get);
        if (const auto where = place(*get->event);
            !where.empty() && !places.insert(where + (level == Level::error ? " error" : " advice")).second)
            continue;
        findings.push_back(
            unchecked(level, *get,
                      fmt::format("{}'s {} failed ({}), and its {} then used the -1 that came back as the {}'s id.",
                                  history.name(get->process), call_at(*get), error_of(*get), call_at(use),
                                  short_name(sysv::kind_of(*use.call))),
                      {get->event->index, use.event->index}));
    }
    return findings;
}

/// The address of a buffer that the process hands to the kernel; 0 where there is none.
std::uint64_t buffer_of(const sysv::Call& call) {
    return std::visit(
        [](const auto& c) -> std::uint64_t {
            if constexpr (requires { c.msgp; })
                return c.msgp;
            else if constexpr (requires { c.sops_address; })
                return c.sops_address;
            else if constexpr (requires { c.buf; })
                return c.buf;
            else
                return 0;
        },
        call);
}

std::vector<Finding> addresses_of_minus_one(const History& history) {
    std::vector<Finding> findings;
    for (const auto process : history.processes()) {
        const Use* failed = nullptr;
        std::optional<Finding> finding;
        for (const auto& use : history.uses) {
            if (use.process != process) continue;
            if (std::holds_alternative<sysv::ShmAt>(*use.call)) failed = use.ok() ? nullptr : &use;
            if (!failed || finding) continue;
            const auto* detach = std::get_if<sysv::ShmDt>(use.call);
            const bool detaches = detach && detach->shmaddr == no_address;
            if (!detaches && buffer_of(*use.call) != no_address) continue;
            finding = unchecked(detaches ? Level::advice : Level::error, *failed,
                                fmt::format("{}'s {} failed ({}), and its {} then used the -1 that came back as an address.",
                                            history.name(process), call_at(*failed), error_of(*failed), call_at(use)),
                                {failed->event->index, use.event->index});
        }
        const auto& end = history.end_of(process);
        const bool crashed = end && (end->signal == SIGSEGV || end->signal == SIGBUS) && !end->killer;
        if (failed && crashed)
            finding = unchecked(Level::error, *failed,
                                fmt::format("{}'s {} failed ({}), and {} then used the -1 that came back as an address: it "
                                            "was ended by {}.",
                                            history.name(process), call_at(*failed), error_of(*failed),
                                            history.name(process), sysv::signal_name(end->signal)),
                                {failed->event->index, end->event->index});
        if (finding) findings.push_back(std::move(*finding));
    }
    return findings;
}

/// Somebody waits for ever for just what the failed call would have given.
std::vector<Finding> missed_by_somebody(const History& history) {
    std::vector<Finding> findings;
    std::set<trace::TaskId> told;
    for (const auto& waiting : history.trace.waiting) {
        const auto object = object_of(history, waiting);
        if (!object || history.trace.outcome != trace::Outcome::deadlock) continue;
        for (const auto* use : lost_help(history, waiting)) {
            if (id_of(*use->call) == -1 || is_expected(*use) || has_its_own_rule(*use) || !went_on(history, *use)) continue;
            if (!told.insert(use->process).second) continue;
            std::vector<trace::EventIndex> evidence{use->event->index};
            if (const auto* begins = beginning(history, waiting)) evidence.push_back(begins->index);
            findings.push_back(
                unchecked(Level::error, *use,
                          fmt::format("{}'s {} failed ({}), but it went on as if it had worked; {} waits for "
                                      "that for ever.",
                                      history.name(use->process), call_at(*use), error_of(*use), history.name(waiting.task)),
                          std::move(evidence)));
        }
    }
    return findings;
}

/// Went on with the same object after a failure that nothing shows to have been noticed.
std::vector<Finding> went_on_regardless(const History& history, std::set<trace::TaskId> told) {
    std::vector<Finding> findings;
    for (const auto& use : history.uses) {
        if (use.ok() || !use.object || is_expected(use) || has_its_own_rule(use) || tidies_up(*use.call) ||
            told.contains(use.process))
            continue;
        const auto* next = next_on_object(history, use);
        if (!next || tidies_up(*next->call)) continue;
        const bool mended =
            same_request(*use.call, *next->call) || (use.failed_with(E2BIG) && same_attempt(*use.call, *next->call));
        if (next->ok() && mended) continue;
        if (spoke_in_between(history, use, next->event->index)) continue;
        told.insert(use.process);
        findings.push_back(unchecked(Level::advice, use,
                                     fmt::format("{}'s {} failed ({}), and it went on with {} as if it had worked.",
                                                 history.name(use.process), call_at(use), error_of(use), call_at(*next)),
                                     {use.event->index, next->event->index}));
    }
    return findings;
}

/// Signals by which the kernel ends a process for what it did itself.
bool is_fault(int signo) { return signo == SIGSEGV || signo == SIGBUS || signo == SIGFPE || signo == SIGILL; }

bool was_reaped(const History& history, trace::TaskId process) {
    return std::ranges::any_of(history.trace.events, [&](const trace::Event& event) {
        const auto* called = std::get_if<trace::Called>(&event.what);
        const auto* wait = called ? std::get_if<trace::WaitCall>(&called->call) : nullptr;
        return wait && wait->reaped == process;
    });
}

const trace::Event* last_call(const History& history, trace::TaskId process, trace::EventIndex before) {
    for (auto i = before; i-- > 0;) {
        const auto& event = history.trace.events[i];
        const auto* called = std::get_if<trace::Called>(&event.what);
        if (!called || history.process_of(event.task) != process) continue;
        // abort() raises the signal by such a call: it is no news that it was the last.
        if (trace::name_of(called->call) != "tgkill") return &event;
    }
    return nullptr;
}

/// The last line that it wrote on its standard error: abort() and assert() say there what they do not like.
std::string last_words(const History& history, trace::TaskId process, trace::EventIndex before) {
    std::string said;
    for (const auto& event : history.trace.events) {
        const auto* output = std::get_if<trace::Output>(&event.what);
        if (event.index < before && output && output->fd == 2 && history.process_of(event.task) == process)
            said += output->bytes;
    }
    while (!said.empty() && (said.back() == '\n' || said.back() == '\r' || said.back() == ' '))
        said.pop_back();
    said.erase(0, said.find_last_of('\n') + 1); // all of it where there is but one line: npos + 1 is 0
    said.erase(0, std::min(said.find_first_not_of(' '), said.size()));
    return said;
}

} // namespace

std::vector<Finding> find_unchecked_failure(const trace::Trace& trace) {
    const History history(trace);
    std::vector<Finding> findings;
    std::set<trace::TaskId> told;
    const auto take = [&](std::vector<Finding> more) {
        for (auto& finding : more) {
            for (const auto index : finding.evidence)
                if (std::holds_alternative<trace::Called>(trace.events[index].what))
                    told.insert(history.process_of(trace.events[index].task));
            findings.push_back(std::move(finding));
        }
    };
    take(ids_of_minus_one(history));
    take(addresses_of_minus_one(history));
    take(missed_by_somebody(history));
    take(went_on_regardless(history, told));
    std::ranges::stable_sort(findings, {}, [](const Finding& f) { return f.evidence.front(); });
    return findings;
}

std::vector<Finding> find_crashed(const trace::Trace& trace) {
    const History history(trace);
    std::vector<Finding> findings;
    for (const auto process : history.processes()) {
        const auto& end = history.end_of(process);
        if (!end || (!is_fault(end->signal) && end->signal != SIGABRT)) continue;
        const bool by_itself = !end->killer || history.process_of(*end->killer) == process;
        if (!by_itself) continue; // somebody sent it, the scenario perhaps
        Finding finding;
        finding.rule = "crashed";
        // A child may be there to crash, as an experiment that its parent watches.
        const bool on_purpose =
            (end->signal == SIGABRT || end->killer) && trace.task(process).parent && was_reaped(history, process);
        finding.level = on_purpose ? Level::advice : Level::error;
        const auto* last = last_call(history, process, end->event->index);
        finding.message = fmt::format("{} crashed: it was ended by {} ({})", history.name(process),
                                      sysv::signal_name(end->signal), meaning_of_signal(end->signal));
        constexpr std::size_t longest = 200;
        if (auto said = end->signal == SIGABRT ? last_words(history, process, end->event->index) : "";
            !said.empty() && said.size() <= longest)
            finding.message += fmt::format(" after saying {}", sysv::quoted(said));
        if (last) {
            const auto& called = std::get<trace::Called>(last->what);
            finding.message += fmt::format(", and {}{} was its last call", trace::name_of(called.call), at(*last));
            finding.evidence.push_back(last->index);
        }
        finding.message += ".";
        finding.evidence.push_back(end->event->index);
        finding.where = end->event->where ? end->event->where : last ? last->where : std::nullopt;
        finding.help = "Build with -g -fsanitize=address or run it under gdb: both show the line where it happens.";
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace ipclab::analysis
