#include "judge/output_difference.h"

#include "sysv/names.h"

#include <algorithm>
#include <fmt/format.h>

namespace ipclab::judge {

namespace {

/// Longer lines are not shown in a sentence: they stand in full beside it.
constexpr std::size_t longest_shown = 200;

std::string_view without_trailing_blanks(std::string_view line) {
    const auto last = line.find_last_not_of(" \t\r");
    return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::string bytes(std::size_t n) { return n == 1 ? "1 byte" : fmt::format("{} bytes", n); }

std::vector<std::string_view> texts(const std::vector<Line>& lines) {
    std::vector<std::string_view> result;
    for (const auto& line : lines)
        result.push_back(line.text);
    return result;
}

bool same_in_another_order(const std::vector<Line>& expected, const std::vector<Line>& seen) {
    return std::ranges::is_permutation(texts(expected), texts(seen));
}

bool same_without_empty_lines(const std::vector<Line>& expected, const std::vector<Line>& seen) {
    auto kept = texts(seen);
    std::erase(kept, "");
    return kept == texts(expected);
}

bool same_without_line_ends(std::string_view expected, std::string_view seen) {
    const auto joined = [](std::string_view text) {
        std::string result(text);
        std::erase(result, '\n');
        return result;
    };
    return joined(expected) == joined(seen);
}

/// What the bytes behind a text are, where that is certain: memory that nothing was stored in starts as a pattern, since programs
/// are compiled with -ftrivial-auto-var-init=pattern (0xfe with GCC, 0xaa with clang; neither can stand so in UTF-8).
std::string_view meaning_of_rest(std::string_view rest) {
    if (rest.find('\xfe') != std::string_view::npos || rest.find("\xaa\xaa") != std::string_view::npos)
        return ", from memory that nothing was ever stored in";
    if (rest.find_first_not_of('\0') == std::string_view::npos)
        return ", all zero: the NUL that ends a text in memory is not a part of it";
    if (rest.front() == '\0') return ", and a text ends at its first zero byte";
    return "";
}

std::size_t first_difference(std::string_view a, std::string_view b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

Difference missing_lines(const std::vector<Line>& expected, std::size_t from, std::size_t seen_size) {
    const auto missing = expected.size() - from;
    const auto next = expected[from].text;
    auto message = fmt::format("line {} is missing", from + 1);
    if (next.size() <= longest_shown) message = fmt::format("line {}, {}, is missing", from + 1, sysv::quoted(next));
    if (missing > 1) message += fmt::format(", and so {} {} more", missing == 2 ? "is" : "are", missing - 1);
    return {message, seen_size, true};
}

} // namespace

std::vector<Line> lines_of(std::string_view output) {
    std::vector<Line> lines;
    for (std::size_t begin = 0; begin < output.size();) {
        const auto end = std::min(output.find('\n', begin), output.size());
        lines.push_back({without_trailing_blanks(output.substr(begin, end - begin)), begin});
        begin = end + 1;
    }
    return lines;
}

std::string compare_lines(std::size_t number, std::string_view expected, std::string_view seen) {
    if (std::max(expected.size(), seen.size()) > longest_shown) {
        const auto at = first_difference(expected, seen);
        if (at == expected.size())
            return fmt::format("line {} should end after {}, but goes on: {} too many{}", number, bytes(at),
                               bytes(seen.size() - at), meaning_of_rest(seen.substr(at)));
        if (at == seen.size()) return fmt::format("line {} ends after {}, but should go on", number, bytes(at));
        return fmt::format("line {} is not what it should be from its byte {} on", number, at + 1);
    }
    const auto both = fmt::format("line {} should be {}, but is {}", number, sysv::quoted(expected), sysv::quoted(seen));
    if (!expected.empty() && seen.starts_with(expected)) {
        const auto rest = seen.substr(expected.size());
        return fmt::format("{}: {} too many{}", both, bytes(rest.size()), meaning_of_rest(rest));
    }
    if (!seen.empty() && expected.starts_with(seen))
        return fmt::format("{}: the last {} {} missing", both, bytes(expected.size() - seen.size()),
                           expected.size() - seen.size() == 1 ? "is" : "are");
    return both;
}

std::optional<Difference> difference(std::string_view expected_text, std::string_view seen_text) {
    const auto expected = lines_of(expected_text);
    const auto seen = lines_of(seen_text);
    const auto [one, other] = std::ranges::mismatch(expected, seen, {}, &Line::text, &Line::text);
    const auto at = static_cast<std::size_t>(one - expected.begin());
    if (at == expected.size() && at == seen.size()) return {};
    if (at == seen.size()) return missing_lines(expected, at, seen_text.size());

    const auto offset_in_line = at < expected.size() ? first_difference(expected[at].text, seen[at].text) : std::size_t{0};
    Difference found{"", seen[at].offset + offset_in_line, false};
    const auto shown = seen[at].text.size() <= longest_shown ? ": " + sysv::quoted(seen[at].text) : "";
    if (at == expected.size()) {
        const auto more = seen.size() - at;
        found.message = expected.empty() ? fmt::format("nothing should be printed, but there is a line{}", shown)
                        : more == 1      ? fmt::format("there is a line too many at the end{}", shown)
                                         : fmt::format("there are {} lines too many from line {} on{}", more, at + 1, shown);
        if (seen[at].text.empty()) found.message = fmt::format("after line {} there is an empty line too many", at);
        return found;
    }
    const auto lines = compare_lines(at + 1, expected[at].text, seen[at].text);
    if (same_in_another_order(expected, seen))
        found.message = fmt::format("the lines are right, but in another order: {}", lines);
    else if (same_without_empty_lines(expected, seen))
        found.message = fmt::format("line {} is empty, but should be {}: without its empty lines the output is right",
                                    at + 1, sysv::quoted(expected[at].text));
    else if (same_without_line_ends(expected_text, seen_text))
        found.message = fmt::format("the text is right, but the lines end in other places: {}", lines);
    else
        found.message = lines;
    return found;
}

} // namespace ipclab::judge
