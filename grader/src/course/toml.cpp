#include "course/node.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace ipclab::course {
namespace {

Place place(const toml::source_position& position) {
    return {static_cast<int>(position.line), static_cast<int>(position.column)};
}

Span span(const toml::source_region& region) { return {place(region.begin), place(region.end)}; }

bool before(const Place& a, const Place& b) { return std::tie(a.line, a.column) < std::tie(b.line, b.column); }

Node convert(const toml::node& from) {
    Node to;
    to.span = span(from.source());
    if (const auto* table = from.as_table()) {
        to.kind = Node::Kind::table;
        for (auto&& [key, value] : *table)
            to.members.push_back({std::string(key.str()), span(key.source()), convert(value)});
        // The library sorts keys by name; values are drawn and mistakes told in the order in which they were written.
        std::stable_sort(to.members.begin(), to.members.end(),
                         [](const Member& a, const Member& b) { return before(a.span.begin, b.span.begin); });
    } else if (const auto* list = from.as_array()) {
        to.kind = Node::Kind::list;
        for (auto&& item : *list)
            to.items.push_back(convert(item));
    } else if (const auto* text = from.as_string()) {
        to.kind = Node::Kind::text;
        to.text = text->get();
    } else if (const auto* whole = from.as_integer()) {
        to.kind = Node::Kind::whole;
        to.whole = whole->get();
    } else if (const auto* real = from.as_floating_point()) {
        to.kind = Node::Kind::real;
        to.real = real->get();
    } else if (const auto* yes = from.as_boolean()) {
        to.kind = Node::Kind::yes_no;
        to.yes = yes->get();
    } else {
        to.kind = Node::Kind::date;
    }
    return to;
}

/// The parser's sentence without its habits: newlines shown as written in C, no prefix that names the parser's own steps.
std::string plain(std::string_view description) {
    constexpr std::string_view prefix = "Error while parsing ";
    if (description.starts_with(prefix)) {
        const std::string_view rest = description.substr(prefix.size());
        const std::size_t colon = rest.find(": ");
        if (colon != std::string_view::npos) description = rest.substr(colon + 2);
    }
    std::string text(description);
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

bool says(std::string_view description, std::string_view part) { return description.find(part) != std::string_view::npos; }

/// The name in "cannot redefine existing integer 'points'".
std::string redefined(std::string_view description) {
    const std::size_t first = description.find('\'');
    const std::size_t second = description.find('\'', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) return {};
    return std::string(description.substr(first + 1, second - first - 1));
}

void add(const toml::parse_error& error, Problems& problems) {
    const std::string_view said = error.description();
    Span where = span(error.source());
    if (says(said, "cannot redefine existing")) {
        std::string name = redefined(said);
        if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) name.erase(0, dot + 1);
        // The parser points behind the "=": mark the key itself, the last of its name before that place.
        const Span line{{where.begin.line, 1}, where.begin};
        const std::string_view start_of_line = problems.source(line);
        if (const std::size_t at = start_of_line.rfind(name); at != std::string_view::npos && !name.empty()) {
            const auto column = 1 + static_cast<int>(std::count_if(start_of_line.begin(),
                                                                   start_of_line.begin() + static_cast<std::ptrdiff_t>(at),
                                                                   [](char c) { return (c & 0xC0) != 0x80; }));
            where.begin.column = column;
            where.end = {where.begin.line, column + static_cast<int>(name.size())};
        }
        problems.add(where, fmt::format("the key \"{}\" is here for the second time", name),
                     "keep one of the two; lists of tables such as scenarios have two brackets on each: [[scenario]]");
        return;
    }
    std::string help;
    if (says(said, "could not determine value type"))
        help = "a text stands in quotes: \"like this\"";
    else if (says(said, "expected a comment or whitespace, saw"))
        help = "one key and its value a line; a text stands in quotes";
    else if (says(said, "expected '=', saw '['"))
        help = "a key with brackets in it stands in quotes: \"value[0]\" = 1";
    else if (says(said, "expected '='"))
        help = "a line is KEY = VALUE, or a [table]";
    else if (says(said, "inline table") && says(said, "saw '\\n'"))
        help = "what stands in { } must be on one line";
    else if (says(said, "dangling comma"))
        help = "take the last comma before } away";
    else if (says(said, "expected comma or closing ']'"))
        help = "the entries of a list are separated by commas";
    else if (says(said, "unescaped control characters"))
        help = "is the closing quote missing? A text over several lines stands in \"\"\"";
    else if (says(said, "end-of-file"))
        help = "something that was opened before is not closed: a quote, a bracket or a brace";
    else if (says(said, "unknown escape sequence"))
        help = "a backslash is written \\\\";
    else if (says(said, "leading zeroes"))
        help = "write the number without them; modes are texts: mode = \"0640\"";
    problems.add(where, "this is not valid TOML: " + plain(said), help);
}

/// A key of thousands of parts (a.a.a.a…) would make a tree that deep, and reading it would use up the stack.
void refuse_abysses(std::string_view text, Problems& problems) {
    constexpr int limit = 2000;
    int line = 1;
    int dots = 0;
    for (const char c : text) {
        if (c == '.' && ++dots == limit) {
            problems.add({{line, 1}, {line, 2}}, fmt::format("this line has more than {} dots", limit));
            problems.throw_if_any();
        }
        if (c == '\n') {
            ++line;
            dots = 0;
        }
    }
}

} // namespace

Node parse_toml(std::string_view text, Problems& problems) {
    refuse_abysses(text, problems);
    try {
        const toml::table table = toml::parse(text);
        return convert(table);
    } catch (const toml::parse_error& error) {
        add(error, problems);
    }
    problems.throw_if_any();
    return {};
}

} // namespace ipclab::course
