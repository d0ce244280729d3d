// Shared memory in calls: where it is attached, and what the kernel reads and writes there for the caller.

#include "engine/controller.h"

#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>

namespace ipclab::engine {

std::optional<std::int64_t> Controller::make_attach(Task& task) {
    const auto& attach = std::get<sysv::ShmAt>(std::get<sysv::Call>(task.pending->call));
    const auto state = objects_.state({sysv::Kind::segment, attach.shmid});
    if (spec_.watch == Watch::none || attach.shmaddr != 0 || (attach.shmflg & SHM_REMAP) != 0 || !state) return make(task);
    const auto address = window_.place(task.process->task, std::get<sysv::SegmentState>(*state).segsz);
    if (!address) return make(task);
    const auto made = make(task, {{1, *address}});
    // EINVAL: something lies there. The kernel finds another place, which is not watched.
    if (made != -EINVAL || !again(task)) return made;
    return make(task);
}

void Controller::watch_attach(Task& task, const sysv::ShmAt& call, std::uint64_t address) {
    if (spec_.watch == Watch::none) return;
    auto& process = *task.process;
    const auto state = objects_.state({sysv::Kind::segment, call.shmid});
    if (!state || !in_window(address)) {
        emit(task.id,
             trace::Noted{.text = "what happens to shared memory at an address of its own choice is not looked at"});
        return;
    }
    const auto size = std::get<sysv::SegmentState>(*state).segsz;
    constexpr std::uint64_t page = 4096;
    process.watched.add({.address = address,
                         .size = size,
                         .length = (size + page - 1) / page * page,
                         .shmid = call.shmid,
                         .writable = (call.shmflg & SHM_RDONLY) == 0});
    close_attach(task, address);
}

std::vector<SharedBuffer> Controller::shared_buffers(Task& task, std::int64_t result) {
    std::vector<SharedBuffer> found;
    if (task.process->watched.empty() || result < 0) return found;
    const auto& pending = *task.pending;
    const auto& a = pending.arguments;
    const auto moved = static_cast<std::uint64_t>(result);
    const auto add = [&](std::uint64_t address, std::uint64_t size, bool written) {
        if (size > 0 && task.process->watched.of(address) != nullptr)
            found.push_back({.address = address, .size = size, .written = written});
    };
    const bool reads = pending.visible->family == Family::read;
    switch (pending.visible->number) {
    case SYS_msgsnd: add(a[1], sizeof(long) + a[2], false); break;
    case SYS_msgrcv: add(a[1], sizeof(long) + moved, true); break;
    case SYS_semop:
    case SYS_semtimedop: add(a[1], a[2] * sizeof(sembuf), false); break;
    case SYS_read:
    case SYS_recvfrom:
    case SYS_write:
    case SYS_sendto: add(a[1], moved, reads); break;
    case SYS_readv:
    case SYS_writev: {
        auto left = moved;
        for (std::uint64_t i = 0; i < std::min<std::uint64_t>(a[2], 1024) && left > 0; ++i) {
            const auto piece = task.memory.get<iovec>(a[1] + i * sizeof(iovec));
            if (!piece) break;
            const auto size = std::min<std::uint64_t>(piece->iov_len, left);
            add(reinterpret_cast<std::uint64_t>(piece->iov_base), size, reads); // NOLINT: the program's address
            left -= size;
        }
        break;
    }
    default: break;
    }
    return found;
}

void Controller::tell_buffers(Task& task, const std::vector<SharedBuffer>& buffers,
                              const std::optional<trace::Location>& where, bool written) {
    for (const auto& buffer : buffers) {
        const auto* attach = task.process->watched.of(buffer.address);
        if (buffer.written != written || attach == nullptr) continue;
        constexpr std::uint64_t kept = 64;
        Access access;
        access.changes = written;
        access.what = {.segment = {sysv::Kind::segment, attach->shmid},
                       .offset = buffer.address - attach->address,
                       .size = buffer.size,
                       .kind = written ? trace::Accessed::Kind::write : trace::Accessed::Kind::read,
                       .witness = hears_hooks() ? trace::Accessed::Witness::hook : trace::Accessed::Witness::page,
                       .address = buffer.address,
                       .bytes = {}};
        if (written) access.what.bytes = task.memory.bytes(buffer.address, std::min(buffer.size, kept)).value_or("");
        access.where = where;
        row_.add(std::move(access));
    }
    tell_accesses(task);
}

bool Controller::transfer_in_passing(Task& task, const Registers& registers) {
    if (task.process->watched.empty()) return transfer_inline(task);
    const auto entry = *task.pending;
    constexpr std::int64_t most = 1 << 20;
    const bool in_pieces = entry.visible->name.ends_with('v');
    auto buffers = shared_buffers(task, in_pieces ? most : std::min(static_cast<std::int64_t>(entry.arguments[2]), most));
    if (buffers.empty()) return transfer_inline(task);
    const auto where = call_site(task, registers);
    if (!transfer_inline(task)) return false;
    if (entry.visible->family == Family::read) {
        // How much comes is known afterwards.
        task.pending = entry;
        const auto result = make(task);
        if (!result) return true;
        buffers = shared_buffers(task, *result);
        task.pending.reset();
    }
    for (const bool written : {false, true})
        tell_buffers(task, buffers, where, written);
    return true;
}

} // namespace ipclab::engine
