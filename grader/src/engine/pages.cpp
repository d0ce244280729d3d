// Accesses to shared memory as the processor sees them: the pages are closed, an access faults, its instruction is looked at, made
// with the pages open, and they are closed again. For programs that do not tell of their accesses, and for those that may lie.

#include "engine/arch/instruction.h"
#include "engine/controller.h"

#include <fmt/format.h>

#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace ipclab::engine {
namespace {

using Kind = trace::Accessed::Kind;

/// A run that has made so many accesses is looked at no further: each costs as much as a system call or more.
constexpr std::size_t most_faults = 30'000;

/// After so many accesses without a call, or so many repeated ones, the others have a turn.
constexpr std::size_t turn = 2'000, repeated_turn = 4;

/// Streams of vectors go through a text no further apart than this.
constexpr std::uint64_t one_stream = 512;

/// While instructions are put in and stepped over, no other signal may come between.
class SignalsBlocked {
public:
    explicit SignalsBlocked(pid_t tid) : tid_{tid} {
        constexpr auto bit = [](int signo) { return std::uint64_t{1} << (signo - 1); };
        const std::uint64_t all = ~(bit(SIGSEGV) | bit(SIGBUS) | bit(SIGTRAP));
        ptrace(PTRACE_GETSIGMASK, tid_, sizeof mask_, &mask_);
        ptrace(PTRACE_SETSIGMASK, tid_, sizeof all, &all);
    }
    ~SignalsBlocked() { ptrace(PTRACE_SETSIGMASK, tid_, sizeof mask_, &mask_); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    pid_t tid_;
    std::uint64_t mask_ = 0;
};

Kind kind_of(const MemoryUse& use, bool atomic) {
    if (atomic) return Kind::atomic_update;
    return use.writes ? Kind::write : Kind::read;
}

} // namespace

int Controller::step_once(Task& task) {
    if (ptrace(PTRACE_SINGLESTEP, task.tid, nullptr, nullptr) == -1) return 0;
    int status = 0;
    while (waitpid(task.tid, &status, __WALL) == -1)
        if (errno != EINTR) return 0;
    if (WIFSTOPPED(status) && status >> 16 == 0) return WSTOPSIG(status);
    stashed_.insert_or_assign(task.tid, status); // its end
    return 0;
}

bool Controller::set_pages(Task& task, const Attach& attach, bool open) {
    Registers registers{task.tid};
    int protection = PROT_NONE;
    if (open) protection = attach.writable ? PROT_READ | PROT_WRITE : PROT_READ;
    // pkey_mprotect(2) without a key is mprotect, but the program's own mprotect is what the filter stops at.
    registers.make_call_at(task.process->syscall_instruction, SYS_pkey_mprotect,
                           {attach.address, attach.length, static_cast<std::uint64_t>(protection), ~std::uint64_t{0}});
    registers.store(task.tid);
    return step_once(task) == SIGTRAP;
}

void Controller::set_all_pages(Task& task, bool open) {
    auto& process = *task.process;
    const Registers before{task.tid};
    {
        const SignalsBlocked blocked{task.tid};
        for (const auto& [address, attach] : process.watched.all())
            if (attach.attached && !set_pages(task, attach, open)) break;
    }
    before.store(task.tid);
    process.pages_open = open;
}

void Controller::close_attach(Task& task, std::uint64_t address) {
    auto& process = *task.process;
    const auto* attach = process.watched.of(address);
    if (!closes_pages() || attach == nullptr || page_faults_ >= most_faults) return;
    const Registers before{task.tid};
    process.syscall_instruction = before.ip() - 2; // it has just made the call that attached it
    {
        const SignalsBlocked blocked{task.tid};
        set_pages(task, *attach, false);
    }
    before.store(task.tid);
}

bool Controller::look_at_fault(Task& task) {
    auto& process = *task.process;
    siginfo_t info{};
    if (process.pages_open || process.watched.empty() || process.syscall_instruction == 0 ||
        ptrace(PTRACE_GETSIGINFO, task.tid, nullptr, &info) == -1 || info.si_code != SEGV_ACCERR)
        return false;
    const Registers registers{task.tid};
    if (std::exchange(task.own_fault, 0) == registers.ip()) return false;
    const auto fault = reinterpret_cast<std::uint64_t>(info.si_addr); // NOLINT: the program's address
    const auto* attach = process.watched.of(fault);
    if (attach == nullptr || !attach->attached || fault - attach->address >= attach->length) return false;

    std::array<std::byte, instruction_bytes> code{};
    for (const std::size_t size : {instruction_bytes, std::size_t{16}, std::size_t{4096 - registers.ip() % 4096}})
        if (size <= code.size() && task.memory.read(registers.ip(), code.data(), size)) break;
    auto instruction = decode_instruction(code, registers, task.tid).value_or(Instruction{});
    const bool known = std::ranges::any_of(
        instruction.uses, [&](const MemoryUse& use) { return use.address <= fault && fault < use.address + use.size; });
    if (!known) instruction.uses = {{.address = fault, .size = 0, .reads = true, .writes = false}};
    const bool hooked = spec_.watch == Watch::both && process.log != 0;
    if (hooked) leave_untold(task, instruction, registers);
    auto accesses = accesses_of(task, instruction, registers);

    // Each segment that it touches, and what else it turns out to.
    std::vector<std::uint64_t> opened;
    bool allowed = true;
    bool ended = false;
    {
        const SignalsBlocked blocked{task.tid};
        const auto open = [&](const Attach& one) {
            opened.push_back(one.address);
            return set_pages(task, one, true);
        };
        ended = !open(*attach);
        Registers now = registers;
        constexpr int most_steps = 1 << 20; // each round of a repeated instruction is a step
        for (int steps = 0; steps < most_steps && !ended; ++steps) {
            now.store(task.tid);
            const auto signo = step_once(task);
            ended = signo == 0;
            if (ended) break;
            now = Registers{task.tid};
            if (signo == SIGTRAP) {
                if (now.ip() != registers.ip()) break;
                continue;
            }
            const Attach* more = nullptr;
            if (ptrace(PTRACE_GETSIGINFO, task.tid, nullptr, &info) == 0)
                more = process.watched.of(reinterpret_cast<std::uint64_t>(info.si_addr)); // NOLINT: the program's address
            allowed = signo == SIGSEGV && more != nullptr && more->attached &&
                      std::ranges::find(opened, more->address) == opened.end();
            if (!allowed) break;
            ended = !open(*more);
        }
        if (!ended) {
            if (instruction.atomic && instruction.conditional && !has_exchanged(now))
                for (auto& access : accesses) {
                    access.what.kind = Kind::atomic_read;
                    access.changes = false;
                }
            for (auto& access : accesses)
                if (access.changes)
                    access.what.bytes =
                        task.memory.bytes(access.what.address, std::min<std::uint64_t>(access.what.size, 64)).value_or("");
            for (const auto address : opened)
                if (!ended) ended = !set_pages(task, *process.watched.of(address), false);
            if (!ended) now.store(task.tid);
        }
    }
    bool is_told = false;
    if (hooked) {
        is_told = !keep_untold(task, std::move(accesses));
    } else {
        for (auto& access : accesses)
            row_.add(std::move(access));
    }
    if (ended) return true;
    // It faults with the pages open too: once more, and that fault is the program's own.
    if (!allowed) task.own_fault = registers.ip();
    return after_fault(task, is_told);
}

bool Controller::after_fault(Task& task, bool is_told) {
    const bool repeats = row_.repeats() > 0;
    ++task.page_accesses;
    if (++page_faults_ == most_faults) {
        emit(task.id,
             trace::Noted{.text = fmt::format("more than {} accesses to shared memory: the rest of the run is not looked at",
                                              most_faults)});
    }
    if (page_faults_ >= most_faults) set_all_pages(task, true);
    if (is_told) return true; // the hooks see to it that the others have a turn
    if (stops_at_accesses_) tell_accesses(task);
    if (row_.repeats() >= repeated_turn || task.page_accesses % turn == 0) {
        tell_accesses(task);
        if (repeats) asked(task, SYS_pkey_mprotect);
        task.gives_way = true;
    }
    return true;
}

bool Controller::goes_on_in_text(const Task& task, std::uint64_t group, std::uint64_t address) {
    const auto& last = task.looked_at;
    if (last.group != group || address <= last.address || address >= last.end) return false;
    const auto between = task.memory.bytes(last.address, address - last.address);
    return between && between->find('\0') == std::string::npos;
}

std::vector<Access> Controller::accesses_of(Task& task, const Instruction& instruction, const Registers& registers) {
    auto& process = *task.process;
    const std::array own_place{registers.ip() + 1};
    auto where = place_of(task, own_place);
    std::uint64_t group = 0;
    if (!where) {
        // A library's code: it is the line's that called it, and what one call does belongs together.
        where = call_site(task, registers);
        group = library_call_;
    }
    std::vector<Access> found;
    for (const auto& use : instruction.uses) {
        const auto* attach = process.watched.of(use.address);
        if (attach == nullptr) continue;
        auto address = use.address;
        auto size = use.size;
        if (group != 0 && instruction.compares && !use.writes) {
            // Vectors begin before the text and end behind it; only its first byte is certain.
            for (unsigned number = 0; number < 16; ++number)
                if (const auto value = registers.general(number); value > address && value < use.address + use.size)
                    address = value;
            size = 1;
            auto& last = task.looked_at;
            const bool goes_on =
                last.group == group && address + one_stream > last.address && address < last.address + one_stream;
            last = {.group = group, .address = address, .end = use.address + use.size};
            if (goes_on) continue;
        } else if (group != 0 && !use.writes && goes_on_in_text(task, group, address) &&
                   attach->address <= task.looked_at.address) {
            size += address - task.looked_at.address;
            address = task.looked_at.address;
        }
        Access access;
        access.where = where;
        access.group = group;
        access.what = {.segment = {sysv::Kind::segment, attach->shmid},
                       .offset = address - attach->address,
                       .size = size,
                       .kind = kind_of(use, instruction.atomic),
                       .witness = trace::Accessed::Witness::page,
                       .address = address,
                       .bytes = {}};
        if (use.reads && use.writes && !instruction.atomic) {
            access.what.kind = Kind::read;
            found.push_back(access);
            access.what.kind = Kind::write;
        }
        access.changes = use.writes;
        found.push_back(std::move(access));
    }
    return found;
}

bool Controller::hands_over(Task& task, const Registers& registers) const {
    const auto& process = *task.process;
    if (process.watched.empty() || process.pages_open || page_faults_ >= most_faults || process.syscall_instruction == 0)
        return false;
    // These take addresses, but look at nothing there.
    constexpr std::array only_addresses{SYS_shmat, SYS_shmdt, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_prctl};
    if (std::ranges::find(only_addresses, static_cast<int>(registers.call())) != only_addresses.end()) return false;
    for (int i = 0; i < 6; ++i)
        if (process.watched.of(registers.argument(i)) != nullptr) return true;
    // Buffers that are named in a list.
    constexpr std::array lists{SYS_readv, SYS_writev, SYS_recvmsg, SYS_sendmsg};
    return std::ranges::find(lists, static_cast<int>(registers.call())) != lists.end();
}

bool Controller::open_for_call(Task& task) {
    const Registers before{task.tid};
    auto& process = *task.process;
    for (const auto& [address, attach] : process.watched.all()) {
        if (!attach.attached) continue;
        // The first is opened in the call's own place; then the call is made anew, up to its entry.
        auto registers = before;
        const auto protection = static_cast<std::uint64_t>(attach.writable ? PROT_READ | PROT_WRITE : PROT_READ);
        registers.make_instead(SYS_pkey_mprotect, {attach.address, attach.length, protection, ~std::uint64_t{0}});
        registers.store(task.tid);
        for (const auto request : {PTRACE_SYSCALL, PTRACE_CONT}) {
            resume(task, request);
            const auto stop = next_stop(task);
            if (!stop) return false;
            const auto wanted = request == PTRACE_SYSCALL ? Stop::Kind::call_exit : Stop::Kind::call_entry;
            if (stop->kind != wanted) {
                bool running = false;
                on_stop(task, *stop, running);
                if (running) task.state = Task::State::ready;
                return false;
            }
            if (request == PTRACE_CONT) break;
            auto again = before;
            again.make_again(before.call());
            again.store(task.tid);
        }
    }
    process.pages_open = true;
    task.at_call = true;
    task.state = Task::State::ready;
    return true;
}

bool Controller::close_after_call(Task& task) {
    while (task.at_call) {
        resume(task, PTRACE_SYSCALL);
        const auto stop = next_stop(task);
        if (!stop) return false;
        task.at_call = false;
        if (stop->kind == Stop::Kind::call_exit) break;
        bool running = false;
        on_stop(task, *stop, running);
        if (!running) return false;
    }
    task.state = Task::State::ready;
    if (task.process->pages_open) set_all_pages(task, false);
    return true;
}

} // namespace ipclab::engine
