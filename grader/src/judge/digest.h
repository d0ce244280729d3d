#pragma once

/// @file
/// Fingerprints of contents: what decides whether something has changed. SHA-256 (FIPS 180-4), because a cache may be shared by
/// the submissions of many people and nobody should be able to make one program pass for another.

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace ipclab::judge {

/// Takes contents bit by bit.
class Digest {
public:
    /// Adds bytes as they are.
    Digest& add(std::string_view bytes);
    /// Adds a text with its length before it, so that "ab" + "c" and "a" + "bc" differ.
    Digest& field(std::string_view text);
    /// 64 hexadecimal digits. The digest is used up by it.
    [[nodiscard]] std::string text();

private:
    void block(const unsigned char* bytes);
    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, 64> pending_{};
    std::size_t held_ = 0;
    std::uint64_t length_ = 0;
};

std::string digest_of(std::string_view bytes);

/// The whole of a regular file. Throws `std::system_error` where it cannot be read and, without waiting for anybody, where it is
/// a directory, a FIFO or a device.
std::string contents_of(const std::filesystem::path& file);

} // namespace ipclab::judge
