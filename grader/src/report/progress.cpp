#include "report/progress.h"

#include "report/width.h"

#include <algorithm>
#include <string>

#include <unistd.h>

namespace ipclab::report {
namespace {

constexpr std::chrono::seconds patience{1};
constexpr std::string_view erase_line = "\r\x1b[K";

} // namespace

Progress::Progress(int fd, const Terminal& terminal, Clock clock)
    : fd_{fd}, terminal_{terminal}, clock_{std::move(clock)}, since_{clock_()} {}

void Progress::show(std::string_view text) {
    if (!terminal_.rewrites || clock_() - since_ < patience) return;
    std::string safe = terminal_.safe(text);
    std::ranges::replace(safe, '\n', ' ');
    std::string line;
    int columns = 0;
    for (std::string_view rest = safe; !rest.empty();) {
        const Character character = first_character(rest);
        // The last column stays free: some terminals wrap as soon as it is filled.
        if (columns + character.columns > terminal_.width - 1) break;
        columns += character.columns;
        line += character.bytes;
        rest.remove_prefix(character.bytes.size());
    }
    write(std::string{erase_line} + terminal_.paint(Style::faint, line));
    visible_ = true;
}

void Progress::clear() {
    if (visible_) write(erase_line);
    visible_ = false;
}

void Progress::write(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
        if (written <= 0) return; // nobody can be told that the teller failed
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace ipclab::report
