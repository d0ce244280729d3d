#include "judge/objects.h"

#include <algorithm>
#include <fmt/format.h>

namespace ipclab::judge {

namespace {

/// The key that a get call asked for.
std::optional<std::int32_t> asked_key(const sysv::Call& call) {
    if (const auto* get = std::get_if<sysv::MsgGet>(&call)) return get->key;
    if (const auto* get = std::get_if<sysv::SemGet>(&call)) return get->key;
    if (const auto* get = std::get_if<sysv::ShmGet>(&call)) return get->key;
    return {};
}

} // namespace

Objects::Objects(const course::Lab& lab, const trace::Trace& trace) : lab_(&lab), trace_(&trace) {}

const course::Key* Objects::key(std::string_view name) const {
    const auto found = std::ranges::find(lab_->keys, name, &course::Key::name);
    return found == lab_->keys.end() ? nullptr : &*found;
}

std::optional<std::int32_t> Objects::number(std::string_view name) const {
    const auto found = std::ranges::find(trace_->keys, name, &trace::NamedKey::name);
    return found == trace_->keys.end() ? std::nullopt : std::optional(found->key);
}

std::vector<int> Objects::ids(std::string_view name) const {
    std::vector<int> all;
    const auto* wanted = key(name);
    const auto wanted_number = number(name);
    if (wanted == nullptr || !wanted_number) return all;
    for (const auto& event : trace_->events) {
        const auto* called = std::get_if<trace::Called>(&event.what);
        const auto* call = called == nullptr ? nullptr : std::get_if<sysv::Call>(&called->call);
        if (call == nullptr || !called->result.ok() || asked_key(*call) != wanted_number ||
            sysv::kind_of(*call) != kind_of(wanted->kind))
            continue;
        const auto id = static_cast<int>(called->result.value);
        if (std::ranges::find(all, id) == all.end()) all.push_back(id);
    }
    return all;
}

std::map<std::string, std::string> Objects::placeholders() const {
    std::map<std::string, std::string> known;
    for (const auto& one : lab_->keys) {
        known[one.name + ".file"] = one.file;
        if (const auto value = number(one.name)) add_key_placeholders(known, one.name, *value);
        if (const auto all = ids(one.name); !all.empty()) known[one.name + ".id"] = std::to_string(all.front());
    }
    return known;
}

void add_key_placeholders(std::map<std::string, std::string>& known, const std::string& name, std::int32_t key) {
    known[name + ".key"] = fmt::format("0x{:08x}", static_cast<std::uint32_t>(key));
    const auto bits = static_cast<std::uint32_t>(key);
    known[name + ".key:x"] = fmt::format("{:x}", bits);
    known[name + ".key:proj"] = fmt::format("{:02x}", bits >> 24);
    known[name + ".key:device"] = fmt::format("{:02x}", bits >> 16 & 0xff);
    known[name + ".key:inode"] = fmt::format("{:04x}", bits & 0xffff);
    known[name + ".key:d"] = fmt::format("{}", key);
}

sysv::Kind kind_of(course::Key::Kind kind) {
    switch (kind) {
    case course::Key::Kind::queue: return sysv::Kind::queue;
    case course::Key::Kind::semaphores: return sysv::Kind::semaphores;
    case course::Key::Kind::segment: break;
    }
    return sysv::Kind::segment;
}

} // namespace ipclab::judge
