#include "engine/memory.h"

#include "engine/attaches.h"
#include "engine/descriptor.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace ipclab::engine {

namespace {

bool lies_in(const Memory::Piece& outer, std::uint64_t address, std::size_t size) {
    return address >= outer.address && address - outer.address <= outer.size &&
           size <= outer.size - (address - outer.address);
}

} // namespace

void Memory::fetch(std::span<const Piece> pieces) {
    constexpr std::size_t most = 4;
    std::array<iovec, most> remote{};
    std::size_t total = 0;
    fetched_.clear();
    for (const auto& piece : pieces) {
        if (fetched_.size() == most) break;
        if (std::ranges::any_of(fetched_, [&](const Piece& other) { return lies_in(other, piece.address, piece.size); }))
            continue;
        remote.at(fetched_.size()) = {reinterpret_cast<void*>(piece.address), piece.size}; // NOLINT: the other's address
        fetched_.push_back(piece);
        total += piece.size;
    }
    bytes_.resize(total);
    iovec local{bytes_.data(), total};
    auto left = process_vm_readv(pid_, &local, 1, remote.data(), fetched_.size(), 0);
    const auto missing = std::ranges::find_if(fetched_, [&](const Piece& piece) {
        left -= static_cast<ssize_t>(piece.size);
        return left < 0;
    });
    fetched_.erase(missing, fetched_.end());
}

bool Memory::read(std::uint64_t address, void* to, std::size_t size) const {
    if (size == 0) return true;
    if (address == 0) return false;
    std::size_t offset = 0;
    for (const auto& piece : fetched_) {
        if (lies_in(piece, address, size)) {
            std::memcpy(to, bytes_.data() + offset + (address - piece.address), size);
            return true;
        }
        offset += piece.size;
    }
    iovec local{to, size};
    iovec remote{reinterpret_cast<void*>(address), size}; // NOLINT: an address of the other process
    if (process_vm_readv(pid_, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size)) return true;
    // Shared memory may be closed for the program (engine/pages.cpp), not for who traces it (proc(5), /proc/PID/mem).
    if (!in_window(address)) return false;
    const Descriptor all{open(fmt::format("/proc/{}/mem", pid_).c_str(), O_RDONLY | O_CLOEXEC)};
    return all && pread(all.get(), to, size, static_cast<off_t>(address)) == static_cast<ssize_t>(size);
}

bool Memory::write(std::uint64_t address, const void* from, std::size_t size) const {
    if (size == 0) return true;
    if (address == 0) return false;
    iovec local{const_cast<void*>(from), size};
    iovec remote{reinterpret_cast<void*>(address), size}; // NOLINT: an address of the other process
    return process_vm_writev(pid_, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
}

std::optional<std::string> Memory::bytes(std::uint64_t address, std::size_t size) const {
    constexpr std::size_t most = std::size_t{16} << 20;
    if (size > most) return std::nullopt;
    std::string text(size, '\0');
    if (!read(address, text.data(), size)) return std::nullopt;
    return text;
}

std::string Memory::c_string(std::uint64_t address, std::size_t most) const {
    std::string text;
    constexpr std::size_t page = 4096;
    while (text.size() < most) {
        // Never across a page border in one read: the next page may not be there.
        const auto chunk = std::min(most - text.size(), page - address % page);
        const auto part = bytes(address, chunk);
        if (!part) break;
        const auto end = part->find('\0');
        text.append(*part, 0, end);
        if (end != std::string::npos) break;
        address += chunk;
    }
    return text;
}

} // namespace ipclab::engine
