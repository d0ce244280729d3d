#include "report/terminal.h"

#include "report/width.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

constexpr int least_width = 40;
constexpr int usual_width = 80;

std::optional<std::string> set_variable(const Surroundings& surroundings, const char* name) {
    auto value = surroundings.variable(name);
    return value && !value->empty() ? value : std::nullopt;
}

bool wants_colour(const Surroundings& surroundings, When when) {
    if (when != When::automatic) return when == When::always;
    if (set_variable(surroundings, "NO_COLOR")) return false;
    if (const auto force = set_variable(surroundings, "CLICOLOR_FORCE"); force && *force != "0") return true;
    return surroundings.terminal && surroundings.variable("TERM").value_or("dumb") != "dumb";
}

int columns(const Surroundings& surroundings) {
    if (const auto text = set_variable(surroundings, "COLUMNS")) {
        int number = 0;
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
        if (error == std::errc{} && end == text->data() + text->size() && number > 0) return number;
    }
    return surroundings.columns > 0 ? surroundings.columns : usual_width;
}

bool locale_is_utf8(const Surroundings& surroundings) {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        auto value = set_variable(surroundings, name);
        if (!value) continue;
        std::ranges::transform(*value, value->begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return value->find("utf-8") != std::string::npos || value->find("utf8") != std::string::npos;
    }
    return false;
}

std::string_view escape_of(Style style) {
    switch (style) {
    case Style::plain: return "";
    case Style::heading: return "\x1b[1m";
    case Style::ok: return "\x1b[32m";
    case Style::error: return "\x1b[1;31m";
    case Style::advice: return "\x1b[33m";
    case Style::faint: return "\x1b[2m";
    case Style::emphasis: return "\x1b[1;36m";
    }
    return "";
}

struct Stand {
    char32_t code;
    std::string_view ascii;
};
constexpr std::array stand_ins{Stand{0x2018, "'"},  Stand{0x2019, "'"},  Stand{0x201c, "\""},  Stand{0x201d, "\""},
                               Stand{0x2013, "-"},  Stand{0x2014, "--"}, Stand{0x2026, "..."}, Stand{0x2192, "->"},
                               Stand{0x2190, "<-"}, Stand{0x00d7, "x"},  Stand{0x00b7, "-"},   Stand{0x2264, "<="},
                               Stand{0x2265, ">="}, Stand{0x2260, "!="}, Stand{0x2022, "*"},   Stand{0x00a0, " "},
                               Stand{0x2500, "-"},  Stand{0x2502, "|"},  Stand{0x2713, "ok"},  Stand{0x2717, "x"},
                               Stand{0x00b5, "u"},  Stand{0x2514, "`"},  Stand{0x2715, "X"}};

std::string in_ascii(const Character& character) {
    const auto* found = std::ranges::find(stand_ins, character.code, &Stand::code);
    if (found != stand_ins.end()) return std::string{found->ascii};
    return fmt::format("\\u{{{:x}}}", static_cast<unsigned>(character.code));
}

} // namespace

Surroundings Surroundings::of(int fd) {
    Surroundings here;
    here.variable = [](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        return value != nullptr ? std::optional<std::string>{value} : std::nullopt;
    };
    here.terminal = isatty(fd) == 1;
    winsize size{};
    if (here.terminal && ioctl(fd, TIOCGWINSZ, &size) == 0) here.columns = size.ws_col;
    return here;
}

Terminal Terminal::in(const Surroundings& surroundings, When when) {
    Terminal terminal;
    terminal.width = std::max(columns(surroundings), least_width);
    terminal.colour = wants_colour(surroundings, when);
    terminal.unicode = locale_is_utf8(surroundings);
    terminal.rewrites = surroundings.terminal && surroundings.variable("TERM").value_or("dumb") != "dumb";
    return terminal;
}

Terminal Terminal::of(int fd, When when) { return in(Surroundings::of(fd), when); }

std::string Terminal::paint(Style style, std::string_view text) const {
    const std::string_view escape = escape_of(style);
    if (!colour || escape.empty() || text.empty()) return std::string{text};
    return fmt::format("{}{}\x1b[0m", escape, text);
}

std::string_view Terminal::sign(Sign sign) const {
    switch (sign) {
    case Sign::ok: return unicode ? "✓" : "ok";
    case Sign::wrong: return unicode ? "✗" : "x";
    case Sign::untried: return unicode ? "–" : "-";
    case Sign::alive: return unicode ? "·" : ".";
    case Sign::waits: return unicode ? "│" : "|";
    case Sign::goes_on: return unicode ? "└" : "`";
    case Sign::removed: return unicode ? "✕" : "X";
    case Sign::ellipsis: return unicode ? "…" : "...";
    case Sign::dash: return unicode ? "─" : "-";
    case Sign::blank: return unicode ? "␣" : "\\x20";
    }
    return "";
}

std::string Terminal::safe(std::string_view text) const {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const Character character = first_character(text);
        text.remove_prefix(character.bytes.size());
        if (character.code == '\n' && character.valid)
            shown += '\n';
        else if (character.code == '\t' && character.valid)
            shown += "    ";
        else if (!character.valid || character.control())
            shown += fmt::format("\\x{:02x}", static_cast<unsigned>(character.code));
        else if (character.code >= 0x80 && !unicode)
            shown += in_ascii(character);
        else
            shown += character.bytes;
    }
    return shown;
}

} // namespace ipclab::report
