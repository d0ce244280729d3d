#include "course/expectation_fields.h"

#include "course/nearest.h"
#include "sysv/names.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::size_t most_semaphores = 250; // the kernel allows 32,000 a set; a lab's is small

bool octal(std::string_view text) { return !text.empty() && text.find_first_not_of("01234567") == std::string_view::npos; }

bool has_placeholder(std::string_view text) {
    const auto parts = pieces(text);
    return std::any_of(parts.begin(), parts.end(), [](const Piece& piece) { return piece.kind == Piece::Kind::name; });
}

bool is_number(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const bool hex = text.starts_with("0x");
    if (hex) text.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
    return error == std::errc{} && end == text.data() + text.size();
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('|', begin), text.size());
        std::string_view word = text.substr(begin, end - begin);
        while (word.starts_with(' '))
            word.remove_prefix(1);
        while (word.ends_with(' '))
            word.remove_suffix(1);
        words.emplace_back(word);
        begin = end + 1;
    }
    return words;
}

} // namespace

/// A whole number, or a text with one or with a placeholder for one.
std::optional<std::string> FieldReader::number(const Node& node, std::string_view name, std::string_view or_else) const {
    if (node.kind == Node::Kind::whole) return std::to_string(node.whole);
    if (node.kind == Node::Kind::text && has_placeholder(node.text)) {
        check_placeholders(node, scope, Filled::after, problems);
        return node.text;
    }
    if (node.kind == Node::Kind::text && is_number(node.text)) return node.text;
    problems.add(node.span, fmt::format("\"{}\" should be a whole number, but is {}", name, describe(node)),
                 or_else.empty() ? "" : fmt::format("or write {}", or_else));
    return std::nullopt;
}

/// Flags or commands: each is one of the call's, spelt right.
bool FieldReader::check_words(const Node& node, const CallField& field, const CallWords& call) const {
    const bool permissions = call.name.ends_with("get");
    const auto words = field.kind == FieldKind::flags ? split(node.text) : std::vector{node.text};
    std::vector<std::string> known(call.words.begin(), call.words.end());
    for (const std::string& word : words) {
        if (std::find(known.begin(), known.end(), word) != known.end()) continue;
        if (field.kind == FieldKind::flags && permissions && octal(word)) continue;
        const std::size_t at = word.empty() ? 0 : node.text.find(word);
        problems.add(word.empty() ? node.span : problems.narrow(node.span, node.text, at, word.size()),
                     fmt::format("{} has no {} {}", call.name, field.kind == FieldKind::flags ? "flag" : "command",
                                 sysv::quoted(word)),
                     did_you_mean(word, known, field.kind == FieldKind::flags ? "its flags" : "its commands"));
        return false;
    }
    return true;
}

/// "{box.id}" where box is a queue and the call wants a segment can never be right.
bool FieldReader::check_object(const Node& node, std::string_view part, Key::Kind kind, std::string_view call) const {
    for (const Piece& piece : pieces(node.text)) {
        const std::size_t dot = piece.text.find('.');
        if (piece.kind != Piece::Kind::name || dot == std::string::npos) continue;
        for (const Key& key : scope.keys)
            if (key.name == piece.text.substr(0, dot) && key.kind != kind && piece.text.substr(dot + 1) == part) {
                problems.add(problems.narrow(node.span, node.text, piece.at, piece.length),
                             fmt::format("{} is of kind \"{}\", but {} works on kind \"{}\"", key.name, name_of(key.kind),
                                         call, name_of(kind)));
                return false;
            }
    }
    return true;
}

std::optional<std::string> FieldReader::read(const Node& node, const CallField& field, const CallWords& call) const {
    const std::string name = fmt::format("\"{}\"", field.name);
    switch (field.kind) {
    case FieldKind::number: return number(node, field.name, {});
    case FieldKind::text: {
        auto text = as_text(node, name, problems);
        if (text) check_placeholders(node, scope, Filled::after, problems);
        return text;
    }
    case FieldKind::flags:
    case FieldKind::command: {
        auto text = as_text(node, name, problems);
        return text && check_words(node, field, call) ? text : std::nullopt;
    }
    case FieldKind::key:
        if (node.kind == Node::Kind::text && node.text == "IPC_PRIVATE") return node.text;
        if (!check_object(node, "key", call.object, call.name)) return std::nullopt;
        return number(node, field.name, "\"IPC_PRIVATE\", or \"{NAME.key}\" for a NAME of [keys]");
    case FieldKind::id:
        if (!check_object(node, "id", call.object, call.name)) return std::nullopt;
        return number(node, field.name, "\"{NAME.id}\" for a NAME of [keys]");
    }
    return std::nullopt;
}

/// Permissions as chmod takes them. A plain number would be read as decimal, which is one of the classic mistakes.
std::optional<std::string> FieldReader::mode(const Node& node) const {
    if (node.kind == Node::Kind::text && octal(node.text)) return node.text;
    if (node.kind == Node::Kind::text && has_placeholder(node.text)) {
        check_placeholders(node, scope, Filled::after, problems);
        return node.text;
    }
    std::string help = "for example: mode = \"0640\"";
    if (node.kind == Node::Kind::whole) {
        std::string digits(problems.source(node.span));
        if (digits.starts_with("0o")) digits.erase(0, 2);
        if (octal(digits)) help = fmt::format("write mode = \"0{}\"", digits);
    }
    problems.add(node.span, fmt::format("\"mode\" should be a text of octal digits, but is {}", describe(node)), help);
    return std::nullopt;
}

void FieldReader::read_state(Table& table, Key::Kind kind, std::map<std::string, std::string>& fields) const {
    const auto keep = [&](std::string name, std::optional<std::string> value) {
        if (value) fields[std::move(name)] = std::move(*value);
    };
    for (const StateField& field : state_fields(kind)) {
        const std::string name(field.name);
        const Node* whole = table.find(name);
        if (!field.indexed) {
            if (whole != nullptr) keep(name, name == "mode" ? mode(*whole) : number(*whole, name, {}));
            continue;
        }
        // value = [1, 0] is short for "value[0]" = 1, "value[1]" = 0.
        if (whole != nullptr && is_list(*whole, fmt::format("\"{}\"", name), "numbers, one a semaphore", problems))
            for (std::size_t i = 0; i < whole->items.size(); ++i)
                keep(fmt::format("{}[{}]", name, i), number(whole->items[i], name, {}));
        for (std::size_t i = 0; i < most_semaphores; ++i) {
            const std::string indexed = fmt::format("{}[{}]", name, i);
            const auto& members = table.node().members;
            if (std::none_of(members.begin(), members.end(), [&](const Member& member) { return member.key == indexed; }))
                continue;
            keep(indexed, number(*table.find(indexed), indexed, {}));
        }
    }
}

} // namespace ipclab::course
