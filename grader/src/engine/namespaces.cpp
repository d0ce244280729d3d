#include "engine/namespaces.h"

#include "engine/descriptor.h"
#include "engine/spawn.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace ipclab::engine {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

/// True where the file took it all.
bool put(const std::string& path, std::string_view text) {
    const Descriptor file{open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    return file && write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Where the kit and its files are, which must not be covered.
std::vector<std::string> with_kit(std::vector<std::string> needed) {
    std::error_code ignored;
    needed.push_back(std::filesystem::current_path(ignored).string());
    for (const auto* name : {"HOME", "IPCLAB_ROOT", "IPCLAB_BUILD_DIR"})
        if (const auto* value = std::getenv(name)) needed.emplace_back(value);
    return needed;
}

/// True where one of the paths is `place` or lies below it.
bool holds_any(const std::string& place, const std::vector<std::string>& paths) {
    return std::any_of(paths.begin(), paths.end(),
                       [&](const std::string& path) { return path == place || path.starts_with(place + "/"); });
}

/// A folder that every system has and no lab needs, so that the run's own has one name in all runs: programs that print where they
/// are can be repeated. The kit itself may lie below one of them, and must not be covered.
std::string place_for_run(const std::vector<std::string>& needed) {
    std::error_code ignored;
    for (const std::string place : {"/run", "/srv", "/mnt", "/media", "/opt"}) {
        if (std::filesystem::is_directory(place, ignored) && !holds_any(place, needed)) return place;
    }
    throw std::runtime_error("no folder was found to put the run's own file system on");
}

void read_only_everywhere() {
    // Since Linux 5.12. Where it is not there, file permissions are all that protects the grader's files.
    struct {
        std::uint64_t attr_set, attr_clr, propagation, userns_fd;
    } attributes{.attr_set = 1 /* MOUNT_ATTR_RDONLY */, .attr_clr = 0, .propagation = 0, .userns_fd = 0};
    constexpr int at_recursive = 0x8000;
    constexpr long mount_setattr_number = 442;
    syscall(mount_setattr_number, -1, "/", at_recursive, &attributes, sizeof attributes);
}

} // namespace

void enter_namespaces(Level level, int map_request, int map_done) {
    int flags = CLONE_NEWUSER | CLONE_NEWIPC | CLONE_NEWNET;
    if (level == Level::full) flags |= CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS;
    const bool refused = unshare(flags) == -1;
    const int error = errno;
    const char answer = refused ? 'n' : 'y';
    if (write(map_request, &answer, 1) != 1) fail("asking for id maps");
    if (refused) {
        errno = error;
        fail("unshare(new namespaces)");
    }
    char mapped = 'n';
    if (read(map_done, &mapped, 1) != 1 || mapped != 'y')
        throw std::runtime_error("the ids of the new user namespace could not be mapped");
    // Our uid by its new map; the capabilities that came with the namespace stay until an exec.
    if (level == Level::full) {
        [[maybe_unused]] const auto named = sethostname("ipclab", 6);
    }
}

void write_id_maps(pid_t child, int map_request, int map_done, const std::vector<unsigned>& users) {
    char answer = 'n';
    if (read(map_request, &answer, 1) != 1 || answer != 'y') return; // the child says why itself
    const auto proc = fmt::format("/proc/{}/", child);
    bool mapped = false;
    std::string others;
    for (const auto user : users)
        others += fmt::format("{0} {0} 1\n", user);
    if (geteuid() == 0) {
        const auto map = fmt::format("0 0 1\n{0} {0} 1\n", student_uid) + others;
        mapped = put(proc + "uid_map", map) && put(proc + "gid_map", map);
    } else {
        mapped = put(proc + "setgroups", "deny") && put(proc + "uid_map", fmt::format("{0} {0} 1\n", geteuid()) + others) &&
                 put(proc + "gid_map", fmt::format("{0} {0} 1\n", getegid()) + others);
    }
    const char done = mapped ? 'y' : 'n';
    [[maybe_unused]] const auto n = write(map_done, &done, 1);
}

std::string prepare_mounts(const Files& files) {
    const auto paths = with_kit(files.needed);
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == -1) fail("making mounts private");
    if (!files.shared) read_only_everywhere();
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == -1) fail("mounting /proc");
    const auto place = place_for_run(paths);
    if (mount("tmpfs", place.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=64m,nr_inodes=8k,mode=0755") == -1)
        fail("mounting a file system for the run on " + place);
    auto folder = place + "/ipclab";
    if (mkdir(folder.c_str(), 0755) == -1) fail("making " + folder);
    give_to_student(folder);
    // Programs may make their files in /tmp; it is a new one, unless the kit itself lies there.
    if (!files.shared && !holds_any("/tmp", paths)) {
        [[maybe_unused]] const auto empty =
            mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=64m,nr_inodes=8k,mode=1777");
    }
    if (files.shared) return folder;
    // POSIX shared memory would outlive a run; a machine without /dev/shm has nothing to hide.
    [[maybe_unused]] const auto hidden =
        mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=16m,mode=1777");
    return folder;
}

} // namespace ipclab::engine
