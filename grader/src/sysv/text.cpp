#include "sysv/names.h"
#include "sysv/utf8.h"

#include <fmt/format.h>
#include <iterator>

namespace ipclab::sysv {

namespace {

unsigned byte_at(std::string_view bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }

bool continues(std::string_view bytes, std::size_t i) { return i < bytes.size() && (byte_at(bytes, i) & 0xc0) == 0x80; }

} // namespace

std::size_t utf8_character(std::string_view bytes) {
    if (bytes.empty()) return 0;
    const unsigned first = byte_at(bytes, 0);
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4 || !continues(bytes, 1)) return 0;
    if (first < 0xe0) return 2;
    const unsigned second = byte_at(bytes, 1);
    if (!continues(bytes, 2)) return 0;
    if (first < 0xf0) {
        const bool overlong = first == 0xe0 && second < 0xa0;
        const bool surrogate = first == 0xed && second > 0x9f;
        return overlong || surrogate ? 0 : 3;
    }
    const bool overlong = first == 0xf0 && second < 0x90;
    const bool too_large = first == 0xf4 && second > 0x8f;
    return overlong || too_large || !continues(bytes, 3) ? 0 : 4;
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = utf8_character(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string quoted(std::string_view bytes) {
    std::string text = "\"";
    while (!bytes.empty()) {
        const std::size_t length = utf8_character(bytes);
        const unsigned first = byte_at(bytes, 0);
        if (length > 1) {
            // U+0080 to U+009F command a terminal just as ESC does.
            if (first == 0xc2 && byte_at(bytes, 1) < 0xa0) {
                fmt::format_to(std::back_inserter(text), "\\xc2\\x{:02x}", byte_at(bytes, 1));
            } else {
                text += bytes.substr(0, length);
            }
            bytes.remove_prefix(length);
            continue;
        }
        switch (first) {
        case '\n': text += "\\n"; break;
        case '\t': text += "\\t"; break;
        case '\r': text += "\\r"; break;
        case '\0': text += "\\0"; break;
        case '"': text += "\\\""; break;
        case '\\': text += "\\\\"; break;
        default:
            if (length == 1 && first >= 0x20 && first != 0x7f) {
                text += bytes[0];
            } else {
                fmt::format_to(std::back_inserter(text), "\\x{:02x}", first);
            }
        }
        bytes.remove_prefix(1);
    }
    return text + '"';
}

} // namespace ipclab::sysv
