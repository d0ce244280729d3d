#pragma once

/// @file
/// Reading a file that somebody else wrote, without being led astray: no waiting at a FIFO, no endless device, no memory for
/// a file that is far too large to be what it should be.

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ipclab::course {

/// A file cannot be read as a text. what() goes on after the file's name: "is a folder, not a file".
class UnreadableFile : public std::runtime_error {
public:
    enum class Why : std::uint8_t { missing, refused, no_file, too_large, no_text };
    UnreadableFile(Why why, const std::string& sentence) : std::runtime_error(sentence), why_(why) {}
    [[nodiscard]] Why why() const { return why_; }

private:
    Why why_;
};

/// The bytes of a regular file without NUL bytes, at most `limit` of them. Throws UnreadableFile.
std::string read_text_file(const std::filesystem::path& path, std::uintmax_t limit);

/// Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629); npos where all is well.
std::size_t first_invalid_utf8(std::string_view text);

} // namespace ipclab::course
