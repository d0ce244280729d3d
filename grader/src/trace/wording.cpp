#include "trace/wording.h"

#include "sysv/names.h"

#include <fmt/format.h>
#include <sys/wait.h>

namespace ipclab::trace {

std::string duration_text(std::chrono::nanoseconds duration) {
    struct Unit {
        std::int64_t size;
        int digits;
        std::string_view name;
    };
    constexpr Unit units[] = {{1'000'000'000, 9, "s"}, {1'000'000, 6, "ms"}, {1'000, 3, "µs"}};
    const std::int64_t count = duration.count();
    for (const Unit& unit : units) {
        if (count != 0 && count / unit.size == 0) continue;
        // Whole numbers, not floating point: the text has to tell two different times apart.
        const std::int64_t rest = count % unit.size;
        std::string text = fmt::format("{}", count / unit.size);
        if (rest != 0) {
            text += fmt::format(".{:0{}}", rest < 0 ? -rest : rest, unit.digits);
            text.erase(text.find_last_not_of('0') + 1);
        }
        return fmt::format("{} {}", text, unit.name);
    }
    return fmt::format("{} ns", count);
}

std::string bytes_text(std::uint64_t count) { return fmt::format("{} byte{}", count, count == 1 ? "" : "s"); }

std::string message_text(std::string_view bytes) {
    constexpr std::size_t few = 3;
    const std::size_t end = bytes.find_last_not_of('\0') + 1; // 0 where there is nothing else
    if (bytes.size() - end <= few) return sysv::quoted(bytes);
    std::string text = sysv::quoted(bytes.substr(0, end));
    text.insert(text.size() - 1, "\\0…");
    return text;
}

std::string status_text(int status) {
    if (WIFEXITED(status)) return fmt::format("exited with status {}", WEXITSTATUS(status));
    if (WIFSIGNALED(status)) return fmt::format("was killed by {}", sysv::signal_name(WTERMSIG(status)));
    if (WIFSTOPPED(status)) return fmt::format("was stopped by {}", sysv::signal_name(WSTOPSIG(status)));
    if (WIFCONTINUED(status)) return "went on after a stop";
    return fmt::format("has status {}", status);
}

} // namespace ipclab::trace
