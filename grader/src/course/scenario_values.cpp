#include "course/nearest.h"
#include "course/scenario.h"
#include "course/values.h"
#include "sysv/names.h"

#include <limits>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::size_t most_values = 64;
constexpr std::int64_t most_words = 1000;

std::optional<Draw> read_number(const Node& node, Problems& problems) {
    constexpr Range any{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
    if (node.kind != Node::Kind::list || node.items.size() != 2) {
        problems.add(node.span,
                     fmt::format("\"number\" should be a list of the smallest and the largest, but is {}", describe(node)),
                     "for example: { number = [1, 99] }");
        return std::nullopt;
    }
    const auto from = as_whole(node.items[0], "the smallest number", any, problems);
    const auto to = as_whole(node.items[1], "the largest number", any, problems);
    if (!from || !to) return std::nullopt;
    if (*from > *to) {
        problems.add(node.span, fmt::format("no number is from {} to {}", *from, *to), "write the smaller one first");
        return std::nullopt;
    }
    return Number{*from, *to};
}

std::optional<Draw> read_one_of(const Node& node, Problems& problems) {
    if (!is_list(node, "\"one_of\"", "texts", problems)) return std::nullopt;
    if (node.items.empty())
        problems.add(node.span, "there is nothing to choose from", "for example: { one_of = [\"x\", \"y\"] }");
    OneOf choice;
    for (const Node& item : node.items)
        if (auto text = as_text(item, "an entry of \"one_of\"", problems)) choice.texts.push_back(std::move(*text));
    return choice.texts.empty() ? std::nullopt : std::optional<Draw>(choice);
}

std::optional<Draw> read_draw(const Node& node, const std::string& name, Problems& problems) {
    const std::string example =
        "for example: { word = 8 }, { number = [1, 99] }, { sentence = 4 } or { one_of = [\"x\", \"y\"] }";
    if (node.kind != Node::Kind::table) {
        problems.add(node.span, fmt::format("\"{}\" should say how it is drawn, but is {}", name, describe(node)), example);
        return std::nullopt;
    }
    Table table(node, "a value", problems);
    std::optional<Draw> draw;
    if (const auto letters = table.whole("word", {shortest_word, longest_word})) draw = Word{static_cast<int>(*letters)};
    if (const auto words = table.whole("sentence", {1, most_words})) draw = Sentence{static_cast<int>(*words)};
    if (const Node* range = table.find("number")) draw = read_number(*range, problems);
    if (const Node* choice = table.find("one_of")) draw = read_one_of(*choice, problems);
    if (node.members.size() != 1) problems.add(node.span, fmt::format("\"{}\" should be drawn in one way", name), example);
    table.finish();
    return draw;
}

} // namespace

std::vector<std::pair<std::string, Draw>> read_values(const Node& node, Problems& problems) {
    std::vector<std::pair<std::string, Draw>> values;
    if (!is_table(node, "\"values\"", problems)) return values;
    if (node.members.size() > most_values)
        problems.add(node.span, fmt::format("a scenario has at most {} values", most_values));
    for (const Member& member : node.members) {
        check_name(member.key, member.span, "a value", false, problems);
        if (auto draw = read_draw(member.value, member.key, problems)) values.emplace_back(member.key, std::move(*draw));
    }
    return values;
}

} // namespace ipclab::course
