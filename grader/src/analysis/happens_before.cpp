#include "analysis/happens_before.h"

#include "analysis/channel_orders.h"
#include "analysis/object_orders.h"
#include "analysis/plain_counters.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace ipclab::analysis {

bool may_be_atomic(const trace::Accessed& access) {
    using Accessed = trace::Accessed;
    if (access.witness != Accessed::Witness::page) return false;
    if (access.kind != Accessed::Kind::read && access.kind != Accessed::Kind::write) return false;
    const auto size = access.size;
    return size == 0 || ((size == 1 || size == 2 || size == 4 || size == 8) && access.offset % size == 0);
}

/// Goes through a run once, from its beginning to its end.
class OrderWalk {
public:
    OrderWalk(const trace::Trace& trace, HappensBefore::Doubtful doubtful, HappensBefore& order)
        : trace_(trace), order_(order), counters_(trace), guess_atomics_(doubtful == HappensBefore::Doubtful::orders) {
        for (const auto& task : trace.tasks) {
            auto process = task.id;
            while (trace.task(process).thread && trace.task(process).parent)
                process = *trace.task(process).parent;
            process_of_.push_back(static_cast<std::size_t>(process.value) + 1);
        }
        processes_.resize(trace.tasks.size() + 1);
    }

    void read(const trace::Event& event) {
        me_ = of(event.task);
        processes_[me_].clock.reach(me_, event.index + 1);
        everybody_.reach(me_, event.index + 1);
        std::visit([&](const auto& what) { happened(what, event); }, event.what);
        auto& mine = processes_[me_];
        if (mine.changed) {
            order_.clocks_.push_back(mine.clock);
            mine.snapshot = order_.clocks_.size() - 1;
            mine.changed = false;
        }
        order_.process_.push_back(static_cast<std::uint32_t>(me_));
        order_.clock_of_.push_back(static_cast<std::uint32_t>(mine.snapshot));
    }

private:
    struct Process {
        Clock clock;
        bool changed = true;
        std::size_t snapshot = 0;
        std::map<int, Clock> signals; ///< sent to it, by number
        bool ended = false;
        std::optional<std::size_t> waits_in_vfork; ///< its parent, which goes on when it ends or becomes another program
    };

    [[nodiscard]] std::size_t of(trace::TaskId task) const {
        return task.value < 0 ? 0 : process_of_.at(static_cast<std::size_t>(task.value));
    }
    Clock& mine() { return processes_[me_].clock; }
    void learn(const Clock& clock) { teach(me_, clock); }
    void teach(std::size_t process, const Clock& clock) {
        if (processes_[process].clock.join(clock)) processes_[process].changed = true;
    }
    void learned(bool news) { processes_[me_].changed = processes_[me_].changed || news; }
    void learn_of_the_dead() {
        for (const auto& process : processes_)
            if (process.ended) learn(process.clock);
    }
    void learn_of_signals() {
        for (const auto& [signo, clock] : processes_[me_].signals)
            learn(clock);
    }

    // Processes ------------------------------------------------------------------------------------------------------
    void happened(const trace::Started& started, const trace::Event& event) {
        learn(processes_[0].clock);
        roots_[started.actor] = event.task;
    }
    void happened(const trace::Forked& forked, const trace::Event&) {
        const auto child = of(forked.child);
        if (child == me_) return;
        teach(child, mine());
        if (forked.how == trace::Forked::How::vfork) processes_[child].waits_in_vfork = me_;
    }
    void happened(const trace::Execed&, const trace::Event&) { release_vfork(); }
    void happened(const trace::Exited& exited, const trace::Event& event) {
        if (trace_.task(event.task).thread) return;
        learn_of_signals();
        objects_.ended(exited.after, mine());
        processes_[me_].ended = true;
        release_vfork();
        // The script has waited for the end of whom it has killed.
        if (killed_by_script_.contains(event.task)) teach(0, mine());
    }
    void release_vfork() {
        if (const auto parent = std::exchange(processes_[me_].waits_in_vfork, std::nullopt)) teach(*parent, mine());
    }

    // The script -----------------------------------------------------------------------------------------------------
    void happened(const trace::Scripted& step, const trace::Event&) {
        const std::string_view text = step.text;
        if (step.looked || text.starts_with("start ") || text.starts_with("send ")) return;
        constexpr std::string_view until = "until ";
        if (text.starts_with(until)) {
            for (const std::string_view state : {" has exited", " is blocked in ", " has returned from "}) {
                const auto end = text.find(state);
                if (end == std::string_view::npos) continue;
                const auto root = roots_.find(std::string(text.substr(until.size(), end - until.size())));
                if (root == roots_.end()) break;
                learn(processes_[of(root->second)].clock);
                return;
            }
        }
        learn(everybody_); // it lets time pass, for instance: whoever could go on has gone on
    }

    // Calls ----------------------------------------------------------------------------------------------------------
    void happened(const trace::Blocked& blocked, const trace::Event&) {
        if (const auto* call = std::get_if<sysv::Call>(&blocked.call)) objects_.blocked(*call, mine());
    }
    void happened(const trace::Called& called, const trace::Event&) {
        if (called.result.error == EINTR) learn_of_signals();
        std::visit([&](const auto& call) { came_back(call, called); }, called.call);
    }
    void came_back(const sysv::Call& call, const trace::Called& called) {
        learned(objects_.completed(call, called, mine()));
    }
    void came_back(const trace::Transfer& transfer, const trace::Called& called) {
        learned(channels_.completed(transfer, called, everybody_, mine()));
    }
    void came_back(const trace::WaitCall& wait, const trace::Called& called) {
        if (wait.reaped) learn(processes_[of(*wait.reaped)].clock); // its end, or where it was stopped
        if (called.result.ok()) return;
        // ECHILD: they are all over, also those that nobody has to wait for because SIGCHLD is ignored.
        learn_of_the_dead();
    }
    void came_back(const trace::KillCall& kill, const trace::Called& called) {
        if (!called.result.ok()) return learn_of_the_dead(); // ESRCH: there is no such process any more
        for (const auto target : kill.targets)
            processes_[of(target)].signals[kill.signo].join(mine());
    }
    void came_back(const trace::TimeCall&, const trace::Called&) {}
    void came_back(const trace::OtherCall& call, const trace::Called& called) {
        if (call.name.find("sigtimedwait") != std::string::npos && called.result.ok()) {
            learn_of_signals();
            learn_of_the_dead(); // SIGCHLD
        } else if (called.blocked && call.name != "futex") {
            learn(everybody_); // what it waited for is not known
        }
    }
    void happened(const trace::Signalled& signalled, const trace::Event& event) {
        const auto sent = processes_[me_].signals.find(signalled.signo);
        if (sent != processes_[me_].signals.end()) learn(sent->second);
        if (signalled.from) learn(processes_[of(*signalled.from)].clock);
        if (signalled.signo == SIGCHLD || !signalled.from) learn_of_the_dead();
        if (signalled.from == trace::script && signalled.effect == trace::Signalled::Effect::ends)
            killed_by_script_.insert(event.task);
    }

    // Shared memory --------------------------------------------------------------------------------------------------
    void happened(const trace::Accessed& access, const trace::Event&) {
        using Kind = trace::Accessed::Kind;
        const bool guessed = guess_atomics_ && may_be_atomic(access);
        if ((access.kind == Kind::read || access.kind == Kind::write) && !guessed) return;
        const bool reads =
            access.kind == Kind::read || access.kind == Kind::atomic_read || access.kind == Kind::atomic_update;
        const bool writes = access.kind != Kind::read && access.kind != Kind::atomic_read;
        const auto last = (access.offset + std::max<std::uint64_t>(access.size, 1) - 1) / granule;
        for (auto at = access.offset / granule; at <= last; ++at) {
            if (guessed && counters_.contains(access.segment, at * granule)) continue;
            auto& clock = atomics_[{access.segment, at}];
            if (reads) learn(clock);
            if (writes) clock.join(mine());
        }
    }

    // What tells nothing ---------------------------------------------------------------------------------------------
    void happened(const trace::Faulted&, const trace::Event&) {}
    void happened(const trace::Output&, const trace::Event&) {}
    void happened(const trace::ClockAdvanced&, const trace::Event&) {}
    void happened(const trace::Noted&, const trace::Event&) {}

    static constexpr std::uint64_t granule = PlainCounters::granule;

    const trace::Trace& trace_;
    HappensBefore& order_;
    PlainCounters counters_;
    bool guess_atomics_;
    std::vector<std::size_t> process_of_; ///< of each task; 0 is the script
    std::vector<Process> processes_;
    std::size_t me_ = 0;
    Clock everybody_;
    ObjectOrders objects_;
    ChannelOrders channels_;
    std::map<std::string, trace::TaskId> roots_;
    std::set<trace::TaskId> killed_by_script_;
    std::map<std::pair<sysv::ObjectId, std::uint64_t>, Clock> atomics_;
};

HappensBefore::HappensBefore(const trace::Trace& trace, Doubtful doubtful) {
    process_.reserve(trace.events.size());
    clock_of_.reserve(trace.events.size());
    OrderWalk walk(trace, doubtful, *this);
    for (const auto& event : trace.events)
        walk.read(event);
}

} // namespace ipclab::analysis
