#include "course/students_copy.h"

#include "course/node.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace ipclab::course {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

bool is_comment(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t");
    return first != std::string_view::npos && line[first] == '#';
}

const Node* value_of(const Node& table, std::string_view key) {
    for (const Member& member : table.members)
        if (member.key == key) return &member.value;
    return nullptr;
}

/// The text without those of the tables under [[`key`]] that are not `wanted`.
std::string without(std::string_view text, const std::string& file, std::string_view key,
                    const std::function<bool(const Node&)>& unwanted) {
    Problems problems(file, std::string(text));
    const Node root = parse_toml(text, problems);
    const auto lines = lines_of(text);
    // Where a part of the file begins: at the comment above its heading.
    const auto begin_of = [&](const Node& node) {
        auto line = static_cast<std::size_t>(node.span.begin.line - 1);
        while (line > 0 && is_comment(lines[line - 1]))
            --line;
        return line;
    };
    std::vector<std::size_t> begins{lines.size()};
    std::vector<std::size_t> left_out;
    for (const Member& member : root.members) {
        if (member.value.kind == Node::Kind::table) begins.push_back(begin_of(member.value));
        for (const Node& item : member.value.items) {
            if (item.kind != Node::Kind::table) continue;
            begins.push_back(begin_of(item));
            if (member.key == key && unwanted(item)) left_out.push_back(begins.back());
        }
    }
    std::sort(begins.begin(), begins.end());
    std::string kept;
    for (std::size_t line = 0; line < lines.size();) {
        if (std::find(left_out.begin(), left_out.end(), line) != left_out.end())
            line = *std::upper_bound(begins.begin(), begins.end(), line);
        else
            kept += lines[line++];
    }
    return kept;
}

} // namespace

std::string without_hidden(std::string_view lab_toml, const std::string& file) {
    return without(lab_toml, file, "scenario", [](const Node& scenario) {
        const Node* hidden = value_of(scenario, "hidden");
        return hidden != nullptr && hidden->kind == Node::Kind::yes_no && hidden->yes;
    });
}

std::string without_labs(std::string_view course_toml, const std::set<std::string>& ids, const std::string& file) {
    return without(course_toml, file, "lab", [&](const Node& lab) {
        const Node* path = value_of(lab, "path");
        return path != nullptr && ids.contains(path->text);
    });
}

} // namespace ipclab::course
