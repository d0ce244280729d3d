#include "analysis/history.h"

#include "analysis/calls.h"

#include <algorithm>

namespace ipclab::analysis {

namespace {

/// The signal that ended a process is the last one before its end that says so.
std::optional<trace::TaskId> killer_of(const trace::Trace& trace, trace::TaskId task, std::size_t before, bool& seen) {
    for (std::size_t i = before; i-- > 0;) {
        const auto& event = trace.events[i];
        if (event.task != task) continue;
        if (const auto* signalled = std::get_if<trace::Signalled>(&event.what);
            signalled && signalled->effect == trace::Signalled::Effect::ends) {
            seen = true;
            return signalled->from;
        }
    }
    return std::nullopt;
}

} // namespace

History::History(const trace::Trace& the_trace)
    : trace(the_trace), names(the_trace), ends_(the_trace.tasks.size()), horizon_(the_trace.events.size()) {
    find_horizon();
    for (std::size_t i = 0; i < horizon_; ++i)
        read(trace.events[i]);
}

void History::find_horizon() {
    for (std::size_t i = 0; i < trace.events.size(); ++i) {
        const auto& event = trace.events[i];
        if (!std::holds_alternative<trace::Exited>(event.what)) continue;
        const bool was_waiting = std::ranges::any_of(trace.waiting, [&](const auto& w) { return w.task == event.task; });
        if (was_waiting) {
            horizon_ = i;
            return;
        }
    }
}

void History::read(const trace::Event& event) {
    if (const auto* called = std::get_if<trace::Called>(&event.what)) {
        if (const auto* call = std::get_if<sysv::Call>(&called->call)) read(event, *called, *call);
    } else if (const auto* exited = std::get_if<trace::Exited>(&event.what)) {
        if (event.task.value < 0 || trace.task(event.task).thread) return;
        bool seen = false;
        const auto killer = killer_of(trace, event.task, event.index, seen);
        constexpr int kill_signal = 9;
        // A SIGKILL that nobody in the run sent is the engine's own, when the run was over.
        if (exited->signal == kill_signal && !seen) return;
        ends_.at(static_cast<std::size_t>(event.task.value)) = End{&event, exited->code, exited->signal, killer};
    }
}

void History::read(const trace::Event& event, const trace::Called& called, const sysv::Call& call) {
    Use use{&event, &called, &call, process_of(event.task), std::nullopt};
    if (const auto key = key_of(call)) {
        if (called.result.ok()) {
            const sysv::ObjectId id{sysv::kind_of(call), static_cast<int>(called.result.value)};
            use.object = life(id, event.index);
            const bool made = !called.after.empty();
            if (made || !use.object) {
                use.object = add({id, *key, made ? &event : nullptr, nullptr});
            }
        }
    } else if (const auto id = sysv::object_of(call); id && id->id >= 0) {
        use.object = life(*id, event.index);
        if (!use.object && called.result.ok()) {
            use.object = add({*id, std::nullopt, nullptr, nullptr});
        }
        if (use.object && called.result.ok() && removes(call)) objects[*use.object].removed = &event;
    }
    if (use.object) {
        auto& did = dealings_[{*use.object, use.process}];
        did.sent = did.sent || std::holds_alternative<sysv::MsgSnd>(call);
        did.received = did.received || std::holds_alternative<sysv::MsgRcv>(call);
        did.raised = did.raised || raises(call);
        did.lowered = did.lowered || lowers(call);
    }
    uses.push_back(use);
}

trace::TaskId History::process_of(trace::TaskId task) const {
    while (task.value >= 0) {
        const auto& known = trace.task(task);
        if (!known.thread || !known.parent) break;
        task = *known.parent;
    }
    return task;
}

std::vector<trace::TaskId> History::processes() const {
    std::vector<trace::TaskId> all;
    for (const auto& task : trace.tasks)
        if (!task.thread) all.push_back(task.id);
    return all;
}

const std::optional<End>& History::end_of(trace::TaskId process) const {
    static const std::optional<End> none;
    return process.value < 0 ? none : ends_.at(static_cast<std::size_t>(process.value));
}

bool History::descends(trace::TaskId process, trace::TaskId ancestor) const {
    for (std::optional<trace::TaskId> up = process; up && up->value >= 0; up = trace.task(*up).parent)
        if (*up == ancestor) return true;
    return false;
}

const trace::Waiting* History::waiting(trace::TaskId process) const {
    const auto found = std::ranges::find_if(trace.waiting, [&](const auto& w) { return process_of(w.task) == process; });
    return found == trace.waiting.end() ? nullptr : &*found;
}

const Dealings* History::dealings(std::size_t object, trace::TaskId process) const {
    const auto found = dealings_.find({object, process});
    return found == dealings_.end() ? nullptr : &found->second;
}

const sysv::ObjectState* History::last_state(sysv::ObjectId id) const {
    for (std::size_t i = horizon_; i-- > 0;) {
        const auto& what = trace.events[i].what;
        const std::vector<sysv::ObjectState>* after = nullptr;
        if (const auto* called = std::get_if<trace::Called>(&what)) after = &called->after;
        if (const auto* exited = std::get_if<trace::Exited>(&what)) after = &exited->after;
        if (!after) continue;
        for (const auto& state : *after)
            if (sysv::id_of(state) == id) return &state;
    }
    return nullptr;
}

std::size_t History::add(ObjectLife life) {
    lives_[life.id].push_back(objects.size());
    objects.push_back(life);
    return objects.size() - 1;
}

std::optional<std::size_t> History::life(sysv::ObjectId id, trace::EventIndex at) const {
    const auto known = lives_.find(id);
    if (known == lives_.end()) return std::nullopt;
    const auto& of_id = known->second;
    for (std::size_t i = of_id.size(); i-- > 0;) {
        const auto& object = objects[of_id[i]];
        if (!object.made || object.made->index <= at) return of_id[i];
    }
    return std::nullopt;
}

std::string History::name(std::size_t object) const {
    const auto& known = objects.at(object);
    return names.object(known.id, known.made ? known.made->index
                                  : horizon_ ? static_cast<trace::EventIndex>(horizon_ - 1)
                                             : 0);
}

} // namespace ipclab::analysis
