#include "course/table.h"

#include "course/nearest.h"
#include "sysv/names.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

std::string should_be(std::string_view name, std::string_view wanted, const Node& node) {
    return fmt::format("{} should be {}, but is {}", name, wanted, describe(node));
}

bool is_whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

} // namespace

std::string describe(const Node& node) {
    switch (node.kind) {
    case Node::Kind::text: return "the text " + sysv::quoted(node.text);
    case Node::Kind::whole: return fmt::format("the number {}", node.whole);
    case Node::Kind::real: return fmt::format("the number {}", node.real);
    case Node::Kind::yes_no: return node.yes ? "true" : "false";
    case Node::Kind::date: return "a date or a time";
    case Node::Kind::list: return node.items.empty() ? "an empty list" : "a list";
    case Node::Kind::table: return "a table";
    }
    return "something else";
}

std::optional<std::string> as_text(const Node& node, std::string_view name, Problems& problems) {
    if (node.kind != Node::Kind::text) {
        std::string help;
        if (node.kind == Node::Kind::whole || node.kind == Node::Kind::real || node.kind == Node::Kind::yes_no)
            help = fmt::format("put it in quotes: \"{}\"", problems.source(node.span));
        else if (node.kind == Node::Kind::list && node.items.size() == 1)
            help = "take the brackets away";
        problems.add(node.span, should_be(name, "a text", node), help);
        return std::nullopt;
    }
    if (node.text.find('\0') != std::string::npos) {
        problems.add(node.span, fmt::format("{} has a NUL character in it, which no argument and no line can have", name));
        return std::nullopt;
    }
    return node.text;
}

std::optional<std::int64_t> as_whole(const Node& node, std::string_view name, Range range, Problems& problems) {
    if (node.kind != Node::Kind::whole) {
        const bool quoted = node.kind == Node::Kind::text && is_whole_number(node.text);
        problems.add(node.span, should_be(name, "a whole number", node),
                     quoted ? fmt::format("write {} without the quotes", node.text) : "");
        return std::nullopt;
    }
    if (node.whole < range.from || node.whole > range.to) {
        problems.add(node.span,
                     fmt::format("{} is {}, but should be from {} to {}", name, node.whole, range.from, range.to));
        return std::nullopt;
    }
    return node.whole;
}

std::optional<bool> as_yes_no(const Node& node, std::string_view name, Problems& problems) {
    if (node.kind == Node::Kind::yes_no) return node.yes;
    const bool quoted = node.kind == Node::Kind::text && (node.text == "true" || node.text == "false");
    problems.add(node.span, should_be(name, "true or false", node),
                 quoted ? fmt::format("write {} without the quotes", node.text) : "");
    return std::nullopt;
}

bool is_list(const Node& node, std::string_view name, std::string_view of_what, Problems& problems) {
    if (node.kind == Node::Kind::list) return true;
    const bool alone = node.kind == Node::Kind::text || node.kind == Node::Kind::table;
    problems.add(node.span, should_be(name, fmt::format("a list of {}", of_what), node),
                 alone ? "put it in brackets: [ ... ]" : "");
    return false;
}

bool is_table(const Node& node, std::string_view name, Problems& problems) {
    if (node.kind == Node::Kind::table) return true;
    problems.add(node.span, should_be(name, "a table", node), "a table is { KEY = VALUE, KEY = VALUE }");
    return false;
}

Table::Table(const Node& node, std::string what, Problems& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {}

const Node* Table::find(std::string_view key) {
    known_.emplace_back(key);
    const auto found =
        std::find_if(node_.members.begin(), node_.members.end(), [&](const Member& member) { return member.key == key; });
    return found == node_.members.end() ? nullptr : &found->value;
}

const Node* Table::require(std::string_view key, std::string_view example) {
    const Node* value = find(key);
    if (value != nullptr) return value;
    // Where the key is only misspelt, `finish` says so at its place; to miss it as well would be one mistake told twice.
    const bool misspelt = std::any_of(node_.members.begin(), node_.members.end(), [&](const Member& member) {
        return nearest(member.key, {std::string(key)}) &&
               std::find(known_.begin(), known_.end(), member.key) == known_.end();
    });
    if (!misspelt)
        problems_.add(node_.span, fmt::format("{} has no \"{}\"", what_, key), fmt::format("add, for example: {}", example));
    return nullptr;
}

std::optional<std::string> Table::text(std::string_view key) {
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : as_text(*value, fmt::format("\"{}\"", key), problems_);
}

std::optional<std::int64_t> Table::whole(std::string_view key, Range range) {
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : as_whole(*value, fmt::format("\"{}\"", key), range, problems_);
}

std::optional<bool> Table::yes_no(std::string_view key) {
    const Node* value = find(key);
    return value == nullptr ? std::nullopt : as_yes_no(*value, fmt::format("\"{}\"", key), problems_);
}

std::vector<const Node*> Table::texts(std::string_view key) {
    std::vector<const Node*> found;
    const Node* value = find(key);
    if (value == nullptr || !is_list(*value, fmt::format("\"{}\"", key), "texts", problems_)) return found;
    for (const Node& item : value->items)
        if (as_text(item, fmt::format("an entry of \"{}\"", key), problems_)) found.push_back(&item);
    return found;
}

Span Table::key_span(std::string_view key) const {
    for (const Member& member : node_.members)
        if (member.key == key) return member.span;
    return node_.span;
}

void Table::finish() {
    std::vector<std::string> absent; // a key that is there already was not meant by the misspelt one
    for (const std::string& key : known_)
        if (std::none_of(node_.members.begin(), node_.members.end(), [&](const Member& m) { return m.key == key; }) &&
            std::find(absent.begin(), absent.end(), key) == absent.end())
            absent.push_back(key);
    for (const Member& member : node_.members) {
        if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
        const bool there = !nearest(member.key, absent) && nearest(member.key, known_); // [[scenarios]] beside [[scenario]]
        problems_.add(member.span, fmt::format("{} has no key \"{}\"", what_, member.key),
                      did_you_mean(member.key, there ? known_ : absent, "the other keys that it may have"));
    }
}

} // namespace ipclab::course
