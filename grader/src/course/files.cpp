// The files that are there before the play.

#include "course/nearest.h"
#include "course/scenario.h"
#include "sysv/names.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::size_t largest_file = 256 << 10;

/// Reads the entries one after the other and knows the names that are taken.
class Files {
public:
    Files(const Known& known, const Scope& scope, Problems& problems) : scope_(scope), problems_(problems) {
        for (const Key& key : known.keys)
            taken_.push_back(key.file);
        for (const std::string& program : known.programs)
            programs_.push_back(program);
    }

    std::optional<GivenFile> read(const Node& node);

private:
    bool read_name(Table& table, GivenFile& file);
    bool read_kind(Table& table, GivenFile& file);
    bool read_target(const Node& node, GivenFile& file);
    [[nodiscard]] bool is_folder(std::string_view name) const {
        return std::find(folders_.begin(), folders_.end(), name) != folders_.end();
    }

    const Scope& scope_;
    Problems& problems_;
    std::vector<std::string> taken_, folders_, programs_;
};

bool Files::read_name(Table& table, GivenFile& file) {
    const Node* name = table.require("name", "name = \"a.txt\"");
    const auto text = name == nullptr ? std::nullopt : as_text(*name, "\"name\"", problems_);
    if (!text) return false;
    file.name = *text;
    const auto slash = text->find('/');
    const bool printable = std::none_of(text->begin(), text->end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
    if (!is_inner_path(*text) || std::count(text->begin(), text->end(), '/') > 1 || !printable) {
        problems_.add(name->span, fmt::format("{} is no name for a file in the run's folder", sysv::quoted(*text)),
                      "a plain name, or one in a folder: \"a.txt\", \"desk/a.txt\"");
        return false;
    }
    const std::string outer = slash == std::string::npos ? "" : text->substr(0, slash);
    const bool known = std::find(taken_.begin(), taken_.end(), *text) != taken_.end() || is_folder(*text);
    if (known || std::find(programs_.begin(), programs_.end(), *text) != programs_.end()) {
        problems_.add(name->span, fmt::format("there is a {} in the run's folder already", sysv::quoted(*text)),
                      known ? "give it another name" : "that is one of the programs: give it another name");
        return false;
    }
    if (!outer.empty() && std::find(taken_.begin(), taken_.end(), outer) != taken_.end()) {
        problems_.add(name->span, fmt::format("{} is a file, so nothing can lie in it", sysv::quoted(outer)));
        return false;
    }
    if (!outer.empty() && !is_folder(outer)) folders_.push_back(outer);
    return true;
}

bool Files::read_target(const Node& node, GivenFile& file) {
    file.target = node.text;
    if (std::find(taken_.begin(), taken_.end(), node.text) != taken_.end()) return true;
    if (is_folder(node.text)) {
        if (file.kind == GivenFile::Kind::symlink) return true;
        if (file.kind == GivenFile::Kind::twin)
            problems_.add(node.span,
                          fmt::format("{} is a folder, and only a file can have a twin", sysv::quoted(node.text)));
        else
            problems_.add(node.span, fmt::format("{} is a folder, which cannot have a second name", sysv::quoted(node.text)),
                          "symlink = leads to a folder too");
        return false;
    }
    problems_.add(node.span, fmt::format("there is no file {} at this entry", sysv::quoted(node.text)),
                  did_you_mean(node.text, taken_, "the files that are there"));
    return false;
}

/// What it is: one thing.
bool Files::read_kind(Table& table, GivenFile& file) {
    std::vector<std::string> kinds;
    for (const std::string_view kind : {"text", "link", "symlink", "twin", "folder"})
        if (table.find(kind) != nullptr) kinds.emplace_back(kind);
    if (kinds.size() != 1) {
        problems_.add(table.node().span,
                      kinds.empty() ? "this entry does not say what the file is"
                                    : fmt::format("a file is one thing, but this one has {}", listed(kinds)),
                      "it has one of text, link, symlink, twin and folder");
        return false;
    }
    const Node& value = *table.find(kinds[0]);
    if (kinds[0] == "folder") {
        file.kind = GivenFile::Kind::folder;
        const auto yes = as_yes_no(value, "\"folder\"", problems_);
        if (yes == false) problems_.add(value.span, "a folder is one", "folder = true");
        return yes == true;
    }
    if (!as_text(value, fmt::format("\"{}\"", kinds[0]), problems_)) return false;
    file.kind = kinds[0] == "text"   ? GivenFile::Kind::text
                : kinds[0] == "link" ? GivenFile::Kind::link
                : kinds[0] == "twin" ? GivenFile::Kind::twin
                                     : GivenFile::Kind::symlink;
    if (file.kind != GivenFile::Kind::text) return read_target(value, file);
    file.text = value.text;
    check_placeholders(value, scope_, Filled::before, problems_);
    if (value.text.size() > largest_file) problems_.add(value.span, "a file has at most 256 KiB");
    return true;
}

std::optional<GivenFile> Files::read(const Node& node) {
    if (!is_table(node, "an entry of \"files\"", problems_)) return std::nullopt;
    Table table(node, "a file", problems_);
    GivenFile file;
    file.place = node.span.begin;
    const bool named = read_name(table, file);
    const bool good = read_kind(table, file);
    table.finish();
    // Also one that is not right yet: a second complaint where it is linked to would help nobody.
    if (named) (file.kind == GivenFile::Kind::folder ? folders_ : taken_).push_back(file.name);
    return named && good ? std::optional(file) : std::nullopt;
}

} // namespace

bool is_inner_path(const std::string& path) {
    const std::filesystem::path inner(path);
    return !path.empty() && inner.is_relative() && std::none_of(inner.begin(), inner.end(), [](const auto& part) {
        return part == ".." || part == "." || part.empty();
    });
}

void read_files(const Node& node, Scenario& scenario, const Known& known, const Scope& scope, Problems& problems) {
    if (!is_list(node, "\"files\"", "tables", problems)) return;
    Files reader(known, scope, problems);
    for (const Node& entry : node.items)
        if (auto file = reader.read(entry)) scenario.files.push_back(std::move(*file));
}

} // namespace ipclab::course
