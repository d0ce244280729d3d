#include "judge/build_cache.h"

#include "judge/digest.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

namespace ipclab::judge {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> contents_if_any(const fs::path& file) {
    try {
        return contents_of(file);
    } catch (const std::system_error&) {
        return {};
    }
}

void write_file(const fs::path& file, const std::string& bytes) {
    std::ofstream out(file, std::ios::binary);
    out << bytes;
    out.close();
    if (!out) throw std::system_error(errno, std::generic_category(), "cannot write " + file.string());
}

} // namespace

TemporaryFolder::TemporaryFolder(const fs::path& within) {
    auto name = (within / "making-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), "cannot make a folder in " + within.string());
    path_ = name;
}
TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
    path_.swap(other.path_);
    return *this;
}
TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

BuildCache::BuildCache(fs::path folder, fs::path sources) : folder_(std::move(folder)), sources_(std::move(sources)) {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) throw std::system_error(error, "what is built cannot be kept in " + folder_.string());
    folder_ = fs::canonical(folder_);
}

TemporaryFolder BuildCache::workplace() const { return TemporaryFolder(folder_); }

fs::path BuildCache::entry_folder(const std::string& key, const std::string& included) const {
    return folder_ / Digest{}.field(key).field(included).text();
}

/// A line for each included file: the digest of its contents and its name. Nothing where one cannot be read.
std::optional<std::string> BuildCache::describe(const std::vector<std::string>& included) const {
    std::string lines;
    for (const auto& name : included) {
        const auto contents = contents_if_any(sources_ / name);
        if (!contents) return {};
        lines += digest_of(*contents) + " " + name + "\n";
    }
    return lines;
}

std::optional<BuildCache::Entry> BuildCache::find(const std::string& key) const {
    const auto last_time = contents_if_any(folder_ / (key + ".includes"));
    if (!last_time) return {};
    std::vector<std::string> included;
    std::istringstream lines(*last_time);
    for (std::string digest, name; lines >> digest && lines.get() && std::getline(lines, name);)
        included.push_back(name);
    const auto now = describe(included);
    if (!now) return {};

    const auto folder = entry_folder(key, *now);
    const auto executable = contents_if_any(folder / "program");
    const auto messages = contents_if_any(folder / "messages");
    const auto said = contents_if_any(folder / "digest");
    if (!executable || !messages || !said) return {};
    Entry entry{folder / "program", digest_of(*executable), *messages};
    if (*said != Digest{}.field(entry.digest).field(*messages).text()) return {};
    return entry;
}

BuildCache::Entry BuildCache::store(const std::string& key, const std::optional<std::vector<std::string>>& included,
                                    const fs::path& made, const std::string& messages) const {
    const auto now = included ? describe(*included) : std::nullopt;
    const auto folder = entry_folder(key, now.value_or("not to be found again"));
    const auto fresh = workplace();
    fs::rename(made, fresh.path() / "program");
    Entry entry{folder / "program", digest_of(contents_of(fresh.path() / "program")), messages};
    write_file(fresh.path() / "messages", messages);
    write_file(fresh.path() / "digest", Digest{}.field(entry.digest).field(messages).text());
    // Two graders may be here at once with equal contents: whose folder stays does not matter.
    for (int tries = 0;; ++tries) {
        std::error_code error;
        fs::rename(fresh.path(), folder, error);
        if (!error) break;
        if (tries == 10) throw std::system_error(error, "cannot store " + folder.string());
        fs::remove_all(folder, error);
    }
    if (!now) return entry;
    const auto list = workplace();
    write_file(list.path() / "includes", *now);
    fs::rename(list.path() / "includes", folder_ / (key + ".includes"));
    return entry;
}

} // namespace ipclab::judge
