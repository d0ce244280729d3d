#include "place.h"

#include "engine/descriptor.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void not_here(std::string_view what) { throw NotHere(fmt::format("{}: {}", what, std::strerror(errno))); }

void write_file(const fs::path& file, std::string_view text, std::string_view what) {
    std::ofstream stream{file, std::ios::binary};
    stream << text;
    if (!stream.flush()) not_here(what);
}

/// Lies over the machine's own file from now on.
void cover(const fs::path& machines, const fs::path& ours) {
    if (mount(ours.c_str(), machines.c_str(), nullptr, MS_BIND, nullptr) == -1) not_here("covering " + machines.string());
}

} // namespace

namespace {

/// Maps of more than one id can only be written from outside of the new namespace: by a child that was made before it. The result
/// is true where it did so.
class MapsFromOutside {
public:
    explicit MapsFromOutside(const std::string& map) {
        std::array<int, 2> go{};
        if (pipe2(go.data(), O_CLOEXEC) == -1) not_here("pipe");
        const auto parent = getpid();
        child_ = fork();
        if (child_ == -1) not_here("fork");
        if (child_ == 0) {
            close(go[1]);
            char byte = 0;
            if (read(go[0], &byte, 1) != 1) _exit(1);
            for (const auto* name : {"uid_map", "gid_map"}) {
                std::ofstream file{fmt::format("/proc/{}/{}", parent, name)};
                file << map;
                if (!file.flush()) _exit(1);
            }
            _exit(0);
        }
        close(go[0]);
        go_.reset(go[1]);
    }
    bool write_now() {
        int status = 0;
        const bool told = write(go_.get(), "g", 1) == 1;
        go_.reset();
        return waitpid(child_, &status, 0) == child_ && told && status == 0;
    }

private:
    engine::Descriptor go_;
    pid_t child_ = -1;
};

} // namespace

bool become_student() {
    const auto uid = geteuid();
    const auto gid = getegid();
    const auto own = fmt::format("{} {} 1\n", student, uid);
    MapsFromOutside outside{own + fmt::format("{0} {0} 1\n", guest)};
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1) not_here("user namespaces are refused here");
    write_file("/proc/self/setgroups", "deny", "/proc/self/setgroups");
    const bool both = outside.write_now();
    if (!both) {
        write_file("/proc/self/uid_map", own, "/proc/self/uid_map");
        write_file("/proc/self/gid_map", fmt::format("{} {} 1\n", student, gid), "/proc/self/gid_map");
    }
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == -1) not_here("making mounts private");
    // The names of users and groups, on a file system of their own that is taken away again.
    if (mount("tmpfs", "/mnt", "tmpfs", 0, "size=64k") == -1) not_here("mounting a file system");
    write_file(
        "/mnt/passwd",
        fmt::format("root:x:0:0::/:/bin/sh\nstudent:x:{0}:{0}::/:/bin/sh\nguest:x:{1}:{1}::/:/bin/sh\n", student, guest),
        "passwd");
    write_file("/mnt/group", fmt::format("root:x:0:\nstudent:x:{}:\nguest:x:{}:\n", student, guest), "group");
    cover("/etc/passwd", "/mnt/passwd");
    cover("/etc/group", "/mnt/group");
    if (umount2("/mnt", MNT_DETACH) == -1) not_here("taking a file system away");
    return both;
}

namespace {

/// The low byte of st_dev is a part of every key. A new file system gets the lowest number that is free, so the next ones are
/// put on top of it until one fits.
void mount_with_known_number(const fs::path& folder, Place& place) {
    constexpr int enough = 4096;
    struct stat info {};
    for (int i = 0; i < enough; ++i) {
        const auto options = fmt::format("size=16m,mode=0755,uid={0},gid={0}", student);
        if (mount("tmpfs", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) == -1)
            not_here("mounting a file system");
        if (stat(folder.c_str(), &info) == -1) not_here("looking at the new file system");
        if ((info.st_dev & 0xff) == usual_device) {
            place.device = info.st_dev;
            return;
        }
    }
    throw NotHere("no file system gets a device number that ends in the wanted byte");
}

/// The words of the commands that could be files: without "./", and without what a shell knows.
std::set<std::string> file_names(const std::vector<std::string>& commands) {
    std::set<std::string> names;
    for (auto command : commands) {
        for (char& c : command)
            if (std::string_view{"|&;<>()\"'$`"}.find(c) != std::string_view::npos) c = ' ';
        std::istringstream words{command};
        for (std::string word; words >> word;)
            names.insert(word.starts_with("./") ? word.substr(2) : word);
    }
    return names;
}

} // namespace

Place make_place(const fs::path& base, const Provided& provided, const std::vector<std::string>& commands) {
    Place place;
    place.folder = base / "chapters" / provided.chapter.filename();
    fs::create_directories(place.folder);
    fs::create_symlink(provided.ipclab, base / "ipclab");
    mount_with_known_number(place.folder, place);
    // A report shows lines of the source that lies beside its program. Elsewhere it would only change the keys of other files.
    const bool with_reports = std::ranges::any_of(
        commands, [](const std::string& command) { return command.find("ipclab check") != std::string::npos; });
    for (const auto& name : file_names(commands)) {
        if (name.find('/') != std::string::npos) continue;
        const auto source = provided.chapter / (name + ".cpp");
        if (with_reports && fs::is_regular_file(source)) fs::copy_file(source, place.folder / (name + ".cpp"));
        if (fs::is_regular_file(provided.programs / name)) // no link: the guest cannot enter a checkout in root's home
            fs::copy_file(provided.programs / name, place.folder / name);
        else if (name.ends_with(".cpp") && fs::is_regular_file(provided.chapter / name))
            fs::create_symlink(provided.chapter / name, place.folder / name);
    }
    return place;
}

} // namespace ipclab::chapters
