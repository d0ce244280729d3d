#include "report/source_excerpt.h"
#include "report/value_text.h"
#include "samples.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::report;

namespace {

std::string difference(std::string_view expected, std::string_view seen, bool unicode = true) {
    Page page{samples::terminal(40, unicode)};
    show_difference(page, 2, expected, seen);
    return page.text();
}

/// A folder that is gone with the test.
class Folder {
public:
    Folder() : path_{std::filesystem::temp_directory_path() / ("ipclab-report-" + std::to_string(getpid()))} {
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    void write(const std::string& name, std::string_view text) const { std::ofstream{path_ / name} << text; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string excerpt(const Folder& folder, const std::string& file, int line, std::string_view call) {
    Page page{samples::terminal(40)};
    show_source(page, 2, {file, line, "main"}, folder.path(), call);
    return page.text();
}

} // namespace

TEST_CASE("single values stand one under the other") {
    CHECK(difference("hello\n", "hello") == "  expected  hello\n  seen      hello\n");
    CHECK(difference("hello", "") == "  expected  hello\n  seen      (nothing)\n");
    CHECK(difference("", "").empty());
}

TEST_CASE("bytes that do not show are made visible") {
    CHECK(difference("a", std::string_view{"a\0\x1b[1mZ \t", 9}) == "  expected  a\n  seen      a\\0\\x1b[1mZ \\t\n");
    CHECK(difference("a", "a  ") == "  expected  a\n  seen      a␣␣\n");
    CHECK(difference("a", "a ", false) == "  expected  a\n  seen      a\\x20\n");
    CHECK(difference("안", "\xec\x95", false) == "  expected  \\u{c548}\n  seen      \\xec\\x95\n");
}

TEST_CASE("a tail of bytes that are no text is shown once, with its length") {
    const std::string tail(492, '\xfe');
    CHECK(difference("mul", "mul" + tail) == "  expected  mul\n  seen      mul(\\xfe 492 times)\n");
    CHECK(difference("a", "a" + std::string(10, '\0') + "b") == "  expected  a\n  seen      a(\\0 10 times)b\n");
    CHECK(difference("a", R"(-----\\\\\\\)") == "  expected  a\n  seen      -----\\\\\\\\\\\\\\\n"); // a text's own
    CHECK(difference("a", "a\xfe\xfe\xfe") == "  expected  a\n  seen      a\\xfe\\xfe\\xfe\n");
}

TEST_CASE("several lines are told as a difference") {
    CHECK(difference("one\ntwo\nthree\n", "one\nthree\nfour\n") == "  - expected  + seen\n"
                                                                   "    one\n"
                                                                   "  - two\n"
                                                                   "    three\n"
                                                                   "  + four\n");
    CHECK(difference("one\ntwo\n", "") == "  - expected  + seen\n"
                                          "  - one\n"
                                          "  - two\n"
                                          "  (nothing was seen)\n");
}

TEST_CASE("a long value is shown whole; only a repeated line is told once") {
    const std::string word(300, 'w');
    CHECK(difference(word, "x").find(word) != std::string::npos);
    std::string flood;
    for (int line = 0; line < 5000; ++line)
        flood += "again\n";
    CHECK(difference("again\n", flood) == "  - expected  + seen\n"
                                          "    again\n"
                                          "  + again\n"
                                          "    (that line 4999 times in all)\n");
}

TEST_CASE("a call is underlined from its name to its last parenthesis") {
    const auto check = [](std::string_view code, std::string_view call, int from, int length) {
        const Underline line = underline(code, call);
        CHECK(line.from == from);
        CHECK(line.length == length);
    };
    check("    if (msgrcv(id, &m, sizeof(m.text), 2, 0) == -1)", "msgrcv", 8, 36);
    check("    msgrcv(id, &m,", "msgrcv", 4, 14);
    check("  my_msgrcv(id);  ", "msgrcv", 2, 14);
    check("  return 0;", "", 2, 9);
    check("/* 안 */ msgget(k, 0);", "msgget", 9, 12);
}

TEST_CASE("the line of code is read from the submission, and from nowhere else") {
    const Folder folder;
    folder.write("post.cpp", "int main() {\n\tmsgget(1, 0);\n}\n");
    CHECK(excerpt(folder, "/build/post.cpp", 2, "msgget") == "   --> post.cpp:2, in main\n"
                                                             "  2 │     msgget(1, 0);\n"
                                                             "    │     ^^^^^^^^^^^^\n");
    CHECK(excerpt(folder, "post.cpp", 9, "msgget") == "   --> post.cpp:9, in main\n");
    CHECK(excerpt(folder, "/etc/passwd", 1, "") == "   --> passwd:1, in main\n");
    std::filesystem::create_symlink("/etc/passwd", folder.path() / "link.cpp");
    CHECK(excerpt(folder, "link.cpp", 1, "") == "   --> link.cpp:1, in main\n");
}
