#include "source/symbols.h"

#include <algorithm>
#include <charconv>

namespace ipclab::source {
namespace {

// Takes a hexadecimal number and the character after it off the front.
bool take_number(std::string_view& text, char after, std::uint64_t& number) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, 16);
    if (error != std::errc{} || stop == end || *stop != after) return false;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()) + 1);
    return true;
}

void skip_field(std::string_view& text) {
    text.remove_prefix(std::min(text.find(' '), text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

// The kernel writes a newline in a path as \012 (fs/proc/task_mmu.c, seq_file_path).
std::string plain_path(std::string_view text) {
    std::string path;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at, 4) == "\\012") {
            path += '\n';
            at += 3;
        } else {
            path += text[at];
        }
    }
    return path;
}

std::optional<Mapping> parse_line(std::string_view line) {
    Mapping mapping;
    if (!take_number(line, '-', mapping.start) || !take_number(line, ' ', mapping.end)) return std::nullopt;
    skip_field(line); // permissions
    if (!take_number(line, ' ', mapping.offset)) return std::nullopt;
    skip_field(line); // device
    skip_field(line); // inode
    if (line.empty() || line.front() != '/' || mapping.start >= mapping.end) return std::nullopt;
    mapping.path = plain_path(line);
    return mapping;
}

} // namespace

std::vector<Mapping> parse_maps(std::string_view text) {
    std::vector<Mapping> mappings;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (auto mapping = parse_line(text.substr(0, end))) mappings.push_back(std::move(*mapping));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return mappings;
}

} // namespace ipclab::source
