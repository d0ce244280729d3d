// Accesses to shared memory: from the log of a program that tells of them (runtime/) into the trace.

#include "access_log.h"
#include "engine/controller.h"
#include "engine/process_status.h"

#include <fmt/format.h>

#include <signal.h>
#include <sys/ptrace.h>

#include <algorithm>
#include <array>
#include <functional>

namespace ipclab::engine {
namespace {

using Kind = trace::Accessed::Kind;

/// So many full logs without a call between them, and the program's further accesses until its next call are its own affair.
constexpr std::size_t most_full_logs = 400;

/// From so many accesses on between two calls, the same place from the same line is told only once.
constexpr std::size_t told_in_full = 1000;

std::size_t hash_of(const Access& access) {
    const auto& what = access.what;
    std::size_t hash = access.where ? std::hash<std::string>{}(access.where->file) : 0;
    const std::initializer_list<std::uint64_t> parts{static_cast<std::uint64_t>(access.where ? access.where->line : 0),
                                                     static_cast<std::uint64_t>(what.segment.id), what.offset, what.size,
                                                     static_cast<std::uint64_t>(what.kind)};
    for (const auto part : parts)
        hash = hash * 0x100000001b3 ^ std::hash<std::uint64_t>{}(part);
    return hash;
}

} // namespace

void Controller::collect(Task& task, Stop::Kind stop) {
    const auto& process = *task.process;
    if (process.watched.empty()) return;
    if (process.log != 0) {
        const auto head = log_head(task);
        const bool busy = head && head->busy != 0;
        // Taken off the processor in the middle of a line of the log: it is read at the next stop.
        if (!busy || stop != Stop::Kind::trap) read_log(task);
        // A full log is no stop of the program's own, and what goes on in it is told together.
        constexpr std::size_t enough = std::size_t{4} * ipclab_log_capacity;
        if (busy && stop == Stop::Kind::call_entry && !stops_at_accesses_ && row_.size() < enough) return;
    }
    tell_accesses(task);
}

std::vector<ipclab_access> Controller::log_entries(Task& task, std::uint32_t from, std::uint32_t end) {
    std::vector<ipclab_access> entries(end - from);
    const auto at = task.process->log + offsetof(ipclab_log, entry) + std::uint64_t{from} * sizeof(ipclab_access);
    if (!task.memory.read(at, entries.data(), entries.size() * sizeof(ipclab_access))) entries.clear();
    return entries;
}

std::optional<Access> Controller::access_of(Task& task, const ipclab_access& entry) {
    const auto* attach = task.process->watched.of(entry.address);
    if (attach == nullptr || entry.kind > ipclab_atomic_update) return std::nullopt;
    Access access;
    access.where = place_of(task, entry.place);
    access.changes = entry.changes != 0;
    access.what = {.segment = {sysv::Kind::segment, attach->shmid},
                   .offset = entry.address - attach->address,
                   .size = entry.size,
                   .kind = static_cast<Kind>(entry.kind),
                   .witness = trace::Accessed::Witness::hook,
                   .address = entry.address,
                   .bytes = {}};
    const bool writes = entry.kind != ipclab_read && entry.kind != ipclab_atomic_read;
    const auto kept = std::min<std::uint64_t>(entry.size, ipclab_bytes_kept);
    if (writes && entry.complete != 0)
        access.what.bytes.assign(reinterpret_cast<const char*>(entry.bytes), kept); // NOLINT: raw bytes
    else if (writes)
        access.what.bytes = task.memory.bytes(entry.address, kept).value_or("");
    return access;
}

void Controller::read_log(Task& task) {
    auto& process = *task.process;
    const auto now = log_head(task);
    if (!now) return;
    const auto entries = log_entries(task, 0, now->used);
    auto& hooked = process.hooked;
    const auto first = hooked.count() - process.log_looked_at;
    for (std::size_t i = process.log_looked_at; i < entries.size() && spec_.watch == Watch::both; ++i)
        hooked.told(entries[i]);
    std::vector<Hooked::Missed> missed;
    if (now->busy == 0 && hooked.waiting() > 0) missed = hooked.take_missed();
    if (now->used != 0) empty_log(task);
    auto next = missed.begin();
    for (std::size_t i = 0; i <= entries.size(); ++i) {
        for (; next != missed.end() && (next->after <= first + i || i == entries.size()); ++next)
            row_.add(std::move(next->access));
        if (i == entries.size()) break;
        if (auto access = access_of(task, entries[i])) row_.add(std::move(*access));
    }
}

std::optional<Controller::LogHead> Controller::log_head(Task& task) {
    const auto now = task.memory.get<LogHead>(task.process->log);
    return now && now->used <= ipclab_log_capacity ? now : std::nullopt;
}

void Controller::empty_log(Task& task) {
    auto& process = *task.process;
    process.log_looked_at = 0;
    if (process.log != 0) task.memory.put<std::uint32_t>(process.log + offsetof(ipclab_log, used), 0);
}

std::optional<trace::Location> Controller::place_of(Task& task, std::span<const std::uint64_t> return_addresses) {
    auto& process = *task.process;
    const auto covered = std::ranges::any_of(process.mappings, [&](const auto& mapping) {
        return mapping.start <= return_addresses.front() && return_addresses.front() < mapping.end;
    });
    if (!covered) process.mappings = read_mappings(task.tid);
    const auto frame = symbols_.first_own(return_addresses, process.mappings, process.executable);
    if (!frame) return std::nullopt;
    return trace::Location{.file = frame->file, .line = frame->line, .function = frame->function};
}

void Controller::tell_accesses(Task& task) {
    if (row_.empty()) return;
    for (auto& access : row_.take()) {
        // Who waits for a change of what it reads is let when there was one.
        if (access.changes && contents_.write(access.what)) changed();
        const bool known = !task.told.insert(hash_of(access)).second;
        if (known && task.told_accesses >= told_in_full) continue;
        ++task.told_accesses;
        emit(task.id, std::move(access.what), std::move(access.where));
    }
}

void Controller::hear_report(Task& task) {
    auto& process = *task.process;
    const auto& a = task.pending->arguments;
    if (hears_hooks() && a[2] == ipclab_log_is_here) {
        process.log = a[1];
        if (!trace_.watched) trace_.watched = trace::Accessed::Witness::hook;
        task.memory.put<std::uint32_t>(process.log + offsetof(ipclab_log, limit), log_limit());
        // Where each access is a stop, it is seen sooner that they repeat.
        constexpr std::uint32_t little = 20;
        if (closes_pages()) task.memory.put<std::uint32_t>(process.log + offsetof(ipclab_log, patience), little);
    }
    const auto reason = a[2];
    answer(task, 0, trace::Called::Origin::engine, false);
    if (process.log == 0) return;
    // It goes on being looked at in one piece, but for the others' turns.
    constexpr std::size_t turn = 64;
    if (reason == ipclab_log_is_full) ++task.full_logs;
    const bool others = reason == ipclab_only_repeats || stops_at_accesses_ || task.full_logs % turn == 0;
    if (others) tell_accesses(task);
    if (reason == ipclab_only_repeats) asked(task, IPCLAB_REPORT);
    task.gives_way = others;
    if (task.full_logs >= most_full_logs && !process.log_stopped) {
        process.log_stopped = true;
        task.memory.put<std::uint32_t>(process.log + offsetof(ipclab_log, limit), 0);
        emit(task.id, trace::Noted{.text = fmt::format("more than {} accesses to shared memory without a call between "
                                                       "them: those until its next call are not looked at",
                                                       most_full_logs * ipclab_log_capacity)});
    }
}

void Controller::go_on_watching(Task& task) {
    task.full_logs = 0;
    task.told.clear();
    task.told_accesses = 0;
    auto& process = *task.process;
    process.hooked.forget();
    if (!std::exchange(process.log_stopped, false)) return;
    task.memory.put<std::uint32_t>(process.log + offsetof(ipclab_log, limit), log_limit());
}

void Controller::note_fault(Task& task) {
    siginfo_t info{};
    if (ptrace(PTRACE_GETSIGINFO, task.tid, nullptr, &info) == -1 || info.si_code <= 0) return;
    const auto address = reinterpret_cast<std::uint64_t>(info.si_addr); // NOLINT: the program's address
    const auto* attach = task.process->watched.of(address);
    if (attach == nullptr) return;
    const auto offset = address - attach->address;
    tell_accesses(task);
    if (!trace_.events.empty() && trace_.events.back().task == task.id)
        if (const auto* last = std::get_if<trace::Accessed>(&trace_.events.back().what);
            last != nullptr && last->address <= address && address < last->address + last->size)
            return; // its hook has told
    // Of which kind it was to be, the instruction tells.
    const Registers registers{task.tid};
    std::array<std::byte, instruction_bytes> code{};
    if (!task.memory.read(registers.ip(), code.data(), code.size())) task.memory.read(registers.ip(), code.data(), 16);
    const auto instruction = decode_instruction(code, registers, task.tid).value_or(Instruction{});
    const auto use = std::ranges::find_if(
        instruction.uses, [&](const MemoryUse& one) { return one.address <= address && address < one.address + one.size; });
    const bool known = use != instruction.uses.end();
    trace::Accessed access{.segment = {sysv::Kind::segment, attach->shmid},
                           .offset = offset,
                           .size = known ? use->address + use->size - address : 0,
                           .kind = known && use->writes ? Kind::write : Kind::read,
                           .witness = trace::Accessed::Witness::page,
                           .address = address,
                           .bytes = {}};
    emit(task.id, std::move(access), call_site(task, registers));
}

void Controller::note_channel(Task& task) {
    const auto name = task.pending->visible->name;
    talks_by(name == "mmap" ? "mmap" : name == "fcntl" || name == "flock" ? "flock" : "socket");
    task.pending.reset();
}

void Controller::talks_by(std::string_view channel) {
    auto& all = trace_.other_channels;
    if (std::ranges::find(all, channel) == all.end()) all.emplace_back(channel);
}

} // namespace ipclab::engine
