#include "places.h"

#include "files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <sstream>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

/// The name that a heading gets in a link: small letters and hyphens.
std::string anchor_of(const std::string& heading) {
    std::string anchor;
    for (const char c : heading) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == ' ' || c == '-')
            anchor += '-';
        else if (std::isalnum(byte) != 0 || c == '_' || byte >= 0x80)
            anchor += static_cast<char>(std::tolower(byte));
    }
    // Of what is beyond ASCII only the dots and dashes that headings have are no letters.
    static const std::regex signs{"·|–|→|…"};
    return std::regex_replace(anchor, signs, "");
}

bool has_heading(const fs::path& page, const std::string& wanted) {
    const auto lines = lines_of(read_file(page));
    return std::ranges::any_of(lines, [&](const std::string& line) {
        const auto begin = line.find_first_not_of('#');
        return begin != 0 && begin != std::string::npos && line[begin] == ' ' && anchor_of(line.substr(begin + 1)) == wanted;
    });
}

} // namespace

std::vector<Link> links_in(const std::string& text, const fs::path& page) {
    static const std::regex form{R"(\[[^\]]*\]\(([^)#]*)(#([^)]*))?\)( \(planned\))?)"};
    std::vector<Link> links;
    for (std::sregex_iterator at{text.begin(), text.end(), form}, end; at != end; ++at) {
        const auto& parts = *at;
        const auto file = parts[1].length() == 0 ? page : page.parent_path() / parts[1].str();
        links.push_back({.file = file.lexically_normal(), .heading = parts[3], .planned = parts[4].matched});
    }
    return links;
}

std::string problem_of(const Link& link, bool complete) {
    const auto name = link.file.filename().string();
    const bool there = fs::exists(link.file) && (link.heading.empty() || has_heading(link.file, link.heading));
    const auto whole = link.heading.empty() ? name : fmt::format("{}#{}", name, link.heading);
    if (link.planned && complete) return whole + " is only planned";
    if (link.planned && there) return whole + " is there: take \"(planned)\" away";
    if (!link.planned && !there) return whole + " is not there";
    return {};
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    if (!line.starts_with("| ") || !line.ends_with(" |")) return cells;
    std::string cell;
    for (std::size_t i = 1; i < line.size(); ++i) {
        if (line[i] != '|' || line[i - 1] == '\\') {
            cell += line[i];
            continue;
        }
        const auto begin = std::min(cell.find_first_not_of(' '), cell.size());
        const auto end = cell.find_last_not_of(' ') + 1;
        cells.push_back(cell.substr(begin, end > begin ? end - begin : 0));
        cell.clear();
    }
    return cells;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

} // namespace ipclab::chapters
