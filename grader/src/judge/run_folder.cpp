#include "course/values.h"
#include "engine/spawn.h"
#include "judge/play.h"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ipclab::judge {

namespace fs = std::filesystem;

namespace {

/// A file that is the programs' own.
void write_text(const fs::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw std::system_error(errno, std::generic_category(), file.string());
    engine::give_to_student(file);
}

std::uint64_t inode_of(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) == -1) throw std::system_error(errno, std::generic_category(), file.string());
    return about.st_ino;
}

/// Two files of one file system have the same key where the lowest sixteen bits of their inodes' numbers are equal.
bool have_one_key(std::uint64_t inode, std::uint64_t other) {
    return inode != other && (inode & 0xffff) == (other & 0xffff);
}

/// A new file with a key of its own: two of a run must not collide by chance. A number that does not fit stays in use, so that the next
/// file gets another.
void make_alone(const fs::path& file, const fs::path& all) {
    const auto is_alone = [&](std::uint64_t inode) {
        return std::ranges::none_of(fs::recursive_directory_iterator(all), [&](const fs::directory_entry& entry) {
            return entry.is_regular_file() && have_one_key(inode_of(entry.path()), inode);
        });
    };
    for (int i = 0;; ++i) {
        std::ofstream(file).close();
        if (is_alone(inode_of(file))) return;
        fs::rename(file, fs::path(file).concat(fmt::format(".not-{}", i)));
    }
}

/// The same inode in every run, so that ftok gives the same key: steps of different runs are compared by what they touch. It is kept
/// beside the runs' folders, and each of these gets a link to it.
void make_kept(const fs::path& folder, const fs::path& name, const std::string& text) {
    const auto kept = folder.parent_path() / "kept" / name;
    fs::create_directories(kept.parent_path());
    if (fs::exists(kept))
        fs::permissions(kept, fs::perms(0644));
    else
        make_alone(kept, folder.parent_path() / "kept");
    write_text(kept, text); // whatever the last run left in it
    fs::create_hard_link(kept, folder / name);
}

/// Makes files until one has the inode that is wanted, which is what somebody had to do to whom it happened by chance. Where numbers are
/// counted up, 65,536 are enough, and each file is taken away at once. Where a number that was given back comes again, the file that
/// has it stays until the end.
void search_twin(const fs::path& twin, std::uint64_t inode) {
    constexpr int most = 4 * 65536;
    const auto nursery = twin.parent_path() / ".twins";
    fs::create_directory(nursery);
    std::uint64_t last = 0;
    bool found = false;
    for (int i = 0; i < most && !found; ++i) {
        const auto file = nursery / std::to_string(i);
        if (::mknod(file.c_str(), S_IFREG | 0644, 0) == -1) break; // there is no room for more
        const auto number = inode_of(file);
        found = have_one_key(number, inode);
        if (found)
            fs::rename(file, twin);
        else if (number > last)
            fs::remove(file);
        last = std::max(last, number);
    }
    fs::remove_all(nursery);
    if (!found) throw CannotBeMade("this machine's file system makes no two files with one key");
}

/// Found once, and kept like other files.
void make_twin(const fs::path& folder, const fs::path& name, const fs::path& target) {
    const auto kept = folder.parent_path() / "kept" / name;
    const auto inode = inode_of(folder / target);
    fs::create_directories(kept.parent_path());
    if (!fs::exists(kept) || !have_one_key(inode_of(kept), inode)) {
        fs::remove(kept);
        search_twin(kept, inode);
    }
    make_kept(folder, name, "another file than " + target.string() + "\n");
}

} // namespace

RunFolder::RunFolder(fs::path folder, const course::Lab& lab, const fs::path& programs) : path_(std::move(folder)) {
    fs::create_directory(path_);
    engine::give_to_student(path_);
    for (const auto& program : lab.programs)
        if (fs::exists(programs / program.name)) fs::create_symlink(programs / program.name, path_ / program.name);
    for (const auto& key : lab.keys) {
        const auto file = path_ / key.file;
        if (!fs::exists(file)) make_kept(path_, key.file, lab.id + ": only its name and its inode matter, for ftok\n");
        const auto number = ::ftok(file.c_str(), key.proj);
        if (number == -1) throw std::system_error(errno, std::generic_category(), "ftok " + file.string());
        keys_.push_back({key.name, number});
    }
}

void RunFolder::make_inner(const fs::path& inner) const {
    auto folder = path_;
    for (const auto& part : inner) {
        folder /= part;
        if (fs::exists(folder)) continue;
        fs::create_directory(folder);
        engine::give_to_student(folder);
    }
}

void RunFolder::make_files(const std::vector<course::GivenFile>& files,
                           const std::map<std::string, std::string>& known) const {
    using Kind = course::GivenFile::Kind;
    for (const auto& file : files) {
        const fs::path name(file.name);
        make_inner(file.kind == Kind::folder ? name : name.parent_path());
        switch (file.kind) {
        case Kind::text: make_kept(path_, name, course::fill(file.text, known)); break;
        case Kind::link: fs::create_hard_link(path_ / file.target, path_ / name); break;
        case Kind::symlink: // as seen from the folder that it lies in
            fs::create_symlink(fs::path(file.target).lexically_relative(name.parent_path()), path_ / name);
            break;
        case Kind::twin: make_twin(path_, name, file.target); break;
        case Kind::folder: break;
        }
    }
}

} // namespace ipclab::judge
