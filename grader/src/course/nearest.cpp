#include "course/nearest.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& candidates) {
    constexpr std::size_t longest_word = 100; // more is no slip of the fingers
    if (typed.size() > longest_word) return std::nullopt;
    std::optional<std::string> best;
    std::size_t best_distance = std::max<std::size_t>(typed.size() / 3, 1) + 1;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > typed.size() + best_distance || typed.size() > candidate.size() + best_distance) continue;
        const std::size_t distance = edit_distance(typed, candidate);
        // Everything replaced is not a misspelling: "x" is no slip for "y".
        if (distance >= best_distance || (distance > 0 && distance >= std::max(typed.size(), candidate.size()))) continue;
        best = candidate;
        best_distance = distance;
    }
    return best;
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates, std::string_view what) {
    if (const auto meant = nearest(typed, candidates)) return fmt::format("did you mean \"{}\"?", *meant);
    constexpr std::size_t readable = 24;
    if (candidates.empty() || candidates.size() > readable) return {};
    return fmt::format("{}: {}", what, listed(candidates));
}

std::string listed(const std::vector<std::string>& words, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? fmt::format(" {} ", last) : ", ";
        text += words[i];
    }
    return text;
}

} // namespace ipclab::course
