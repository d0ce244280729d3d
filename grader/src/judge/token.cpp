#include "judge/token.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdexcept>

namespace ipclab::judge {

namespace {

constexpr std::array names{"lab", "scenario", "seed", "schedule", "build"};

/// Only what no shell and no terminal takes for something else.
bool is_plain(std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("-_./+@").find(c) != std::string_view::npos;
    });
}

} // namespace

std::string Token::text() const {
    const std::array<std::string_view, 5> parts{lab, scenario, seed, schedule, build};
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (!is_plain(parts[i]))
            throw std::invalid_argument(
                fmt::format("the {} '{}' cannot stand in a token: letters, digits and -_./+@ can", names[i], parts[i]));
    return fmt::format("{}", fmt::join(parts, ":"));
}

Token parse_token(std::string_view text) {
    std::array<std::string, 5> parts;
    std::size_t count = 0;
    for (auto rest = text;; ++count) {
        const auto colon = rest.find(':');
        if (count < parts.size()) parts[count] = rest.substr(0, colon);
        if (colon == std::string_view::npos) break;
        rest.remove_prefix(colon + 1);
    }
    if (++count != parts.size())
        throw std::invalid_argument(
            fmt::format("'{}' is not a token: it has {} part{} between colons, and a token has five ({})", text, count,
                        count == 1 ? "" : "s", fmt::join(names, ":")));
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (!is_plain(parts[i]))
            throw std::invalid_argument(
                fmt::format("'{}' is not a token: its part for the {} cannot be '{}'", text, names[i], parts[i]));
    return {parts[0], parts[1], parts[2], parts[3], parts[4]};
}

} // namespace ipclab::judge
