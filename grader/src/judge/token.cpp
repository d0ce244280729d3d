#include "judge/token.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdexcept>
#include <vector>

namespace ipclab::judge {

namespace {

constexpr std::array names{"lab", "scenario", "seed", "schedule", "build", "fault"};
constexpr std::size_t needed = 5; // only a run with a fault of its own has the sixth
constexpr std::string_view pages_word = "pages";

/// Only what no shell and no terminal takes for something else.
bool is_plain(std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("-_./+@").find(c) != std::string_view::npos;
    });
}

/// "kill+A+while+holding+locks.0": `engine::parse_fault` reads the dot as the bracket.
std::string packed(const engine::Fault& fault) {
    auto text = engine::text(fault);
    std::erase(text, ']');
    std::ranges::replace(text, '[', '.');
    std::ranges::replace(text, ' ', '+');
    return text;
}

engine::Fault unpacked(std::string text) {
    std::ranges::replace(text, '+', ' ');
    return engine::parse_fault(text);
}

} // namespace

std::string Token::text() const {
    std::vector<std::string> parts{lab, scenario, seed, schedule, build};
    if (fault) parts.push_back(packed(*fault));
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (!is_plain(parts[i]))
            throw std::invalid_argument(
                fmt::format("the {} '{}' cannot stand in a token: letters, digits and -_./+@ can", names.at(i), parts[i]));
    if (pages) parts.emplace_back(pages_word);
    return fmt::format("{}", fmt::join(parts, ":"));
}

Token parse_token(std::string_view text) {
    std::vector<std::string> parts;
    for (auto rest = text;;) {
        const auto colon = rest.find(':');
        parts.emplace_back(rest.substr(0, colon));
        if (colon == std::string_view::npos) break;
        rest.remove_prefix(colon + 1);
    }
    const bool pages = parts.size() > needed && parts.back() == pages_word;
    if (pages) parts.pop_back();
    if (parts.size() != needed && parts.size() != names.size())
        throw std::invalid_argument(
            fmt::format("'{}' is not a token: it has {} part{} between colons, and a token has five ({})", text,
                        parts.size(), parts.size() == 1 ? "" : "s", fmt::join(names.begin(), names.begin() + needed, ":")));
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (!is_plain(parts[i]))
            throw std::invalid_argument(
                fmt::format("'{}' is not a token: its part for the {} cannot be '{}'", text, names.at(i), parts[i]));
    Token token{parts[0], parts[1], parts[2], parts[3], parts[4], {}, pages};
    if (parts.size() == names.size()) try {
            token.fault = unpacked(parts.back());
        } catch (const std::invalid_argument& error) {
            throw std::invalid_argument(fmt::format("'{}' is not a token: {}", text, error.what()));
        }
    return token;
}

} // namespace ipclab::judge
