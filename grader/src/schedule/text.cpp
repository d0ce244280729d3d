#include "schedule/text.h"

#include <charconv>
#include <fmt/format.h>
#include <iterator>
#include <stdexcept>

namespace ipclab::schedule {

namespace {

constexpr std::string_view seed_prefix = "seed-";
constexpr std::string_view pick_prefix = "pick-";

// Far more than a run may have events: a text like "pick-0x99999999999" must not fill the memory.
constexpr std::uint64_t most_decisions = 1U << 24;

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
    constexpr std::size_t enough = 60;
    throw std::invalid_argument(
        fmt::format("\"{}{}\" is not a schedule: {}", text.substr(0, enough), text.size() > enough ? "…" : "", why));
}

template <class Number>
bool read(std::string_view text, Number& number, int base) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size();
}

std::vector<Decision> parse_decisions(std::string_view whole) {
    std::vector<Decision> decisions;
    std::string_view rest = whole.substr(pick_prefix.size());
    if (rest.empty()) return decisions;
    while (true) {
        const std::size_t dot = rest.find('.');
        const std::string_view item = rest.substr(0, dot);
        const std::size_t cross = item.find('x');
        Decision decision = 0;
        std::uint64_t times = 1;
        const bool counted = cross != std::string_view::npos;
        if (!read(item.substr(0, cross), decision, 10) || (counted && !read(item.substr(cross + 1), times, 10)) ||
            times == 0) {
            refuse(whole, fmt::format("\"{}\" should be a number, or a number, an x and how often, as in 0x5", item));
        }
        if (times > most_decisions - decisions.size()) refuse(whole, "it has more decisions than any run");
        decisions.insert(decisions.end(), times, decision);
        if (dot == std::string_view::npos) return decisions;
        rest.remove_prefix(dot + 1);
    }
}

} // namespace

std::string decisions_text(std::span<const Decision> decisions) {
    std::string text(pick_prefix);
    for (std::size_t i = 0; i < decisions.size();) {
        std::size_t end = i;
        while (end < decisions.size() && decisions[end] == decisions[i])
            ++end;
        fmt::format_to(std::back_inserter(text), "{}{}", i == 0 ? "" : ".", decisions[i]);
        if (end - i > 1) fmt::format_to(std::back_inserter(text), "x{}", end - i);
        i = end;
    }
    return text;
}

std::unique_ptr<Schedule> parse(std::string_view text) {
    if (text == "fixed") return fixed();
    if (text.starts_with(seed_prefix)) {
        std::uint64_t seed = 0;
        if (!read(text.substr(seed_prefix.size()), seed, 16)) {
            refuse(text, "after \"seed-\" there should be a number in hexadecimal, of 16 digits at most");
        }
        return seeded(seed);
    }
    if (text.starts_with(pick_prefix)) return replayed(parse_decisions(text));
    refuse(text, "it should be \"fixed\", or begin with \"seed-\" or \"pick-\"");
}

} // namespace ipclab::schedule
