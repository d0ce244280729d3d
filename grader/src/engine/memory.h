#pragma once

/// @file
/// The memory of another process (process_vm_readv(2)).

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace ipclab::engine {

/// Reads and writes the memory of a stopped process of ours. Nothing here throws: a bad address is the student's business.
class Memory {
public:
    explicit Memory(pid_t pid) : pid_{pid} {}

    /// True where all of it could be read.
    bool read(std::uint64_t address, void* to, std::size_t size) const;
    /// True where all of it could be written; pages without write permission are refused, as for the process itself.
    bool write(std::uint64_t address, const void* from, std::size_t size) const;

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
};

} // namespace ipclab::engine
