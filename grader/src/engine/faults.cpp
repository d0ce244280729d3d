#include "engine/faults.h"

#include <sys/ipc.h>
#include <sys/sem.h>

#include <algorithm>

namespace ipclab::engine {
namespace {

/// The process that a thread belongs to.
trace::TaskId process_of(const trace::Trace& trace, trace::TaskId task) {
    const auto& told = trace.task(task);
    return told.thread && told.parent ? *told.parent : task;
}

bool is_meant(const trace::Trace& trace, trace::TaskId task, const std::string& who) {
    constexpr std::string_view tree = "/any";
    const auto& told = trace.task(task);
    if (who == "anybody" || who == told.name || who == trace.task(process_of(trace, task)).name) return true;
    return who.ends_with(tree) && std::string_view{who}.substr(0, who.size() - tree.size()) == told.actor;
}

/// semtimedop is semop with a time-out: one name for both.
std::string counted_name(const trace::Call& call) {
    const auto name = trace::name_of(call);
    return std::string{name == "semtimedop" ? "semop" : name};
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "S0": the run's first set, whatever its key.
bool is_numbered(std::string_view set) { return set.starts_with('S') && is_number(set.substr(1)); }

std::optional<Fault> take(std::map<trace::TaskId, std::vector<Fault>>& from, trace::TaskId task) {
    const auto found = from.find(task);
    if (found == from.end()) return std::nullopt;
    auto fault = std::move(found->second.front());
    found->second.erase(found->second.begin());
    if (found->second.empty()) from.erase(found);
    return fault;
}

} // namespace

void Faults::Counts::add(const std::string& name) {
    ++all;
    ++by_name[name];
}

int Faults::Counts::of(const std::string& name) const {
    if (name.empty()) return all;
    const auto found = by_name.find(name);
    return found == by_name.end() ? 0 : found->second;
}

Faults::Faults(const std::vector<Fault>& faults) {
    for (const auto& fault : faults) {
        if (fault.kind == Fault::Kind::sleepers)
            sleepers_ = true;
        else
            open_.push_back({.fault = fault, .acquired = {}});
        named_sets_ = named_sets_ || is_numbered(fault.when.set);
    }
}

template <class Is>
void Faults::strike(std::map<trace::TaskId, std::vector<Fault>>& into, trace::TaskId task, const Is& is) {
    for (auto it = open_.begin(); it != open_.end();) {
        if (!is(*it)) {
            ++it;
            continue;
        }
        into[task].push_back(std::move(it->fault));
        it = open_.erase(it);
    }
}

void Faults::read(const trace::Trace& trace, const trace::Event& event) {
    if (named_sets_) {
        for (; tasks_named_ < trace.tasks.size(); ++tasks_named_)
            names_.read(trace.tasks[tasks_named_]);
        names_.read(event);
    }
    if (event.task == trace::script || open_.empty()) return;
    const auto process = process_of(trace, event.task);
    const auto reached = [&](Moment::Kind kind, const Counts& counts, const std::string& name) {
        return [&trace, &event, &counts, &name, kind](const Open& open) {
            const auto& when = open.fault.when;
            return when.kind == kind && (when.call.empty() || when.call == name) && counts.of(when.call) == when.nth &&
                   is_meant(trace, event.task, open.fault.who);
        };
    };
    if (const auto* called = std::get_if<trace::Called>(&event.what)) {
        const auto name = counted_name(called->call);
        auto& counts = called_[process];
        counts.add(name);
        strike(after_, event.task, reached(Moment::Kind::after, counts, name));
        note_semaphores(trace, event, *called);
    } else if (const auto* waits = std::get_if<trace::Blocked>(&event.what)) {
        const auto name = counted_name(waits->call);
        auto& counts = blocked_[process];
        counts.add(name);
        strike(waiting_, event.task, reached(Moment::Kind::blocked, counts, name));
    }
}

void Faults::note_semaphores(const trace::Trace& trace, const trace::Event& event, const trace::Called& called) {
    const auto* call = std::get_if<sysv::Call>(&called.call);
    if (call == nullptr || !called.result.ok()) return;
    if (const auto* control = std::get_if<sysv::SemCtl>(call)) {
        // What is set by SETVAL is nobody's any more.
        const bool all = control->cmd == SETALL || control->cmd == IPC_RMID;
        if (!all && control->cmd != SETVAL) return;
        for (auto& [process, held] : held_)
            std::erase_if(held, [&](const auto& entry) {
                return entry.first.first == control->semid && (all || entry.first.second == control->semnum);
            });
        return;
    }
    const auto* operate = std::get_if<sysv::SemOp>(call);
    if (operate == nullptr) return;
    auto& held = held_[process_of(trace, event.task)];
    std::map<int, int> before;
    for (const auto& op : operate->sops) {
        const auto num = static_cast<int>(op.sem_num);
        auto& taken = held[{operate->semid, num}];
        before.emplace(num, taken);
        taken = std::max(taken - op.sem_op, 0);
    }
    for (const auto& [num, taken] : before)
        if (taken == 0 && held[{operate->semid, num}] > 0) acquired(trace, event, operate->semid, num);
}

void Faults::acquired(const trace::Trace& trace, const trace::Event& event, int semid, int num) {
    const sysv::ObjectId id{sysv::Kind::semaphores, semid};
    const auto process = process_of(trace, event.task);
    const auto names_it = [&](const std::string& set) {
        if (set.empty()) return true;
        if (is_numbered(set)) return names_.object(id, event.index) == set;
        const auto key = std::ranges::find(trace.keys, set, &trace::NamedKey::name);
        if (key == trace.keys.end()) return false;
        // A call on the set shows its state, and that its key.
        const auto& after = std::get<trace::Called>(event.what).after;
        return std::ranges::any_of(after, [&](const sysv::ObjectState& state) {
            return sysv::id_of(state) == id && sysv::permissions_of(state).key == key->key;
        });
    };
    strike(after_, event.task, [&](Open& open) {
        const auto& when = open.fault.when;
        if (when.kind != Moment::Kind::holding || !is_meant(trace, event.task, open.fault.who)) return false;
        if ((when.num && *when.num != num) || !names_it(when.set)) return false;
        return ++open.acquired[process] == when.nth;
    });
}

std::optional<Fault> Faults::before(const trace::Trace& trace, trace::TaskId task, const trace::Call& call) {
    if (open_.empty()) return std::nullopt;
    const auto& counts = called_[process_of(trace, task)];
    const auto name = counted_name(call);
    const auto found = std::ranges::find_if(open_, [&](const Open& open) {
        const auto& when = open.fault.when;
        if (when.kind != Moment::Kind::before || !is_meant(trace, task, open.fault.who)) return false;
        // Of any call it may be a later one: at some that are counted nobody can be met.
        return when.call.empty() ? counts.all + 1 >= when.nth : when.call == name && counts.of(name) + 1 == when.nth;
    });
    if (found == open_.end()) return std::nullopt;
    auto fault = std::move(found->fault);
    open_.erase(found);
    return fault;
}

std::optional<Fault> Faults::after(trace::TaskId task) { return take(after_, task); }

std::optional<Fault> Faults::blocked(trace::TaskId task) { return take(waiting_, task); }

} // namespace ipclab::engine
