#pragma once

/// @file
/// `{name}` in the texts of a scenario: what may stand there, and checking that it does.

#include "course/node.h"

#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

/// A part of a text with placeholders.
struct Piece {
    enum class Kind : std::uint8_t {
        plain, ///< as it is; `{{` and `}}` have become braces
        name,  ///< what stood in braces
        stray, ///< a brace without its partner
    };
    Kind kind{};
    std::string text;
    std::size_t at = 0, length = 0; ///< where it stands in the text, braces included
};
std::vector<Piece> pieces(std::string_view text);

/// What placeholders a text may have, depending on when it is filled.
struct Scope {
    std::vector<std::string> values; ///< names of the scenario's values
    std::vector<Key> keys;
    std::vector<std::string> key_tables; ///< names under [keys], those with mistakes in them too
};

/// When a text is filled, and so what can be in it.
enum class Filled : std::uint8_t {
    told,   ///< shown to the student, before any run as well: values and {box.file}
    before, ///< as a run begins: {box.key} too, since the file has been made
    after,  ///< when the run is judged: {box.id} too, since somebody has made the object
};

/// Reports placeholders that do not exist, or not at that time.
void check_placeholders(const Node& text, const Scope& scope, Filled when, Problems& problems);

} // namespace ipclab::course
