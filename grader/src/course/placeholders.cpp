#include "course/placeholders.h"

#include "course/nearest.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

std::vector<std::string> all_names(const Scope& scope) {
    std::vector<std::string> names = scope.values;
    for (const std::string& key : scope.key_tables)
        for (const std::string_view part : {"file", "key", "key:x", "key:d", "key:proj", "key:device", "key:inode", "id"})
            names.push_back(fmt::format("{}.{}", key, part));
    return names;
}

std::string in_braces(const std::vector<std::string>& names) {
    std::vector<std::string> braced;
    for (const std::string& name : names)
        braced.push_back("{" + name + "}");
    return listed(braced);
}

std::string suggestion(std::string_view name, const std::vector<std::string>& names) {
    if (const auto meant = nearest(name, names)) return fmt::format("did you mean {{{}}}?", *meant);
    const std::string braces = "a brace that is meant as such is written twice: {{ or }}";
    return names.empty() ? braces : fmt::format("known here are {}; {}", in_braces(names), braces);
}

} // namespace

std::vector<Piece> pieces(std::string_view text) {
    std::vector<Piece> found;
    std::size_t at = 0;
    const auto take = [&](Piece::Kind kind, std::string_view shown, std::size_t length) {
        if (length == 0) return;
        if (kind != Piece::Kind::plain || found.empty() || found.back().kind != kind) found.push_back({kind, "", at, 0});
        found.back().text += shown;
        found.back().length += length;
        at += length;
    };
    while (at < text.size()) {
        const std::size_t brace = std::min(text.find_first_of("{}", at), text.size());
        take(Piece::Kind::plain, text.substr(at, brace - at), brace - at);
        const std::string_view rest = text.substr(at);
        if (rest.empty()) break;
        if (rest.starts_with("{{") || rest.starts_with("}}")) {
            take(Piece::Kind::plain, rest.substr(0, 1), 2);
            continue;
        }
        const std::size_t other = rest[0] == '{' ? rest.find_first_of("{}", 1) : std::string_view::npos;
        if (other == std::string_view::npos || rest[other] == '{')
            take(Piece::Kind::stray, rest.substr(0, 1), 1);
        else
            take(Piece::Kind::name, rest.substr(1, other - 1), other + 1);
    }
    return found;
}

void check_placeholders(const Node& text, const Scope& scope, Filled when, Problems& problems) {
    const std::vector<std::string> names = all_names(scope);
    for (const Piece& piece : pieces(text.text)) {
        if (piece.kind == Piece::Kind::plain) continue;
        const Span where = problems.narrow(text.span, text.text, piece.at, piece.length);
        if (piece.kind == Piece::Kind::stray) {
            problems.add(where, fmt::format("this \"{}\" has no partner", piece.text),
                         fmt::format("a brace that is meant as such is written twice: {0}{0}", piece.text));
            continue;
        }
        const std::string braced = "{" + piece.text + "}";
        if (std::find(names.begin(), names.end(), piece.text) == names.end()) {
            problems.add(where, fmt::format("there is no {}", braced), suggestion(piece.text, names));
            continue;
        }
        const bool early =
            (piece.text.ends_with(".id") && when != Filled::after) ||
            (when == Filled::told && !piece.text.ends_with(".file") && piece.text.find('.') != std::string::npos);
        if (early)
            problems.add(where, fmt::format("{} is not known yet when this text is made", braced),
                         fmt::format("it can stand in what is expected; a program finds the object by {{{}.file}}",
                                     piece.text.substr(0, piece.text.find('.'))));
    }
}

} // namespace ipclab::course
