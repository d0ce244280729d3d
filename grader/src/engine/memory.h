#pragma once

/// @file
/// The memory of another process (process_vm_readv(2)).

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace ipclab::engine {

/// Reads and writes the memory of a stopped process of ours. Nothing here throws: a bad address is the student's business.
class Memory {
public:
    explicit Memory(pid_t pid) : pid_{pid} {}

    /// True where all of it could be read.
    bool read(std::uint64_t address, void* to, std::size_t size) const;
    /// True where all of it could be written; pages without write permission are refused, as for the process itself.
    bool write(std::uint64_t address, const void* from, std::size_t size) const;

    /// A piece of memory.
    struct Piece {
        std::uint64_t address = 0;
        std::size_t size = 0;
    };
    /// Reads several pieces at once, for which the kernel is asked only once; `read` then finds them here until `forget`. Pieces
    /// that cannot be read, and those after them, are left to `read`; a piece that lies in one before it is not read again.
    void fetch(std::span<const Piece> pieces);
    void forget() { fetched_.clear(); }

    /// `size` bytes, or nothing. At most 16 MiB at a time.
    [[nodiscard]] std::optional<std::string> bytes(std::uint64_t address, std::size_t size) const;
    /// A C string of at most `most` bytes; shorter where memory ends.
    [[nodiscard]] std::string c_string(std::uint64_t address, std::size_t most = 4096) const;

    template <class T>
    requires std::is_trivially_copyable_v<T>
    [[nodiscard]] std::optional<T> get(std::uint64_t address) const {
        T value;
        if (!read(address, &value, sizeof value)) return std::nullopt;
        return value;
    }
    template <class T>
    requires std::is_trivially_copyable_v<T>
    bool put(std::uint64_t address, const T& value) const { return write(address, &value, sizeof value); }

private:
    pid_t pid_;
    std::vector<Piece> fetched_;
    std::vector<std::byte> bytes_; ///< of the fetched pieces, one after the other
};

} // namespace ipclab::engine
