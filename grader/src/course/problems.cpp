#include "course/problems.h"

#include "course/text_file.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <tuple>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Bytes of the character that begins at `at`.
std::size_t character_length(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    while (end < text.size() && continues(text[end]))
        ++end;
    return end - at;
}

/// The line as it may be printed, one column kept a character.
std::string printable(std::string_view line) {
    std::string clean;
    for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        clean += c == '\t' ? ' ' : byte < 0x20 || byte == 0x7F ? '?' : c;
    }
    for (std::size_t bad = first_invalid_utf8(clean); bad != std::string::npos; bad = first_invalid_utf8(clean))
        clean[bad] = '?';
    return clean;
}

std::uint32_t code_point(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    std::uint32_t value = character.size() == 1   ? first
                          : character.size() == 2 ? first & 0x1FU
                          : character.size() == 3 ? first & 0x0FU
                                                  : first & 0x07U;
    for (const char c : character.substr(1))
        value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
    return value;
}

/// Columns of a terminal that a character takes: 2 for Hangul, Han, kana, full-width forms and pictures (Unicode TR 11).
std::size_t columns(std::string_view character) {
    const std::uint32_t c = code_point(character);
    const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                      (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                      (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
}

/// Terminal columns of `count` characters of the line from the one with index `from`; past its end each counts one.
std::size_t columns(std::string_view line, int from, int count) {
    std::size_t sum = 0;
    std::size_t at = 0;
    for (int i = 0; i < from + count; ++i) {
        std::size_t width = 1;
        if (at < line.size()) {
            const std::size_t length = character_length(line, at);
            width = columns(line.substr(at, length));
            at += length;
        }
        if (i >= from) sum += width;
    }
    return sum;
}

std::string all_of(const std::vector<Problem>& problems) {
    std::string text;
    for (const Problem& problem : problems)
        text += plain_text(problem) + "\n";
    if (!problems.empty())
        text += fmt::format("{} mistake{} in {}", problems.size(), problems.size() == 1 ? "" : "s", problems.front().file);
    return text;
}

} // namespace

std::string plain_text(const Problem& problem) {
    std::string text = fmt::format("error: {}\n", problem.message);
    if (problem.place.line == 0) {
        text += fmt::format(" --> {}\n", problem.file);
        if (!problem.suggestion.empty()) text += fmt::format("  = help: {}\n", problem.suggestion);
        return text;
    }
    const std::string number = std::to_string(problem.place.line);
    const std::string margin(number.size(), ' ');
    const int before = std::max(problem.place.column - 1, 0);
    text += fmt::format("{}--> {}:{}:{}\n", margin, problem.file, problem.place.line, problem.place.column);
    text += fmt::format("{} |\n{} | {}\n", margin, number, problem.line_text);
    text += fmt::format("{} | {}{}\n", margin, std::string(columns(problem.line_text, 0, before), ' '),
                        std::string(std::max<std::size_t>(columns(problem.line_text, before, problem.width), 1), '^'));
    if (!problem.suggestion.empty()) text += fmt::format("{} = help: {}\n", margin, problem.suggestion);
    return text;
}

LabError::LabError(std::vector<Problem> problems) : std::runtime_error(all_of(problems)), problems_(std::move(problems)) {}

Problems::Problems(std::string file, std::string text) : file_(std::move(file)), text_(std::move(text)), line_starts_{0} {
    for (std::size_t i = 0; i < text_.size(); ++i)
        if (text_[i] == '\n') line_starts_.push_back(i + 1);
}

std::string_view Problems::line(int number) const {
    const auto index = static_cast<std::size_t>(number) - 1;
    if (number < 1 || index >= line_starts_.size()) return {};
    const std::size_t begin = line_starts_[index];
    std::size_t end = index + 1 < line_starts_.size() ? line_starts_[index + 1] - 1 : text_.size();
    if (end > begin && text_[end - 1] == '\r') --end;
    return std::string_view(text_).substr(begin, end - begin);
}

std::size_t Problems::offset(Place place) const {
    if (place.line < 1) return 0;
    const auto index = static_cast<std::size_t>(place.line) - 1;
    if (index >= line_starts_.size()) return text_.size();
    std::size_t at = line_starts_[index];
    for (int column = 1; column < place.column && at < text_.size() && text_[at] != '\n'; ++column)
        at += character_length(text_, at);
    return at;
}

Place Problems::place_at(std::size_t offset) const {
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const std::size_t begin = *std::prev(next);
    const auto characters =
        std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                      text_.begin() + static_cast<std::ptrdiff_t>(offset), [](char c) { return !continues(c); });
    return {static_cast<int>(next - line_starts_.begin()), static_cast<int>(characters) + 1};
}

std::string_view Problems::source(const Span& where) const {
    const std::size_t begin = offset(where.begin);
    const std::size_t end = std::max(offset(where.end), begin);
    return std::string_view(text_).substr(begin, end - begin);
}

Span Problems::narrow(const Span& where, std::string_view whole, std::size_t at, std::size_t length) const {
    std::size_t found = source(where).find(whole);
    if (found != std::string_view::npos)
        found += at;
    else
        found = source(where).find(whole.substr(at, length));
    if (found == std::string_view::npos) return where;
    const std::size_t begin = offset(where.begin) + found;
    return {place_at(begin), place_at(begin + length)};
}

void Problems::add(const Span& where, std::string message, std::string suggestion) {
    Problem problem;
    problem.file = file_;
    problem.place = {std::max(where.begin.line, 1), std::max(where.begin.column, 1)};
    problem.line_text = printable(line(problem.place.line));
    const auto length = static_cast<int>(
        std::count_if(problem.line_text.begin(), problem.line_text.end(), [](char c) { return !continues(c); }));
    const int end = where.end.line > where.begin.line ? length + 1 : where.end.column;
    problem.width = std::max(std::min(end, length + 1) - problem.place.column, 1);
    problem.message = std::move(message);
    problem.suggestion = std::move(suggestion);
    problems_.push_back(std::move(problem));
}

void Problems::add(std::string message, std::string suggestion) {
    problems_.push_back({file_, {}, 1, {}, std::move(message), std::move(suggestion)});
}

void Problems::throw_if_any() const {
    if (problems_.empty()) return;
    std::vector<Problem> sorted = problems_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
    });
    throw LabError(std::move(sorted));
}

} // namespace ipclab::course
