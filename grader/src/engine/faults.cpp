#include "engine/faults.h"

#include <algorithm>

namespace ipclab::engine {
namespace {

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "S0": the run's first set, whatever its key.
bool is_numbered(std::string_view set) { return set.starts_with('S') && is_number(set.substr(1)); }

} // namespace

bool is_meant(const trace::Trace& trace, trace::TaskId task, std::string_view who) {
    constexpr std::string_view tree = "/any";
    const auto& told = trace.task(task);
    if (who == "anybody" || who == told.name || who == trace.task(process_of(trace, task)).name) return true;
    return who.ends_with(tree) && who.substr(0, who.size() - tree.size()) == told.actor;
}

Faults::Faults(const std::vector<Fault>& faults) : faults_{faults} {
    for (std::size_t i = 0; i < faults.size(); ++i) {
        if (faults[i].kind == Fault::Kind::sleepers)
            sleepers_ = true;
        else if (faults[i].kind == Fault::Kind::waiters)
            waiters_ = true;
        else
            open_.push_back(i);
        named_sets_ = named_sets_ || is_numbered(faults[i].when.set);
    }
}

const Fault* Faults::take(Due& from, trace::TaskId task) {
    const auto found = from.find(task);
    if (found == from.end()) return nullptr;
    const auto index = found->second.front();
    found->second.erase(found->second.begin());
    if (found->second.empty()) from.erase(found);
    struck_.insert(index);
    return &faults_[index];
}

template <class Is>
void Faults::strike(Due& into, trace::TaskId task, const Is& is) {
    for (auto it = open_.begin(); it != open_.end();) {
        if (!is(*it)) {
            ++it;
            continue;
        }
        into[task].push_back(*it);
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
    const auto reached = [&](Moment::Kind kind, const CallCounts& counts, const std::string& name) {
        return [&, kind](std::size_t index) {
            const auto& when = faults_[index].when;
            return when.kind == kind && (when.call.empty() || when.call == name) && counts.of(when.call) == when.nth &&
                   is_meant(trace, event.task, faults_[index].who);
        };
    };
    if (const auto* called = std::get_if<trace::Called>(&event.what)) {
        const auto name = counted_name(called->call);
        auto& counts = called_[process];
        counts.add(name);
        strike(after_, event.task, reached(Moment::Kind::after, counts, name));
        for (const auto semaphore : held_.read(trace, event))
            acquired(trace, event, semaphore);
    } else if (const auto* waits = std::get_if<trace::Blocked>(&event.what)) {
        const auto name = counted_name(waits->call);
        auto& counts = blocked_[process];
        counts.add(name);
        strike(waiting_, event.task, reached(Moment::Kind::blocked, counts, name));
    } else if (std::holds_alternative<trace::Accessed>(event.what)) {
        const int count = ++accesses_[process];
        strike(accessed_, event.task, [&](std::size_t index) {
            const auto& fault = faults_[index];
            return strikes_at_access(fault) && fault.when.nth == count && is_meant(trace, event.task, fault.who);
        });
    }
}

void Faults::acquired(const trace::Trace& trace, const trace::Event& event, Semaphore semaphore) {
    const sysv::ObjectId id{sysv::Kind::semaphores, semaphore.semid};
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
    const auto process = process_of(trace, event.task);
    strike(after_, event.task, [&](std::size_t index) {
        const auto& when = faults_[index].when;
        if (when.kind != Moment::Kind::holding || !is_meant(trace, event.task, faults_[index].who)) return false;
        if ((when.num && *when.num != semaphore.num) || !names_it(when.set)) return false;
        return ++acquisitions_[{index, process}] == when.nth;
    });
}

const Fault* Faults::before(const trace::Trace& trace, trace::TaskId task, const trace::Call& call) {
    if (open_.empty()) return nullptr;
    const auto& counts = called_[process_of(trace, task)];
    const auto name = counted_name(call);
    const auto found = std::ranges::find_if(open_, [&](std::size_t index) {
        const auto& when = faults_[index].when;
        if (when.kind != Moment::Kind::before || !is_meant(trace, task, faults_[index].who)) return false;
        // Of any call it may be a later one: at some that are counted nobody can be met.
        return when.call.empty() ? counts.of({}) + 1 >= when.nth : when.call == name && counts.of(name) + 1 == when.nth;
    });
    if (found == open_.end()) return nullptr;
    const auto index = *found;
    open_.erase(found);
    struck_.insert(index);
    return &faults_[index];
}

const Fault* Faults::after(trace::TaskId task) { return take(after_, task); }

const Fault* Faults::blocked(trace::TaskId task) { return take(waiting_, task); }

const Fault* Faults::access(trace::TaskId task) { return take(accessed_, task); }

const Fault* Faults::access(trace::TaskId task, Fault::Kind only) {
    const auto found = accessed_.find(task);
    if (found == accessed_.end() || faults_[found->second.front()].kind != only) return nullptr;
    return take(accessed_, task);
}

} // namespace ipclab::engine
