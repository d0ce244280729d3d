#include "engine/attaches.h"

#include "access_log.h"

namespace ipclab::engine {
namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t gap = std::uint64_t{1} << 20; ///< behind each attach: what runs past its end faults
constexpr std::uint64_t half = (IPCLAB_WINDOW_END - IPCLAB_WINDOW_BEGIN) / 2;
constexpr std::uint64_t own_part = half / 1024; ///< 512 MiB each for more processes than a run may have

} // namespace

bool in_window(std::uint64_t address) { return address >> IPCLAB_WINDOW_SHIFT == IPCLAB_WINDOW_TOP; }

void Attaches::detach(std::uint64_t address) {
    if (const auto found = all_.find(address); found != all_.end()) found->second.attached = false;
}

const Attach* Attaches::of(std::uint64_t address) const {
    if (!in_window(address)) return nullptr;
    const auto behind = all_.upper_bound(address);
    return behind == all_.begin() ? nullptr : &std::prev(behind)->second;
}

std::optional<std::uint64_t> Window::place(trace::TaskId process, std::uint64_t size) {
    const auto length = (size + page - 1) / page * page + gap;
    auto& own = next_[process];
    if (own + length <= own_part && static_cast<std::uint64_t>(process.value) < half / own_part) {
        const auto address = IPCLAB_WINDOW_BEGIN + static_cast<std::uint64_t>(process.value) * own_part + own;
        own += length;
        return address;
    }
    if (next_common_ + length > half) return std::nullopt;
    const auto address = IPCLAB_WINDOW_BEGIN + half + next_common_;
    next_common_ += length;
    return address;
}

} // namespace ipclab::engine
