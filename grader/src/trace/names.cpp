#include "trace/trace.h"

#include "sysv/names.h"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <iterator>

namespace ipclab::trace {

namespace {

// The kernel looks for the object before it gives one of these (msgop(2), semop(2)).
bool shows_that_it_exists(const Called& called) {
    const int error = called.result.error;
    return error == 0 || error == ENOMSG || error == EAGAIN || error == EACCES;
}

std::optional<int> key_of(const sysv::Call& call) {
    if (const auto* get = std::get_if<sysv::MsgGet>(&call)) return get->key;
    if (const auto* get = std::get_if<sysv::SemGet>(&call)) return get->key;
    if (const auto* get = std::get_if<sysv::ShmGet>(&call)) return get->key;
    return std::nullopt;
}

std::string_view noun(sysv::Kind kind) {
    switch (kind) {
    case sysv::Kind::queue: return "queue";
    case sysv::Kind::semaphores: return "semaphore set";
    case sysv::Kind::segment: return "segment";
    }
    return "object";
}

bool is_named(int key) {
    return key != 0 && key != -1; // not IPC_PRIVATE, and not what a failed ftok gives
}

// The last entry of `list` that was there at `at`, or nullptr.
template <class Entry>
const Entry* entry_at(const std::vector<Entry>& list, EventIndex at) {
    const auto after = std::ranges::upper_bound(list, at, {}, &Entry::since);
    return after == list.begin() ? nullptr : &*std::prev(after);
}

} // namespace

Names::Names(const Trace& trace) {
    for (const Task& task : trace.tasks)
        tasks_.push_back(task.name);
    for (const Event& event : trace.events)
        read(event);
    const auto end = static_cast<EventIndex>(trace.events.size());
    for (const sysv::ObjectState& state : trace.left_objects)
        read(state, end);
    // A key that no call used has a number that may differ from run to run all the same (ftok(3): a file's inode and device).
    for (const NamedKey& named : trace.keys)
        add_key(named.key);
}

void Names::read(const Task& task) { tasks_.push_back(task.name); }

void Names::read(const Event& event) {
    if (const auto* blocked = std::get_if<Blocked>(&event.what)) {
        if (const auto* call = std::get_if<sysv::Call>(&blocked->call)) read(*call, nullptr, event.index);
        if (blocked->waits_for.object) meet(*blocked->waits_for.object, event.index);
    } else if (const auto* called = std::get_if<Called>(&event.what)) {
        if (const auto* call = std::get_if<sysv::Call>(&called->call)) read(*call, called, event.index);
        for (const sysv::ObjectState& state : called->after)
            read(state, event.index);
        if (called->removed) {
            meet(*called->removed, event.index);
            objects_[*called->removed].back().removed = true;
        }
    } else if (const auto* exited = std::get_if<Exited>(&event.what)) {
        for (const sysv::ObjectState& state : exited->after)
            read(state, event.index);
    } else if (const auto* step = std::get_if<Scripted>(&event.what); step != nullptr && step->looked) {
        add_key(step->looked->key);
        if (step->looked->state) read(*step->looked->state, event.index);
    }
}

void Names::read(const sysv::Call& call, const Called* completed, EventIndex at) {
    if (const auto key = key_of(call)) {
        add_key(*key);
        if (!completed || !completed->result.ok()) return;
        // Only a get call makes objects: one that has a state to show did, and so did one that gives a removed object's id again.
        const sysv::ObjectId id{sysv::kind_of(call), static_cast<int>(completed->result.value)};
        const auto& known = objects_[id];
        if (known.empty() || known.back().removed || !completed->after.empty()) add(id, at);
        return;
    }
    const auto id = sysv::object_of(call);
    if (id && (!completed || shows_that_it_exists(*completed))) meet(*id, at);
}

void Names::read(const sysv::ObjectState& state, EventIndex at) {
    const sysv::ObjectId id = sysv::id_of(state);
    meet(id, at);
    add_key(sysv::permissions_of(state).key);
    if (const auto* set = std::get_if<sysv::SemaphoreSetState>(&state)) {
        std::vector<int> values;
        for (const sysv::SemaphoreState& semaphore : set->semaphores)
            values.push_back(semaphore.value);
        values_[id].push_back({at, std::move(values)});
    }
}

void Names::meet(sysv::ObjectId id, EventIndex at) {
    if (objects_[id].empty()) add(id, at);
}

void Names::add(sysv::ObjectId id, EventIndex at) {
    objects_[id].push_back({at, fmt::format("{}{}", sysv::letter_of(id.kind), counts_[id.kind]++), false});
}

void Names::add_key(int key) {
    if (is_named(key)) keys_.try_emplace(key, keys_.size());
}

std::string Names::object(sysv::ObjectId id, EventIndex at) const {
    const auto found = objects_.find(id);
    const Named* named = found == objects_.end() ? nullptr : entry_at(found->second, at);
    return named ? named->name : fmt::format("{} {}", noun(id.kind), id.id);
}

std::string Names::key(int key) const {
    const std::string text = sysv::key_text(key);
    return keys_.contains(key) ? fmt::format("{} {}", short_key(key), text) : text;
}

std::string Names::short_key(int key) const {
    const auto found = keys_.find(key);
    return found == keys_.end() ? sysv::key_text(key) : fmt::format("K{}", found->second);
}

std::string Names::task(TaskId id) const {
    if (id == script) return "the script";
    const auto index = static_cast<std::size_t>(id.value);
    return index < tasks_.size() ? tasks_[index] : fmt::format("process {}", id.value);
}

std::optional<int> Names::semaphore_value(sysv::ObjectId set, int semnum, EventIndex at) const {
    const auto found = values_.find(set);
    if (found == values_.end()) return std::nullopt;
    const Values* entry = entry_at(found->second, at);
    const auto index = static_cast<std::size_t>(semnum);
    if (!entry || semnum < 0 || index >= entry->values.size()) return std::nullopt;
    return entry->values[index];
}

} // namespace ipclab::trace
