#pragma once

/// @file
/// What the reader's terminal can show: colour, UTF-8, how many columns. A plain value, so that a test or a file gets its own.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ipclab::report {

/// `--color=WHEN`.
enum class When : std::uint8_t { automatic, always, never };

/// What a piece of text is for; a terminal without colour shows all of them alike.
enum class Style : std::uint8_t { plain, heading, ok, error, advice, faint, emphasis };

/// Signs that need UTF-8, each with a stand-in for other locales.
enum class Sign : std::uint8_t {
    ok,       ///< ✓
    wrong,    ///< ✗
    untried,  ///< –
    alive,    ///< · a process that is there and does nothing now
    waits,    ///< │ a process that waits
    goes_on,  ///< └ it waits no longer
    removed,  ///< ✕ an object that is gone
    ellipsis, ///< …
    dash,     ///< ─ rules a line
    blank,    ///< ␣ a blank at the end of a line
};

/// What decides how we write; replaced in tests.
struct Surroundings {
    std::function<std::optional<std::string>(const char* name)> variable; ///< of the environment
    bool terminal = false;                                                ///< we write to a terminal
    int columns = 0;                                                      ///< of that terminal; 0 where it does not say
    static Surroundings of(int fd);
};

struct Terminal {
    int width = 80; ///< columns, at least 40
    bool colour = false;
    bool unicode = true;
    bool rewrites = false; ///< a line can be written over (progress)

    /// Colour: `when`, else NO_COLOR (no-color.org: set and not empty), else CLICOLOR_FORCE, else a terminal whose TERM is not
    /// "dumb". Width: COLUMNS, else the terminal's, else 80. UTF-8: from LC_ALL, LC_CTYPE, LANG, the first that is set.
    static Terminal in(const Surroundings& surroundings, When when = When::automatic);
    /// The one behind a file descriptor of ours.
    static Terminal of(int fd, When when = When::automatic);

    /// `text` in the colours of `style`; unchanged where there is no colour.
    [[nodiscard]] std::string paint(Style style, std::string_view text) const;
    [[nodiscard]] std::string_view sign(Sign sign) const;
    /// A text of ours or of a program made safe to show: control characters become visible (`\x1b`), and so does what the locale
    /// cannot show. Newlines stay.
    [[nodiscard]] std::string safe(std::string_view text) const;
};

} // namespace ipclab::report
