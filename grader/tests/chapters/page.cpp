#include "page.h"

#include "files.h"
#include "places.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <stdexcept>
#include <vector>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

std::string_view trimmed(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    return line;
}

bool is_label(std::string_view line) { return trimmed(line).starts_with("// ["); }

std::vector<std::string> labelled(const fs::path& source, const std::vector<std::string>& lines, const std::string& label) {
    const auto mark = fmt::format("// [{}]", label);
    const auto is_mark = [&](const std::string& line) { return trimmed(line) == mark; };
    const auto begin = std::ranges::find_if(lines, is_mark);
    const auto end = begin == lines.end() ? begin : std::find_if(begin + 1, lines.end(), is_mark);
    if (end == lines.end())
        throw std::runtime_error(fmt::format("{} does not have the line \"{}\" twice", source.filename().string(), mark));
    return {begin + 1, end};
}

std::vector<std::string> without_head(const std::vector<std::string>& lines) {
    auto begin = std::ranges::find_if(lines, [](const std::string& line) { return !line.starts_with("//"); });
    while (begin != lines.end() && begin->empty())
        ++begin;
    return {begin, lines.end()};
}

/// The block's content, fence included.
std::string shown(const fs::path& folder, const std::string& kind, const std::string& name, const std::string& label) {
    const auto fenced = [](std::string_view language, const std::string& text) {
        return fmt::format("```{}\n{}```\n", language, text);
    };
    if (kind == "code") return fenced("cpp", excerpt(folder / name, label));
    return fenced(kind == "session" ? "console" : "text", read_file(folder / name));
}

} // namespace

std::string excerpt(const fs::path& source, const std::string& label) {
    const auto lines = lines_of(read_file(source));
    auto wanted = label.empty() ? without_head(lines) : labelled(source, lines, label);
    std::erase_if(wanted, is_label);
    auto indent = std::string::npos;
    for (const auto& line : wanted)
        indent = std::min(indent, line.find_first_not_of(' '));
    std::string text;
    for (const auto& line : wanted)
        text += (line.size() > indent ? line.substr(indent) : "") + "\n";
    return text;
}

std::string rendered(const fs::path& page) {
    static const std::regex begins{"<!-- (code|session|figure): ([^ ]+)( ([^ ]+))? -->"};
    static const std::string ends = "<!-- end -->";
    std::string text;
    bool inside = false;
    bool fenced = false;
    int number = 0;
    const auto fail = [&](const std::string& what) {
        throw std::runtime_error(fmt::format("{}:{}: {}", page.filename().string(), number, what));
    };
    for (const auto& line : lines_of(read_file(page))) {
        ++number;
        if (inside) {
            if (line != ends) continue;
            inside = false;
        } else if (line == ends) {
            fail("nothing begins that could end here");
        } else if (line.starts_with("```")) {
            // What is shown as an answer must come from a run.
            if (!fenced && (line == "```" || line == "```console" || line == "```text"))
                fail("what a program says stands between <!-- session: … --> and <!-- end -->; commands to be typed are "
                     "```sh");
            fenced = !fenced;
        } else if (line.starts_with("<!-- ") && !fenced) {
            std::smatch parts;
            if (std::regex_match(line, parts, begins)) {
                inside = true;
                text += line + "\n" + shown(page.parent_path(), parts[1], parts[2], parts[4]);
                continue;
            }
        }
        text += line + "\n";
    }
    if (inside) fail("a block has no <!-- end -->");
    return text;
}

} // namespace ipclab::chapters
