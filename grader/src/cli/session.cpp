#include "cli/session.h"

#include "report/page.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool holds_labs(const fs::path& folder) {
    std::error_code ignored;
    return fs::is_regular_file(folder / "labs" / "course.toml", ignored);
}

[[noreturn]] void cannot_write(const fs::path& path, int error) {
    throw OurFailure{fmt::format("{} cannot be written: {}", path.string(), std::strerror(error))};
}

} // namespace

fs::path Session::root() const {
    if (const char* named = std::getenv("IPCLAB_ROOT"); named != nullptr && *named != '\0') {
        if (holds_labs(named)) return named;
        throw OurFailure{fmt::format("IPCLAB_ROOT is \"{}\", but there is no labs/course.toml in it", named)};
    }
    std::error_code error;
    for (fs::path folder = fs::current_path(error); !error; folder = folder.parent_path()) {
        if (holds_labs(folder)) return folder;
        if (folder == folder.parent_path()) break;
    }
    throw OurFailure{"there are no labs here. Go into the folder that you cloned, or set IPCLAB_ROOT to it"};
}

void print(std::string_view text) {
    if (!write_all(STDOUT_FILENO, text))
        throw OurFailure{fmt::format("standard output cannot be written: {}", std::strerror(errno))};
}

void print_error(std::string_view text) { write_all(STDERR_FILENO, text); }

std::string complaint(const report::Terminal& terminal, std::string_view sentence, std::string_view help) {
    report::Page page{terminal};
    page.prose(0, sentence, report::Style::plain, "ipclab: ", report::Style::error);
    if (!help.empty()) page.prose(8, help);
    return page.text();
}

void write_file(const fs::path& path, std::string_view text) {
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
        const bool done = fd >= 0 && write_all(fd, text);
        const int error = errno;
        if (fd >= 0) close(fd);
        if (!done) cannot_write(path, error);
        return;
    }
    std::string beside = path.string() + ".XXXXXX";
    const int fd = mkostemp(beside.data(), O_CLOEXEC);
    if (fd < 0) cannot_write(path, errno);
    // mkostemp gives 0600; a new file should have what the user's umask leaves.
    const mode_t mask = umask(0);
    umask(mask);
    const bool done = write_all(fd, text) && fchmod(fd, 0666 & ~mask) == 0;
    const int error = errno;
    close(fd);
    if (!done || std::rename(beside.c_str(), path.c_str()) != 0) {
        const int why = done ? errno : error;
        unlink(beside.c_str());
        cannot_write(path, why);
    }
}

void write_page(const fs::path& path, std::string_view page) {
    if (path == "-")
        print(page);
    else
        write_file(path, page);
}

} // namespace ipclab::cli
