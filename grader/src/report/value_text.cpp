#include "report/value_text.h"

#include "report/width.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

/// Above this many comparisons the two texts are shown one after the other instead.
constexpr std::size_t most_comparisons = 4'000'000;

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

std::string visible(const Character& character, const Terminal& terminal) {
    if (character.bytes == "\t") return "\\t";
    if (character.bytes == "\r") return "\\r";
    if (character.code == 0 && character.valid) return "\\0";
    return terminal.safe(character.bytes);
}

/// One line of a value with what is invisible made visible. What is no text and comes many times on end, as it does where a text
/// has lost its '\0', is shown once, with how often.
std::string visible(std::string_view line, const Terminal& terminal) {
    constexpr std::size_t many = 10; // as sysv::quoted has it
    const std::size_t text_end = line.find_last_not_of(' ') + 1;
    std::string shown;
    for (std::string_view rest = line.substr(0, text_end); !rest.empty();) {
        const Character character = first_character(rest);
        std::size_t times = 0;
        while (rest.starts_with(character.bytes)) {
            rest.remove_prefix(character.bytes.size());
            ++times;
        }
        const std::string one = visible(character, terminal);
        if (times >= many && one.starts_with('\\') && one != character.bytes) {
            shown += fmt::format("({} {} times)", one, times);
            continue;
        }
        for (; times > 0; --times)
            shown += one;
    }
    for (std::size_t at = text_end; at < line.size(); ++at)
        shown += terminal.sign(Sign::blank);
    return shown;
}

enum class Side : std::uint8_t { both, expected, seen };
struct Line {
    Side side;
    std::string_view text;
    friend bool operator==(const Line&, const Line&) = default;
};

/// The longest common subsequence, by the usual table.
std::vector<Line> difference(const std::vector<std::string_view>& expected, const std::vector<std::string_view>& seen) {
    const std::size_t width = seen.size() + 1;
    std::vector<std::uint32_t> common((expected.size() + 1) * width, 0);
    for (std::size_t e = expected.size(); e-- > 0;)
        for (std::size_t s = seen.size(); s-- > 0;)
            common[e * width + s] = expected[e] == seen[s]
                                        ? common[(e + 1) * width + s + 1] + 1
                                        : std::max(common[(e + 1) * width + s], common[e * width + s + 1]);
    std::vector<Line> lines;
    std::size_t e = 0;
    std::size_t s = 0;
    while (e < expected.size() || s < seen.size()) {
        if (e < expected.size() && s < seen.size() && expected[e] == seen[s]) {
            lines.push_back({Side::both, expected[e++]});
            ++s;
        } else if (s == seen.size() || (e < expected.size() && common[(e + 1) * width + s] >= common[e * width + s + 1])) {
            lines.push_back({Side::expected, expected[e++]});
        } else {
            lines.push_back({Side::seen, seen[s++]});
        }
    }
    return lines;
}

std::vector<Line> one_after_the_other(const std::vector<std::string_view>& expected,
                                      const std::vector<std::string_view>& seen) {
    std::vector<Line> lines;
    for (const std::string_view line : expected)
        lines.push_back({Side::expected, line});
    for (const std::string_view line : seen)
        lines.push_back({Side::seen, line});
    return lines;
}

void show_lines(Page& page, int indent, const std::vector<Line>& lines) {
    const Terminal& terminal = page.terminal();
    const std::string blanks(static_cast<std::size_t>(indent), ' ');
    page.raw(blanks + terminal.paint(Style::ok, "- expected") + "  " + terminal.paint(Style::error, "+ seen"));
    for (std::size_t at = 0; at < lines.size();) {
        std::size_t end = at + 1;
        while (end < lines.size() && lines[end] == lines[at])
            ++end;
        const auto [side, text] = lines[at];
        const Style style = side == Side::both ? Style::plain : side == Side::expected ? Style::ok : Style::error;
        const std::string_view marker = side == Side::both ? "  " : side == Side::expected ? "- " : "+ ";
        const std::string shown = text.empty() && side != Side::both ? "(an empty line)" : visible(text, terminal);
        page.raw(blanks + terminal.paint(style, std::string{marker} + shown));
        const std::size_t repeated = end - at - 1;
        if (repeated >= 3) {
            page.raw(blanks + "  " + terminal.paint(Style::faint, fmt::format("(that line {} times in all)", repeated + 1)));
            at = end;
        } else {
            ++at;
        }
    }
}

std::string shown_or_nothing(std::string_view value, const Terminal& terminal) {
    if (value.empty()) return "(nothing)";
    if (value == "\n") return "(an empty line)";
    return visible(value.substr(0, value.find('\n')), terminal);
}

} // namespace

void show_difference(Page& page, int indent, std::string_view expected, std::string_view seen) {
    if (expected.empty() && seen.empty()) return;
    const auto wanted = lines_of(expected);
    const auto got = lines_of(seen);
    if (wanted.size() <= 1 && got.size() <= 1) {
        const std::string blanks(static_cast<std::size_t>(indent), ' ');
        const Terminal& terminal = page.terminal();
        page.raw(blanks + "expected  " + terminal.paint(Style::ok, shown_or_nothing(expected, terminal)));
        page.raw(blanks + "seen      " + terminal.paint(Style::error, shown_or_nothing(seen, terminal)));
        return;
    }
    const bool small = (wanted.size() + 1) * (got.size() + 1) <= most_comparisons;
    show_lines(page, indent, small ? difference(wanted, got) : one_after_the_other(wanted, got));
    if (got.empty()) page.prose(indent, "(nothing was seen)", Style::error);
    if (wanted.empty()) page.prose(indent, "(nothing was expected)", Style::ok);
}

} // namespace ipclab::report
