#include "course/values.h"
#include "engine/spawn.h"
#include "judge/play.h"

#include <cerrno>
#include <fstream>
#include <sys/ipc.h>
#include <system_error>

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

/// The same inode in every run, so that ftok gives the same key: steps of different runs are compared by what they touch. It is kept
/// beside the runs' folders, and each of these gets a link to it.
void make_kept(const fs::path& folder, const fs::path& name, const std::string& text) {
    const auto kept = folder.parent_path() / "kept" / name;
    fs::create_directories(kept.parent_path());
    if (fs::exists(kept)) fs::permissions(kept, fs::perms(0644));
    write_text(kept, text); // whatever the last run left in it
    fs::create_hard_link(kept, folder / name);
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
        case Kind::folder: break;
        }
    }
}

} // namespace ipclab::judge
