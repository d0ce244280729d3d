#include "engine/hooked.h"

#include <algorithm>
#include <utility>

namespace ipclab::engine {
namespace {

using Kind = trace::Accessed::Kind;

/// A call of the C library with many texts tells of each of them before it looks at the first.
constexpr std::size_t most_recent = 64;

bool is_read(Kind kind) { return kind == Kind::read || kind == Kind::atomic_read; }

} // namespace

void Hooked::told(const ipclab_access& entry) {
    ++count_;
    if (recent_.size() == most_recent) recent_.pop_front();
    recent_.push_back({.begin = entry.address, .end = entry.address + entry.size, .kind = entry.kind, .claims = {}});
}

bool Hooked::knows(const trace::Accessed& access, std::uint64_t ip) {
    const auto begin = access.address, end = access.address + std::max<std::uint64_t>(access.size, 1);
    const auto kind = access.kind == Kind::write ? ipclab_write : ipclab_read;
    if (access.kind != Kind::write && access.kind != Kind::read) return false;
    for (auto entry = recent_.rbegin(); entry != recent_.rend(); ++entry) {
        if (entry->kind != kind || begin < entry->begin || entry->end < end) continue;
        const bool taken = std::ranges::any_of(
            entry->claims, [&](const Claim& claim) { return claim.ip != ip && claim.begin < end && begin < claim.end; });
        if (taken) continue;
        const auto same = [&](const Claim& claim) { return claim.ip == ip && claim.begin == begin && claim.end == end; };
        if (std::ranges::none_of(entry->claims, same)) entry->claims.push_back({begin, end, ip});
        return true;
    }
    return false;
}

void Hooked::missed(Access access) {
    waiting_.push_back({.missed = {.after = count_, .access = std::move(access)}, .certain = true});
}

void Hooked::hold(Access access) {
    waiting_.push_back({.missed = {.after = count_, .access = std::move(access)}, .certain = false});
}

bool Hooked::is_told(const trace::Accessed& access) const {
    const auto begin = access.address, end = access.address + std::max<std::uint64_t>(access.size, 1);
    return std::ranges::any_of(recent_, [&](const Entry& entry) {
        const bool reads_only = entry.kind == ipclab_read || entry.kind == ipclab_atomic_read;
        return entry.begin < end && begin < entry.end && (is_read(access.kind) || !reads_only);
    });
}

std::vector<Hooked::Missed> Hooked::take_missed() {
    std::vector<Missed> found;
    for (auto& one : std::exchange(waiting_, {}))
        if (one.certain || !is_told(one.missed.access.what)) found.push_back(std::move(one.missed));
    return found;
}

} // namespace ipclab::engine
