#include "report/width.h"

#include <algorithm>
#include <array>

namespace ipclab::report {
namespace {

struct Range {
    char32_t first, last;
};

constexpr std::array zero_width{Range{0x300, 0x36f},   Range{0x1160, 0x11ff}, Range{0x1ab0, 0x1aff}, Range{0x1dc0, 0x1dff},
                                Range{0x200b, 0x200f}, Range{0x2028, 0x202e}, Range{0x2060, 0x2064}, Range{0x20d0, 0x20ff},
                                Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f}, Range{0xfeff, 0xfeff}};

constexpr std::array double_width{
    Range{0x1100, 0x115f},   Range{0x231a, 0x231b},  Range{0x2329, 0x232a}, Range{0x2e80, 0x303e},   Range{0x3041, 0x4dbf},
    Range{0x4e00, 0xa4cf},   Range{0xa960, 0xa97f},  Range{0xac00, 0xd7a3}, Range{0xf900, 0xfaff},   Range{0xfe10, 0xfe19},
    Range{0xfe30, 0xfe6f},   Range{0xff00, 0xff60},  Range{0xffe0, 0xffe6}, Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff},
    Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd}};

template <class Ranges>
bool within(const Ranges& ranges, char32_t code) {
    return std::ranges::any_of(ranges, [code](Range range) { return code >= range.first && code <= range.last; });
}

int columns_of(char32_t code) {
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
    if (code < 0x300) return 1;
    if (within(zero_width, code)) return 0;
    return within(double_width, code) ? 2 : 1;
}

char32_t byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

} // namespace

Character first_character(std::string_view text) {
    const char32_t lead = byte_at(text, 0);
    if (lead < 0x80) return {text.substr(0, 1), lead, true, columns_of(lead)};

    const Character not_utf8{text.substr(0, 1), lead, false, 1};
    const std::size_t length = lead >= 0xf0 && lead < 0xf5   ? 4
                               : lead >= 0xe0 && lead < 0xf0 ? 3
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                                                             : 0;
    if (length == 0 || text.size() < length) return not_utf8;
    char32_t code = lead & (0xffU >> (length + 1));
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte_at(text, at) & 0xc0) != 0x80) return not_utf8;
        code = code << 6 | (byte_at(text, at) & 0x3f);
    }
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return not_utf8;
    return {text.substr(0, length), code, true, columns_of(code)};
}

int display_width(std::string_view text) {
    int columns = 0;
    while (!text.empty()) {
        const Character character = first_character(text);
        columns += character.columns;
        text.remove_prefix(character.bytes.size());
    }
    return columns;
}

} // namespace ipclab::report
