#include "sysv/names.h"
#include "sysv/utf8.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace ipclab::sysv {

namespace {

unsigned byte_at(std::string_view bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }

bool continues(std::string_view bytes, std::size_t i) { return i < bytes.size() && (byte_at(bytes, i) & 0xc0) == 0x80; }

/// U+0080 to U+009F command a terminal just as ESC does.
bool is_late_control(std::string_view character) {
    return character.size() == 2 && byte_at(character, 0) == 0xc2 && byte_at(character, 1) < 0xa0;
}

/// One character, or one byte that belongs to none.
std::string escaped(std::string_view one) {
    const unsigned first = byte_at(one, 0);
    if (is_late_control(one)) return fmt::format("\\xc2\\x{:02x}", byte_at(one, 1));
    if (one.size() > 1) return std::string{one};
    switch (first) {
    case '\n': return "\\n";
    case '\t': return "\\t";
    case '\r': return "\\r";
    case '\0': return "\\0";
    case '"': return "\\\"";
    case '\\': return "\\\\";
    default: break;
    }
    const bool shows = first >= 0x20 && first < 0x7f;
    return shows ? std::string{one} : fmt::format("\\x{:02x}", first);
}

bool is_no_text(std::string_view one) {
    return is_late_control(one) || (one.size() == 1 && (byte_at(one, 0) < 0x20 || byte_at(one, 0) >= 0x7f));
}

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
    constexpr std::size_t many = 10; // a number's bytes stand as they are
    std::string text = "\"";
    while (!bytes.empty()) {
        const std::string_view one = bytes.substr(0, std::max<std::size_t>(utf8_character(bytes), 1));
        std::size_t times = 0;
        for (; bytes.starts_with(one); bytes.remove_prefix(one.size()))
            ++times;
        const std::string shown = escaped(one);
        if (times >= many && is_no_text(one)) {
            fmt::format_to(std::back_inserter(text), "({} {} times)", shown, times);
            continue;
        }
        for (; times > 0; --times)
            text += shown;
    }
    return text + '"';
}

} // namespace ipclab::sysv
