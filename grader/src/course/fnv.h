#pragma once

/// @file
/// FNV-1a with 64 bits: a small hash that is the same on every machine. It tells changes apart; it withstands no forger.

#include <cstdint>
#include <string_view>

namespace ipclab::course {

class Fnv1a {
public:
    void add(std::string_view bytes) {
        for (const char byte : bytes) {
            value_ ^= static_cast<unsigned char>(byte);
            value_ *= 0x100000001b3U;
        }
    }
    /// Adds a text and an end mark, so that "ab", "c" differs from "a", "bc". The text has no NUL.
    void add_word(std::string_view word) {
        add(word);
        add(std::string_view("\0", 1));
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325U;
};

} // namespace ipclab::course
