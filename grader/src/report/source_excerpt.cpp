#include "report/source_excerpt.h"

#include "report/width.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// Where `name` stands as a word of its own.
std::size_t find_word(std::string_view code, std::string_view name) {
    for (std::size_t at = code.find(name); at != std::string_view::npos; at = code.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at == 0 || !is_word(code[at - 1])) && (end == code.size() || !is_word(code[end]))) return at;
    }
    return std::string_view::npos;
}

std::size_t end_of_call(std::string_view code, std::size_t at) {
    int depth = 0;
    for (; at < code.size(); ++at) {
        depth += code[at] == '(' ? 1 : code[at] == ')' ? -1 : 0;
        if (code[at] == ')' && depth == 0) return at + 1;
    }
    return code.size();
}

/// Of a submission, only files of its own: a `#line` directive or a link could name any file of the reader's machine.
std::filesystem::path find_file(const std::string& file, const std::filesystem::path& folder) {
    std::filesystem::path candidate =
        folder.empty() ? std::filesystem::path{file} : folder / std::filesystem::path{file}.filename();
    std::error_code ignored;
    return std::filesystem::symlink_status(candidate, ignored).type() == std::filesystem::file_type::regular
               ? candidate
               : std::filesystem::path{};
}

} // namespace

std::optional<std::string> line_of_file(const std::filesystem::path& file, int line) {
    std::ifstream stream{file};
    std::string text;
    for (int number = 1; std::getline(stream, text); ++number)
        if (number == line) {
            if (text.ends_with('\r')) text.pop_back();
            return text;
        }
    return std::nullopt;
}

std::optional<std::vector<std::string>> lines_of(const trace::Location& where, const std::filesystem::path& folder) {
    constexpr std::uintmax_t most_bytes = 100'000;
    const std::filesystem::path file = find_file(where.file, folder);
    std::error_code failed;
    if (file.empty() || std::filesystem::file_size(file, failed) > most_bytes || failed) return std::nullopt;
    std::ifstream stream{file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        if (line.ends_with('\r')) line.pop_back();
        lines.push_back(std::move(line));
    }
    return lines;
}

Underline underline(std::string_view code, std::string_view call) {
    std::size_t from = call.empty() ? std::string_view::npos : find_word(code, call);
    std::size_t end = code.size();
    if (from == std::string_view::npos)
        from = std::min(code.find_first_not_of(" \t"), code.size());
    else
        end = end_of_call(code, from);
    while (end > from && (code[end - 1] == ' ' || code[end - 1] == '\t'))
        --end;
    return {display_width(code.substr(0, from)), std::max(display_width(code.substr(from, end - from)), 1)};
}

void show_source(Page& page, int indent, const trace::Location& where, const std::filesystem::path& folder,
                 std::string_view call) {
    const Terminal& terminal = page.terminal();
    const std::string blanks(static_cast<std::size_t>(indent), ' ');
    const std::string number = std::to_string(where.line);
    const std::string margin(number.size(), ' ');
    const std::filesystem::path file = find_file(where.file, folder);
    const std::string name = std::filesystem::path{where.file}.filename().string();

    std::string place = fmt::format("{}:{}", name, where.line);
    if (!where.function.empty()) place += ", in " + where.function;
    page.raw(blanks + margin + terminal.paint(Style::faint, "--> ") + terminal.safe(place));
    const auto code = file.empty() ? std::nullopt : line_of_file(file, where.line);
    if (!code) return;
    const std::string shown = terminal.safe(*code);
    const auto [from, length] = underline(shown, call);
    const auto bar = terminal.paint(Style::faint, terminal.sign(Sign::waits));
    page.raw(blanks + terminal.paint(Style::faint, number) + " " + bar + " " + shown);
    page.raw(blanks + margin + " " + bar + " " + std::string(static_cast<std::size_t>(from), ' ') +
             terminal.paint(Style::error, std::string(static_cast<std::size_t>(length), '^')));
}

} // namespace ipclab::report
