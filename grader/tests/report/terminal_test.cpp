#include "report/page.h"
#include "report/progress.h"
#include "samples.h"

#include <map>

#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::report;

namespace {

Surroundings surroundings(std::map<std::string, std::string> variables, bool is_terminal, int columns = 0) {
    return {[variables](const char* name) {
                const auto found = variables.find(name);
                return found == variables.end() ? std::nullopt : std::optional{found->second};
            },
            is_terminal, columns};
}

bool colour(std::map<std::string, std::string> variables, bool is_terminal, When when = When::automatic) {
    return Terminal::in(surroundings(std::move(variables), is_terminal), when).colour;
}

/// What a function wrote to a file descriptor.
template <class Function>
std::string written(Function function) {
    const int fd = memfd_create("written", 0);
    function(fd);
    std::string text(static_cast<std::size_t>(lseek(fd, 0, SEEK_END)), '\0');
    REQUIRE(pread(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    close(fd);
    return text;
}

} // namespace

TEST_CASE("colour follows the option, then NO_COLOR, then CLICOLOR_FORCE, then the terminal") {
    CHECK(colour({{"TERM", "xterm"}}, true));
    CHECK_FALSE(colour({{"TERM", "xterm"}}, false));
    CHECK_FALSE(colour({{"TERM", "dumb"}}, true));
    CHECK_FALSE(colour({}, true));
    CHECK_FALSE(colour({{"TERM", "xterm"}, {"NO_COLOR", "1"}}, true));
    CHECK(colour({{"TERM", "xterm"}, {"NO_COLOR", ""}}, true));
    CHECK(colour({{"CLICOLOR_FORCE", "1"}}, false));
    CHECK_FALSE(colour({{"CLICOLOR_FORCE", "0"}}, false));
    CHECK_FALSE(colour({{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}, false));
    CHECK(colour({{"NO_COLOR", "1"}}, false, When::always));
    CHECK_FALSE(colour({{"TERM", "xterm"}, {"CLICOLOR_FORCE", "1"}}, true, When::never));
}

TEST_CASE("the width comes from COLUMNS, then the terminal, then is 80, and is at least 40") {
    CHECK(Terminal::in(surroundings({{"COLUMNS", "100"}}, true, 60)).width == 100);
    CHECK(Terminal::in(surroundings({}, true, 60)).width == 60);
    CHECK(Terminal::in(surroundings({}, false)).width == 80);
    CHECK(Terminal::in(surroundings({{"COLUMNS", "7"}}, false)).width == 40);
    CHECK(Terminal::in(surroundings({{"COLUMNS", "wide"}}, true, 60)).width == 60);
    CHECK(Terminal::in(surroundings({{"COLUMNS", "0"}}, false)).width == 80);
}

TEST_CASE("UTF-8 is written only where the locale says so") {
    CHECK(Terminal::in(surroundings({{"LANG", "en_GB.UTF-8"}}, true)).unicode);
    CHECK(Terminal::in(surroundings({{"LC_CTYPE", "C.utf8"}, {"LANG", "C"}}, true)).unicode);
    CHECK_FALSE(Terminal::in(surroundings({{"LC_ALL", "C"}, {"LANG", "en_GB.UTF-8"}}, true)).unicode);
    CHECK_FALSE(Terminal::in(surroundings({}, true)).unicode);
    CHECK(Terminal::in(surroundings({{"LC_ALL", ""}, {"LANG", "ko_KR.UTF-8"}}, true)).unicode);
}

TEST_CASE("Hangul is two columns wide, a combining mark none, a stray byte one") {
    CHECK(display_width("hello") == 5);
    CHECK(display_width("안녕") == 4);
    CHECK(display_width("e\xcc\x81") == 1);
    CHECK(display_width("a\xff"
                        "b") == 3);
    CHECK(display_width("\xe2\x82") == 2);
}

TEST_CASE("what a program printed cannot steer the reader's terminal") {
    const Terminal utf8 = samples::terminal(80);
    CHECK(utf8.safe("\x1b[2J안녕\r\n\xc2\x9b") == "\\x1b[2J안녕\\x0d\n\\x9b");
    CHECK(utf8.safe("\xff") == "\\xff");
    const Terminal ascii = samples::terminal(80, false);
    CHECK(ascii.safe("“a” … 안") == "\"a\" ... \\u{c548}");
}

TEST_CASE("wrapping keeps every word whole, and divides only where it is asked to") {
    using Lines = std::vector<std::string>;
    CHECK(wrapped("one two three", 7) == Lines{"one two", "three"});
    CHECK(wrapped("안녕 하세요", 6) == Lines{"안녕", "하세요"});
    CHECK(wrapped("a\n\nb", 10) == Lines{"a", "", "b"});
    CHECK(wrapped("abcdefgh", 3) == Lines{"abcdefgh"});
    CHECK(wrapped("x abcdefgh", 3, LongWord::divided) == Lines{"x", "abc", "def", "gh"});
    CHECK(wrapped("안녕하", 3, LongWord::divided) == Lines{"안", "녕", "하"});
    CHECK(wrapped("", 10) == Lines{""});
}

TEST_CASE("prose hangs under its lead") {
    Page page{samples::terminal(40)};
    page.prose(2, "Which type does msgsnd give to the message?", Style::plain, "hint: ");
    CHECK(page.text() == "  hint: Which type does msgsnd give to\n"
                         "        the message?\n");
}

TEST_CASE("the progress line appears after a second, only on a terminal, and leaves nothing behind") {
    auto now = std::chrono::steady_clock::time_point{};
    const auto clock = [&] { return now; };
    Terminal terminal = samples::terminal(40);

    const auto work = [&](int fd) {
        Progress progress{fd, terminal, clock};
        progress.show("early");
        now += std::chrono::milliseconds{1500};
        progress.show("playing one-letter");
        progress.show(std::string(100, 'x'));
    };
    CHECK(written(work).empty());
    terminal.rewrites = true;
    CHECK(written(work) == "\r\x1b[Kplaying one-letter\r\x1b[K" + std::string(39, 'x') + "\r\x1b[K");
}
