#include "engine/left_file.h"

#include "engine/descriptor.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace ipclab::engine {
namespace {

using Is = trace::FileLeft::Is;

constexpr std::size_t most_bytes = 256 << 10;
constexpr int to_read = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC; // a FIFO makes nobody wait

/// Without openat2 (Linux before 5.6, some containers) no link at all is followed.
Descriptor open_step_by_step(int folder, const std::filesystem::path& path) {
    Descriptor at{openat(folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC)};
    for (auto part = path.begin(); part != path.end() && at; ++part) {
        const bool last = std::next(part) == path.end();
        at.reset(openat(at.get(), part->c_str(), O_NOFOLLOW | (last ? to_read : O_PATH | O_DIRECTORY | O_CLOEXEC)));
    }
    return at;
}

Descriptor open_beneath(int folder, const std::string& path) {
    open_how how{};
    how.flags = static_cast<std::uint64_t>(to_read);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    Descriptor file{static_cast<int>(syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how))};
    const bool unknown = !file && (errno == ENOSYS || errno == EPERM);
    return unknown ? open_step_by_step(folder, path) : std::move(file);
}

Is kind_of_failure(int error) {
    if (error == ENOENT || error == ENOTDIR) return Is::missing;
    if (error == ELOOP || error == EXDEV || error == ENXIO) return Is::another; // links, and a socket
    return Is::unreadable;
}

} // namespace

trace::FileLeft left_file(const std::string& folder, const std::string& name) {
    trace::FileLeft left{.name = name, .is = Is::missing, .bytes = {}};
    const Descriptor base{open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!base) throw std::system_error(errno, std::generic_category(), folder);
    const auto file = open_beneath(base.get(), name);
    struct stat info {};
    if (!file || fstat(file.get(), &info) == -1) {
        left.is = kind_of_failure(errno);
        return left;
    }
    if (!S_ISREG(info.st_mode)) {
        left.is = Is::another;
        return left;
    }
    std::array<char, 65536> buffer;
    left.is = Is::regular;
    while (left.bytes.size() <= most_bytes) {
        const auto n = read(file.get(), buffer.data(), buffer.size());
        if (n == 0) return left;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            left.is = Is::unreadable;
            left.bytes.clear();
            return left;
        }
        left.bytes.append(buffer.data(), static_cast<std::size_t>(n));
    }
    left.is = Is::too_large;
    left.bytes.clear();
    return left;
}

} // namespace ipclab::engine
