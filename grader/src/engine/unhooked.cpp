// Accesses of which no hook tells, although the program has hooks; and atomic ones, of which the processor does not tell for sure.

#include "engine/arch/instruction.h"
#include "engine/controller.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace ipclab::engine {
namespace {

using Kind = trace::Accessed::Kind;

} // namespace

bool Controller::peek_at_log(Task& task) {
    auto& process = *task.process;
    const auto now = log_head(task);
    if (!now) return false;
    // A hook looks at what has been written: that is nobody's access.
    if (now->busy != 0) return false;
    for (const auto& entry : log_entries(task, process.log_looked_at, std::max(now->used, process.log_looked_at)))
        process.hooked.told(entry);
    process.log_looked_at = std::max(now->used, process.log_looked_at);
    return true;
}

void Controller::leave_untold(Task& task, Instruction& instruction, const Registers& registers) {
    auto& process = *task.process;
    if (!peek_at_log(task)) return instruction.uses.clear();
    const std::array own_place{registers.ip() + 1};
    if (instruction.atomic || !place_of(task, own_place)) return;
    const auto tells = [&](const MemoryUse& use, Kind kind) {
        trace::Accessed access;
        access.kind = kind;
        access.address = use.address;
        access.size = use.size;
        return process.hooked.knows(access, registers.ip());
    };
    for (auto& use : instruction.uses) {
        use.reads = use.reads && !tells(use, Kind::read);
        use.writes = use.writes && !tells(use, Kind::write);
    }
    std::erase_if(instruction.uses, [](const MemoryUse& use) { return !use.reads && !use.writes; });
}

bool Controller::keep_untold(Task& task, std::vector<Access> accesses) {
    auto& hooked = task.process->hooked;
    constexpr std::size_t many = 64; // a library that waits for a lock looks at it again and again
    bool news = false;
    for (auto& access : accesses) {
        const bool own_code = access.group == 0;
        news = news || own_code;
        own_code ? hooked.missed(std::move(access)) : hooked.hold(std::move(access));
    }
    if (!news && hooked.waiting() < many) return false;
    read_log(task);
    return true;
}

void Controller::tell_atomics_apart() {
    // An atomic load, and often a store, is an instruction like any other. What is updated atomically anywhere in the run is
    // taken for an atomic variable, as a whole. (What a hook calls atomic says nothing of the accesses that it calls plain.)
    using Place = std::tuple<sysv::ObjectId, std::uint64_t, std::uint64_t>;
    const auto place_of = [](const trace::Accessed& access) { return Place{access.segment, access.offset, access.size}; };
    const auto by_hook = [](const trace::Accessed& access) { return access.witness == trace::Accessed::Witness::hook; };
    std::set<Place> atomics, counted;
    std::map<std::pair<trace::TaskId, Place>, std::optional<trace::Location>> read; // by a hook, and nothing since
    for (const auto& event : trace_.events) {
        const auto* access = std::get_if<trace::Accessed>(&event.what);
        if (access == nullptr) continue;
        if (!by_hook(*access)) {
            if (access->kind == Kind::atomic_update || access->kind == Kind::atomic_read) atomics.insert(place_of(*access));
            continue;
        }
        // "counter++", as the compiler sees it: that is no atomic variable's, whatever else is done to it.
        const std::pair who{event.task, place_of(*access)};
        const auto before = read.extract(who);
        if (access->kind == Kind::read) read.emplace(who, event.where);
        if (access->kind == Kind::write && before && before.mapped() == event.where) counted.insert(place_of(*access));
    }
    for (auto& event : trace_.events) {
        auto* access = std::get_if<trace::Accessed>(&event.what);
        if (access == nullptr || !atomics.contains(place_of(*access))) continue;
        if (by_hook(*access) && counted.contains(place_of(*access))) continue;
        if (access->kind == Kind::read) access->kind = Kind::atomic_read;
        if (access->kind == Kind::write) access->kind = Kind::atomic_write;
    }
}

} // namespace ipclab::engine
