#include "engine/process_status.h"

#include "engine/descriptor.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <sstream>
#include <string_view>

namespace ipclab::engine {
namespace {

/// The text after "name:\t" on its line.
std::string_view field(std::string_view text, std::string_view name) {
    auto at = text.find(name);
    if (at == std::string_view::npos) return {};
    at += name.size();
    return text.substr(at, text.find('\n', at) - at);
}

std::uint64_t mask(std::string_view text, std::string_view name) {
    return std::strtoull(std::string{field(text, name)}.c_str(), nullptr, 16);
}

} // namespace

std::string text_of(const std::string& path) {
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    std::string text;
    std::array<char, 8192> buffer;
    while (file) {
        const auto n = read(file.get(), buffer.data(), buffer.size());
        if (n <= 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return text;
}

std::optional<SignalMasks> signal_masks(pid_t tid) {
    const auto text = text_of(fmt::format("/proc/{}/status", tid));
    if (text.empty()) return std::nullopt;
    return SignalMasks{.pending = mask(text, "SigPnd:\t") | mask(text, "ShdPnd:\t"),
                       .blocked = mask(text, "SigBlk:\t"),
                       .ignored = mask(text, "SigIgn:\t"),
                       .caught = mask(text, "SigCgt:\t")};
}

std::optional<ProcessTimes> process_times(pid_t tid) {
    const auto text = text_of(fmt::format("/proc/{}/stat", tid));
    const auto end = text.rfind(')'); // the name before it may hold anything
    if (end == std::string::npos || end + 2 >= text.size()) return std::nullopt;
    ProcessTimes times;
    times.state = text[end + 2];
    // Nanoseconds on the processor come first in schedstat; a kernel without it counts in hundredths of a second.
    const auto precise = text_of(fmt::format("/proc/{}/schedstat", tid));
    if (!precise.empty()) {
        times.cpu = std::chrono::nanoseconds{std::strtoll(precise.c_str(), nullptr, 10)};
        return times;
    }
    std::istringstream fields{text.substr(end + 2)};
    std::string word;
    for (int i = 0; i < 11; ++i)
        fields >> word; // state … cmajflt
    std::int64_t user = 0, system = 0;
    fields >> user >> system;
    times.cpu = std::chrono::milliseconds{(user + system) * 1000 / sysconf(_SC_CLK_TCK)};
    return times;
}

std::vector<source::Mapping> read_mappings(pid_t tid) {
    return source::parse_maps(text_of(fmt::format("/proc/{}/maps", tid)));
}

std::optional<pid_t> pid_of_descriptor(pid_t tid, int fd) {
    const auto text = text_of(fmt::format("/proc/{}/fdinfo/{}", tid, fd));
    const auto value = field(text, "Pid:\t");
    if (value.empty()) return std::nullopt;
    return static_cast<pid_t>(std::strtol(std::string{value}.c_str(), nullptr, 10));
}

bool is_shared_memory(pid_t tid, std::uint64_t address) {
    const auto text = text_of(fmt::format("/proc/{}/maps", tid));
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        // 7f0000000000-7f0000001000 rw-s …
        char* rest = nullptr;
        const auto start = std::strtoull(text.c_str() + at, &rest, 16);
        const auto end = std::strtoull(rest + 1, &rest, 16);
        if (start <= address && address < end) return rest[4] == 's';
        if (text.find('\n', at) == std::string::npos) break;
    }
    return false;
}

std::optional<pid_t> process_of(pid_t tid) {
    const auto text = text_of(fmt::format("/proc/{}/status", tid));
    const auto value = field(text, "Tgid:\t");
    if (value.empty()) return std::nullopt;
    return static_cast<pid_t>(std::strtol(std::string{value}.c_str(), nullptr, 10));
}

std::string link_target(const std::string& path) {
    std::array<char, 4096> buffer;
    const auto n = readlink(path.c_str(), buffer.data(), buffer.size());
    return n > 0 ? std::string(buffer.data(), static_cast<std::size_t>(n)) : std::string{};
}

} // namespace ipclab::engine
