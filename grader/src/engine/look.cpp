// What objects hold at some moment: the kernel is asked, and of a segment the memory of who has attached it.

#include "engine/controller.h"
#include "engine/kernel.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#include <algorithm>

namespace ipclab::engine {
namespace {

/// Through /proc, since pages may be closed to the process itself.
std::optional<std::string> read_memory(pid_t pid, std::uint64_t address, std::size_t size) {
    const Descriptor memory{open(fmt::format("/proc/{}/mem", pid).c_str(), O_RDONLY | O_CLOEXEC)};
    std::string bytes(size, '\0');
    if (!memory || pread(memory.get(), bytes.data(), size, static_cast<off_t>(address)) != static_cast<ssize_t>(size))
        return std::nullopt;
    return bytes;
}

/// A segment in our own memory, for a moment.
class BriefAttach {
public:
    explicit BriefAttach(int shmid) : memory_{shmat(shmid, nullptr, SHM_RDONLY)} {}
    BriefAttach(const BriefAttach&) = delete;
    BriefAttach& operator=(const BriefAttach&) = delete;
    ~BriefAttach() {
        if (*this) shmdt(memory_);
    }
    explicit operator bool() const { return memory_ != MAP_FAILED; } // (void*)-1, as shmat(2) says
    [[nodiscard]] std::string bytes(std::uint64_t offset, std::size_t size) const {
        return {static_cast<const char*>(memory_) + offset, size};
    }

private:
    void* memory_;
};

std::string cut_text(std::string bytes) {
    if (const auto nul = bytes.find('\0'); nul != std::string::npos) bytes.resize(nul + 1);
    return bytes;
}

} // namespace

trace::Looked Controller::look(const Look& at) {
    trace::Looked seen{.kind = at.kind, .key = at.key, .state = {}, .contents = {}};
    for (const auto id : objects_.ids()) {
        if (id.kind != at.kind) continue;
        objects_.refresh(id);
        auto states = state_now(id);
        if (states.empty() || sysv::permissions_of(states.front()).key != at.key) continue;
        auto& state = seen.state.emplace(std::move(states.front()));
        if (auto* queue = std::get_if<sysv::QueueState>(&state)) queue->messages = objects_.messages(id);
        if (const auto* segment = std::get_if<sysv::SegmentState>(&state))
            seen.contents = contents_of(*segment, at.contents);
        break;
    }
    return seen;
}

std::vector<trace::Contents> Controller::contents_of(const sysv::SegmentState& segment, const std::vector<Piece>& pieces) {
    std::vector<trace::Contents> contents;
    if (pieces.empty()) return contents;
    const Process* holder = nullptr;
    std::uint64_t address = 0;
    for (const auto& [pid, process] : processes_)
        for (const auto& [where, shmid] : process->attached)
            if (!process->dead && shmid == segment.id) {
                holder = process.get();
                address = where;
            }
    std::optional<BriefAttach> brief;
    for (const auto& piece : pieces) {
        trace::Contents read{.segment = {sysv::Kind::segment, segment.id}, .offset = piece.offset, .bytes = {}};
        const auto size = piece.offset < segment.segsz ? std::min(piece.size, segment.segsz - piece.offset) : 0;
        std::optional<std::string> bytes;
        if (size == 0)
            bytes = "";
        else if (holder != nullptr && !brief)
            bytes = read_memory(holder->pid, address + piece.offset, size);
        if (!bytes) {
            if (!brief) brief.emplace(segment.id);
            if (!*brief) break; // we may not read it
            bytes = brief->bytes(piece.offset, size);
        }
        read.bytes = piece.text ? cut_text(std::move(*bytes)) : std::move(*bytes);
        contents.push_back(std::move(read));
    }
    const bool disturbed = brief.has_value();
    brief.reset();
    if (disturbed) objects_.refresh({sysv::Kind::segment, segment.id});
    return contents;
}

void Controller::keep_contents() {
    for (const auto& wanted : spec_.contents_at_end)
        for (const auto& state : trace_.left_objects)
            if (const auto* segment = std::get_if<sysv::SegmentState>(&state);
                segment != nullptr && segment->perm.key == wanted.key)
                std::ranges::move(contents_of(*segment, wanted.contents), std::back_inserter(trace_.left_contents));
}

} // namespace ipclab::engine
