#include "judge/build.h"
#include "judge/compiler.h"

#include "folder.h"

#include <cstdlib>
#include <sys/stat.h>

using namespace ipclab::judge;

namespace {

constexpr auto hello = "#include <cstdio>\nint main() { std::puts(\"hello\"); }\n";

std::string output_of(const Built& built) { return run_commands({{{built.executable}, "/", {}, {}}}, 1).at(0).output; }

} // namespace

TEST_CASE("a good program is built and runs", "[build]") {
    const Workshop workshop;
    workshop.submission.write("post.cpp", hello);
    const auto built = workshop.build_one("post.cpp");
    INFO(built.result.messages);
    REQUIRE(built.result.ok);
    CHECK(built.result.problem.empty());
    CHECK(built.result.files == std::vector<std::string>{"post.cpp"});
    CHECK(output_of(built) == "hello\n");
    CHECK_FALSE(built.from_cache);
}

TEST_CASE("the command that is shown builds the same by hand", "[build]") {
    const Workshop workshop;
    workshop.submission.write("post.cpp", hello);
    const auto command = workshop.build_one("post.cpp").result.command;
    CHECK(::system(("cd " + workshop.submission.path().string() + " && " + command + " && ./post > said").c_str()) == 0);
    CHECK(read(workshop.submission.path() / "said") == "hello\n");
    CHECK(command.find("-Wall -Wextra -g -O0") != std::string::npos);
}

TEST_CASE("a syntax error is told with its line, in the student's words for the file", "[build]") {
    const Workshop workshop;
    workshop.submission.write("post.cpp", "int main() {\n    int x = ;\n    y = 1;\n}\n");
    const auto built = workshop.build_one("post.cpp");
    CHECK_FALSE(built.result.ok);
    CHECK(built.executable.empty());
    CHECK(built.result.problem == "post.cpp does not compile: 2 errors; the first is on line 2");
    CHECK(built.result.messages.find("post.cpp:2:13: error:") != std::string::npos);
    CHECK(built.result.messages.find(workshop.submission.path().string()) == std::string::npos);
}

TEST_CASE("an error in a header names the header", "[build]") {
    const Workshop workshop;
    workshop.submission.write("letter.h", "struct letter { long };\n");
    workshop.submission.write("post.cpp", "#include \"letter.h\"\nint main() {}\n");
    CHECK(workshop.build_one("post.cpp").result.problem.find("on line 1 of letter.h") != std::string::npos);
}

TEST_CASE("missing and unreadable files are told, and nothing is compiled", "[build]") {
    const Workshop workshop;
    CHECK(workshop.build_one("post.cpp").result.problem == "post.cpp is missing");
    REQUIRE(::mkfifo((workshop.submission.path() / "fifo.cpp").c_str(), 0600) == 0);
    CHECK(workshop.build_one("fifo.cpp").result.problem == "fifo.cpp cannot be read: it is not an ordinary file");
    std::filesystem::create_directory(workshop.submission.path() / "folder.cpp");
    CHECK(workshop.build_one("folder.cpp").result.problem == "folder.cpp cannot be read: Is a directory");
    workshop.submission.write("image.cpp", std::string("int\n\0\x89", 6));
    CHECK(workshop.build_one("image.cpp").result.problem == "image.cpp is not a text file: there is a zero byte on line 2");
    const auto built = build(workshop.request({{"post", {}, "there is no post.cpp, post.cc or post.c"}}));
    CHECK(built[0].result.problem == "there is no post.cpp, post.cc or post.c");
}

TEST_CASE("warnings are kept, also from the cache", "[build]") {
    const Workshop workshop;
    workshop.submission.write("post.cpp", "int main() { int unused = 1; }\n");
    for (const bool cached : {false, true}) {
        const auto built = workshop.build_one("post.cpp");
        CHECK(built.result.ok);
        CHECK(built.from_cache == cached);
        CHECK(built.result.messages.find("unused variable 'unused'") != std::string::npos);
    }
}

TEST_CASE("C is compiled as C, with what POSIX adds", "[build]") {
    const Workshop workshop;
    workshop.submission.write("post.c", "#include <sys/msg.h>\n#include <stdlib.h>\n"
                                        "int main(void) { char *class = malloc(1); key_t k = ftok(\".\", 1);\n"
                                        "  (void)k; free(class); return 0; }\n");
    const auto built = workshop.build_one("post.c");
    INFO(built.result.messages);
    CHECK(built.result.ok);
    CHECK(built.result.command.find("-std=gnu17") != std::string::npos);
}

TEST_CASE("files of both languages are linked together", "[build]") {
    const Workshop workshop;
    workshop.submission.write("number.c", "int number(void) { return 7; }\n");
    workshop.submission.write("post.cpp", "#include <cstdio>\nextern \"C\" int number(void);\n"
                                          "int main() { std::printf(\"%d\\n\", number()); }\n");
    const auto built = build(workshop.request({{"post", {"post.cpp", "number.c"}, ""}})).at(0);
    INFO(built.result.messages);
    REQUIRE(built.result.ok);
    CHECK(output_of(built) == "7\n");
}

TEST_CASE("what does not link is told by name", "[build]") {
    const Workshop workshop;
    workshop.submission.write("post.cpp", "void send_all(int);\nint main() { send_all(1); }\n");
    CHECK(workshop.build_one("post.cpp").result.problem ==
          "post does not link: 'send_all(int)' is used, but defined nowhere");
    workshop.submission.write("post.cpp", "int mian() { return 0; }\n");
    CHECK(workshop.build_one("post.cpp").result.problem == "post has no main function");
    workshop.submission.write("more.cpp", "int mian() { return 0; } int main() {}\n");
    const auto built = build(workshop.request({{"post", {"post.cpp", "more.cpp"}, ""}})).at(0);
    CHECK(built.result.problem == "post does not link: 'mian()' is defined twice");
}

TEST_CASE("programs that eat the compiler are limited", "[build]") {
    const Workshop workshop;
    workshop.submission.write("post.cpp", "template <int A, int B> struct Tree {\n"
                                          "    static const int v = Tree<A - 1, B * 2>::v + Tree<A - 1, B * 2 + 1>::v; };\n"
                                          "template <int B> struct Tree<0, B> { static const int v = 1; };\n"
                                          "int main() { return Tree<28, 1>::v; }\n");
    auto request = workshop.request({{"post", {"post.cpp"}, ""}});
    request.limits.cpu = std::chrono::seconds(1);
    const auto slow = build(request).at(0);
    CHECK_FALSE(slow.result.ok);
    CHECK(slow.result.problem == "post.cpp does not compile: it took too much processor time");
    workshop.submission.write("post.cpp", "int big[1u << 27] = {1};\nint main() {}\n");
    const auto big = build(request).at(0);
    CHECK_FALSE(big.result.ok);
    CHECK(std::filesystem::is_empty(workshop.cache.path())); // nothing is left of them
}

TEST_CASE("a flood of messages is cut, and that is said", "[build]") {
    const Workshop workshop;
    std::string text = "int main() {\n";
    for (int i = 0; i < 200; ++i)
        text += "    undeclared = 1;\n    { int x = \"text\"; }\n";
    workshop.submission.write("post.cpp", text + "}\n");
    auto request = workshop.request({{"post", {"post.cpp"}, ""}});
    request.limits.output = 2000;
    const auto messages = build(request).at(0).result.messages;
    CHECK(messages.size() < 2200);
    CHECK(messages.find("the rest is left out") != std::string::npos);
}

TEST_CASE("an unchanged program is not compiled again", "[build]") {
    const Workshop workshop;
    workshop.submission.write("letter.h", "#define TEXT \"one\"\n");
    workshop.submission.write("post.cpp", "#include <cstdio>\n#include \"letter.h\"\nint main() { std::puts(TEXT); }\n");
    workshop.submission.write("collect.cpp", hello);
    const auto request = workshop.request({{"post", {"post.cpp"}, ""}, {"collect", {"collect.cpp"}, ""}});
    const auto first = build(request);
    CHECK(output_of(first[0]) == "one\n");
    const auto second = build(request);
    CHECK(second[0].from_cache);
    CHECK(second[1].from_cache);
    CHECK(second[0].digest == first[0].digest);

    SECTION("but when a header has changed, those that include it are") {
        workshop.submission.write("letter.h", "#define TEXT \"two\"\n");
        const auto third = build(request);
        CHECK_FALSE(third[0].from_cache);
        CHECK(third[0].digest != first[0].digest);
        CHECK(output_of(third[0]) == "two\n");
        CHECK(third[1].from_cache);
        workshop.submission.write("letter.h", "#define TEXT \"one\"\n");
        CHECK(build(request)[0].digest == first[0].digest);
    }
    SECTION("but when its own file has changed, it is") {
        workshop.submission.write("collect.cpp", std::string(hello) + "\n");
        const auto third = build(request);
        CHECK(third[0].from_cache);
        CHECK_FALSE(third[1].from_cache);
    }
    SECTION("and a broken entry is made again") {
        for (const auto& program : {first[0].executable, first[1].executable}) {
            std::ofstream out(program, std::ios::app);
            out << "x";
        }
        const auto third = build(request);
        CHECK_FALSE(third[0].from_cache);
        CHECK(output_of(third[0]) == "one\n");
        CHECK(build(request)[0].from_cache);
    }
    SECTION("and another folder with the same files gives the same program") {
        Workshop other;
        for (const auto* name : {"letter.h", "post.cpp"})
            other.submission.write(name, read(workshop.submission.path() / name));
        const auto elsewhere = build(other.request({{"post", {"post.cpp"}, ""}})).at(0);
        CHECK_FALSE(elsewhere.from_cache);
        CHECK(elsewhere.digest == first[0].digest);
    }
}

TEST_CASE("a missing compiler is the machine's fault", "[build]") {
    const Workshop workshop;
    workshop.submission.write("post.cpp", hello);
    auto request = workshop.request({{"post", {"post.cpp"}, ""}});
    request.compiler = "no-such-g++";
    CHECK_THROWS_AS(build(request), MissingCompiler);
}

TEST_CASE("clang++ will do too", "[build]") {
    const Workshop workshop;
    workshop.submission.write("post.cpp", "#include <cstdio>\nint main() { int unused; std::puts(\"hello\"); }\n");
    auto request = workshop.request({{"post", {"post.cpp"}, ""}});
    request.compiler = "clang++";
    try {
        const auto built = build(request).at(0);
        INFO(built.result.messages);
        REQUIRE(built.result.ok);
        CHECK(output_of(built) == "hello\n");
        CHECK(built.result.command.starts_with("clang++ "));
    } catch (const MissingCompiler&) {
        SKIP("clang++ is not installed");
    }
}

TEST_CASE("a build's name changes with its programs", "[build]") {
    CHECK(build_id({"a", "b"}).size() == 8);
    CHECK(build_id({"a", "b"}) != build_id({"ab"}));
    CHECK(build_id({"a", "b"}) == build_id({"a", "b"}));
}
