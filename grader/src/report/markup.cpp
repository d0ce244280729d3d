#include "report/markup.h"

#include "report/terminal.h"
#include "report/width.h"

#include <fmt/format.h>

namespace ipclab::report {
namespace {

/// Unicode's bidirectional controls, and its two noncharacters that XML 1.0 excludes.
bool misleads(char32_t code) {
    return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xfffe || code == 0xffff;
}

} // namespace

std::string visible(std::string_view text) {
    const std::string safe = Terminal{}.safe(text);
    std::string shown;
    shown.reserve(safe.size());
    for (std::string_view rest = safe; !rest.empty();) {
        const Character character = first_character(rest);
        rest.remove_prefix(character.bytes.size());
        if (misleads(character.code))
            shown += fmt::format("\\u{{{:x}}}", static_cast<unsigned>(character.code));
        else
            shown += character.bytes;
    }
    return shown;
}

std::string markup(std::string_view text) {
    std::string escaped;
    for (const char c : visible(text)) {
        switch (c) {
        case '&': escaped += "&amp;"; break;
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '"': escaped += "&quot;"; break;
        case '\'': escaped += "&#39;"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

std::string beginning(std::string_view text, std::size_t most) {
    std::string_view rest = text;
    for (std::size_t taken = 0; !rest.empty() && taken < most; ++taken)
        rest.remove_prefix(first_character(rest).bytes.size());
    return std::string{text.substr(0, text.size() - rest.size())} + (rest.empty() ? "" : "…");
}

} // namespace ipclab::report
