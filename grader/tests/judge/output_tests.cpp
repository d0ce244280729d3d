#include "judge/output_difference.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::judge;

namespace {

std::string message(std::string_view expected, std::string_view seen) {
    const auto found = difference(expected, seen);
    return found ? found->message : "";
}

} // namespace

TEST_CASE("trailing blanks and a missing last newline are forgiven", "[output]") {
    CHECK(message("oak\nelm\n", "oak\nelm") == "");
    CHECK(message("oak\nelm\n", "oak  \nelm\t\n") == "");
    CHECK(message("oak\nelm", "oak\r\nelm\r\n") == "");
    CHECK(message("", "") == "");
    CHECK(message("\n", "  \n") == "");
}

TEST_CASE("nothing else is", "[output]") {
    CHECK(message("oak\n", " oak\n") != "");
    CHECK(message("oak\n", "Oak\n") != "");
    CHECK(message("oak elm\n", "oak  elm\n") != "");
    CHECK(message("oak\n", "oak\n\n") == "after line 1 there is an empty line too many");
}

TEST_CASE("the first line that differs is told", "[output]") {
    CHECK(message("oak\nelm\n", "oak\nash\n") == R"(line 2 should be "elm", but is "ash")");
    CHECK(difference("oak\nelm\n", "oak\neln\n")->offset == 6);
    CHECK(message("oak\nelm\n", "oak\n") == R"(line 2, "elm", is missing)");
    CHECK(message("oak\nelm\nash\n", "oak\n") == R"(line 2, "elm", is missing, and so is 1 more)");
    CHECK(difference("oak\nelm\n", "oak\n")->ends_early);
    CHECK(message("oak\n", "oak\nelm\n") == R"(there is a line too many at the end: "elm")");
    CHECK(message("", "oak\n") == R"(nothing should be printed, but there is a line: "oak")");
}

TEST_CASE("bytes after a text are named, with their cause where it is certain", "[output]") {
    using namespace std::string_literals;
    CHECK(message("oak\n", "oakX\n") == R"(line 1 should be "oak", but is "oakX": 1 byte too many)");
    CHECK(message("oak\n", "oak\0\0\n"s).find("2 bytes too many, all zero: the NUL that ends a text") != std::string::npos);
    CHECK(message("oak\n", "oak\0el\n"s).find("a text ends at its first zero byte") != std::string::npos);
    CHECK(message("oak\n", "oak\xfe\xfe\xfe\n").find("memory that nothing was ever stored in") != std::string::npos);
    CHECK(message("oak\n", "oa\n") == R"(line 1 should be "oak", but is "oa": the last 1 byte is missing)");
}

TEST_CASE("right lines in a wrong shape are recognised", "[output]") {
    CHECK(message("a\nb\nc\n", "b\na\nc\n").starts_with("the lines are right, but in another order: line 1"));
    CHECK(message("a\nb\n", "a\n\nb\n\n").find("without its empty lines the output is right") != std::string::npos);
    CHECK(message("a\nb\n", "ab").starts_with("the text is right, but the lines end in other places"));
}

TEST_CASE("a line that is too long for a sentence is told by the place", "[output]") {
    const std::string long_line(500, 'x');
    CHECK(message(long_line, long_line + "y") == "line 1 should end after 500 bytes, but goes on: 1 byte too many");
    CHECK(message(long_line + "y", long_line + "z") == "line 1 is not what it should be from its byte 501 on");
}
