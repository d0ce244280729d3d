#include "course/expectation_fields.h"

#include "course/nearest.h"
#include "sysv/names.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::size_t most_semaphores = 250; // the kernel allows 32,000 a set; a lab's is small
constexpr std::size_t largest_segment = std::size_t{16} << 20;

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

/// "int[8]" = 3, "text[0]" = "{a}".
std::optional<std::string> FieldReader::in_segment(const Node& node, const std::string& field) const {
    const auto where = segment_field(field);
    if (where && where->size == 0) {
        auto text = as_text(node, fmt::format("\"{}\"", field), problems);
        if (text) check_placeholders(node, scope, Filled::after, problems);
        return text;
    }
    auto text = number(node, field, {});
    if (!where || node.kind != Node::Kind::whole || where->size >= sizeof node.whole) return text;
    const auto bits = 8 * where->size; // as a signed or as an unsigned number
    if (node.whole < -(std::int64_t{1} << (bits - 1)) || node.whole >= std::int64_t{1} << bits)
        problems.add(node.span,
                     fmt::format("{} does not fit into {} byte{}", node.whole, where->size, where->size == 1 ? "" : "s"));
    return text;
}

/// "value[1]" = 0, "int[8]" = 3: the index stands in the key.
void FieldReader::read_indexed(Table& table, const StateField& field, std::map<std::string, std::string>& fields) const {
    const bool offset = field.index == StateField::Index::offset;
    for (const Member& member : table.node().members) {
        std::string_view inner = member.key;
        if (!inner.starts_with(field.name) || !inner.ends_with(']')) continue;
        inner.remove_prefix(field.name.size());
        std::size_t index = 0;
        const auto* const end = inner.data() + inner.size() - 1;
        if (!inner.starts_with('[')) continue;
        const auto [stop, error] = std::from_chars(inner.data() + 1, end, index);
        if (error != std::errc{} || stop != end || index >= (offset ? largest_segment : most_semaphores)) continue;
        const Node& value = *table.find(member.key);
        if (auto text = offset ? in_segment(value, member.key) : number(value, member.key, {}))
            fields[member.key] = std::move(*text);
    }
}

void FieldReader::read_state(Table& table, Key::Kind kind, std::map<std::string, std::string>& fields) const {
    for (const StateField& field : state_fields(kind)) {
        const std::string name(field.name);
        const auto& members = table.node().members;
        const bool there =
            std::any_of(members.begin(), members.end(), [&](const Member& member) { return member.key == name; });
        if (field.index == StateField::Index::none) {
            const Node* node = table.find(name);
            if (node == nullptr) continue;
            if (auto text = name == "mode" ? mode(*node) : number(*node, name, {})) fields[name] = std::move(*text);
            continue;
        }
        read_indexed(table, field, fields);
        if (field.index == StateField::Index::offset) {
            if (there)
                problems.add(table.key_span(name), fmt::format("\"{}\" does not say where in the segment", name),
                             fmt::format("with its offset in bytes, for example: \"{}[0]\" = {}", name,
                                         name == "text" ? "\"...\"" : "3"));
            if (there) table.find(name);
            continue;
        }
        // value = [1, 0] is short for "value[0]" = 1, "value[1]" = 0.
        const Node* whole = table.find(name);
        if (whole != nullptr && is_list(*whole, fmt::format("\"{}\"", name), "numbers, one a semaphore", problems))
            for (std::size_t i = 0; i < whole->items.size(); ++i)
                if (auto text = number(whole->items[i], name, {})) fields[fmt::format("{}[{}]", name, i)] = std::move(*text);
    }
}

} // namespace ipclab::course
