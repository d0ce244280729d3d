/// What authors write beside a lab.toml: course.toml, texts and folders that fit together, and what students get of them.

#include "course/course_file.h"
#include "course/lab_texts.h"
#include "course/students_copy.h"
#include "sample.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace ipclab::course;
namespace fs = std::filesystem;

namespace {

constexpr auto course_toml = R"(# all of them
format = 1
title  = "Course"

[[lab]]
path   = "02-message-queues/1-sender-receiver"
weight = 60

# the second
[[lab]]
path   = "01-keys/10-late"
weight = 40
)";

std::string refused(std::string text) {
    try {
        read_course_text(text, "course.toml");
    } catch (const LabError& error) {
        return error.problems().front().message;
    }
    return {};
}

std::string with_line(std::string_view part, std::string_view instead) {
    std::string text(course_toml);
    return text.replace(text.find(part), part.size(), instead);
}

constexpr auto lab_toml = R"(format = 1
title  = "One"
[programs]
one    = ["one"]
[[scenario]]
name   = "plain"
points = 3
story  = "One is started."
play   = [ { start = "one" } ]
expect = [ { actor = "one", exit = 0 } ]
hints  = ["start"]

# of the exam
[[scenario]]
name   = "secret"
points = 2
hidden = true
story  = """
[[scenario]]
hidden = false
"""
play   = [ { start = "one" } ]
expect = [ { actor = "one", exit = 0 } ]
hints  = ["secret hint"]

# after it
[[scenario]]
name   = "last"
points = 1
story  = "One more."
play   = [ { start = "one" } ]
expect = [ { actor = "one", exit = 0 } ]
hints  = ["end"]
)";

/// A kit with one lab, all of whose texts fit together.
struct Kit {
    sample::Folder folder;
    LabPlaces places{folder.path(), "01-keys/1-one"};

    Kit() {
        folder.write("labs/course.toml", "format = 1\ntitle = \"C\"\n[[lab]]\npath = \"01-keys/1-one\"\nweight = 100\n");
        folder.write("labs/01-keys/1-one/lab.toml", lab_toml);
        folder.write("labs/01-keys/1-one/README.md", "# One\n1. **TODO 1.** Ends.\n```console\n$ ./one\n```\n```sh\n"
                                                     "g++ one.cpp -o one\n```\n| `plain` | 3 | x |\n| `last` | 1 | x |\n");
        folder.write("labs/01-keys/1-one/one.cpp", "#include \"one.h\"\n// TODO 1: end\nint main() {}\n");
        folder.write("labs/01-keys/1-one/one.h", "");
        folder.write("solutions/01-keys/1-one/one.cpp", "#include \"one.h\"\nint main() {}\n");
        folder.write("solutions/01-keys/1-one/one.h", "");
        folder.write("grader/mutants/01-keys/1-one/wrong.patch", "# headline: x\n");
    }
    [[nodiscard]] std::vector<Remark> check() const {
        return check_texts(read_lab_text(lab_toml, "lab.toml", places.id), places);
    }
    /// The only remark; "" where there is none or more than one.
    [[nodiscard]] std::string only() const {
        const auto remarks = check();
        return remarks.size() == 1 ? remarks[0].sentence : "";
    }
};

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("course.toml gives the labs' order and weights") {
    const Course course = read_course_text(course_toml, "course.toml");
    CHECK(course.title == "Course");
    REQUIRE(course.labs.size() == 2);
    CHECK(course.labs[0].id == "02-message-queues/1-sender-receiver");
    CHECK(course.find("01-keys/10-late")->weight == 40);
    CHECK(course.find("01-keys/2-none") == nullptr);
    CHECK(refused(with_line("weight = 60", "wieght = 60")) == R"(a lab has no key "wieght")");
    CHECK(refused(with_line("weight = 60", "weight = 61")) ==
          "the weights of all labs are 101 together, but a course has 100");
    CHECK(refused(with_line("weight = 60", "weight = -1")) == R"("weight" is -1, but should be from 0 to 100)");
    CHECK(refused(with_line("01-keys/10-late", "keys/late")) == R"("keys/late" is no lab's folder)");
    CHECK(refused(with_line("01-keys/10-late", "02-message-queues/1-sender-receiver")) ==
          R"("02-message-queues/1-sender-receiver" is here twice)");
    CHECK(refused(with_line("format = 1", "format = 2")) == R"("format" is 2, but should be from 1 to 1)");
    CHECK(refused("\xff") == "this is no text in UTF-8");
    CHECK_THROWS_AS(read_course("/nowhere/at/all"), LabError);
}

TEST_CASE("an unfinished lab says so") {
    CHECK_FALSE(sample::read(sample::lab).unfinished);
    CHECK(sample::read("unfinished = true\n" + sample::lab).unfinished);
}

TEST_CASE("texts and folders that fit together need no remark") {
    const Kit kit;
    for (const Remark& remark : kit.check())
        UNSCOPED_INFO(remark.sentence);
    CHECK(kit.check().empty());
    CHECK(to_write(kit.places).empty());
    CHECK(check_kit(kit.folder.path()).empty());
}

TEST_CASE("each thing that does not fit is told, with what to do next") {
    const Kit kit;
    const auto replace = [&](const std::string& file, std::string_view part, std::string_view by) {
        std::ifstream in(kit.folder.path() / file);
        std::string text{std::istreambuf_iterator<char>(in), {}};
        kit.folder.write(file, text.replace(text.find(part), part.size(), by));
    };
    const std::string handout = "labs/01-keys/1-one/README.md", skeleton = "labs/01-keys/1-one/one.cpp";
    SECTION("no session") {
        replace(handout, "```console\n", "```text\n");
        CHECK(holds(kit.only(), "shows no session"));
    }
    SECTION("points") {
        replace(handout, "`plain` | 3", "`plain` | 4");
        CHECK(holds(kit.only(), "plain is worth 3 points"));
        CHECK(holds(kit.check()[0].next, "| `plain` | 3 |"));
    }
    SECTION("a hidden scenario") {
        replace(handout, "| `last`", "`secret`\n| `last`");
        CHECK(holds(kit.only(), "speaks of secret, which is hidden"));
    }
    SECTION("another TODO") {
        replace(skeleton, "TODO 1", "TODO 2");
        CHECK(holds(kit.only(), "the TODOs 2, but the handout 1"));
    }
    SECTION("a gap") {
        replace(skeleton, "TODO 1", "TODO 2");
        replace(handout, "TODO 1", "TODO 2");
        CHECK(holds(kit.only(), "numbered 2"));
    }
    SECTION("no TODO") {
        replace(skeleton, "TODO 1", "to do");
        CHECK(holds(kit.only(), "no TODO 1"));
    }
    SECTION("a file that nobody needs") {
        kit.folder.write("solutions/01-keys/1-one/notes.txt", "");
        const auto remarks = kit.check();
        CHECK(
            std::ranges::any_of(remarks, [](const Remark& one) { return holds(one.sentence, "notes.txt has no purpose"); }));
    }
    SECTION("a header that nobody includes") {
        replace("solutions/01-keys/1-one/one.cpp", "#include \"one.h\"", "");
        CHECK(holds(kit.only(), "one.h has no purpose"));
    }
    SECTION("a missing file") {
        fs::remove(kit.folder.path() / "solutions/01-keys/1-one/one.cpp");
        CHECK(std::ranges::any_of(kit.check(),
                                  [](const Remark& one) { return holds(one.sentence, "the reference has not"); }));
    }
    SECTION("no mutants") {
        fs::remove_all(kit.folder.path() / "grader/mutants/01-keys/1-one");
        CHECK(holds(kit.only(), "has no mutants"));
    }
    SECTION("a right solution of another shape") {
        kit.folder.write("grader/tests/labs/right/01-keys/1-one/in-c/one.c", "int main(void) { return 0; }\n");
        CHECK(kit.check().empty());
        kit.folder.write("grader/tests/labs/right/01-keys/1-one/in-c/two.c", "");
        CHECK(holds(kit.only(), "two.c has no purpose"));
    }
    SECTION("still to be written") {
        replace(handout, "# One\n", "# One\n<!-- write: the goal -->\n");
        const auto remarks = to_write(kit.places);
        REQUIRE(remarks.size() == 1);
        CHECK(remarks[0].next == "in labs/01-keys/1-one/README.md:2, write the goal");
    }
}

TEST_CASE("nothing is kept for a lab that is not there") {
    const Kit kit;
    kit.folder.write("solutions/01-keys/2-gone/one.cpp", "");
    kit.folder.write("labs/notes.txt", "");
    kit.folder.write("labs/01-keys/3-new/lab.toml", lab_toml);
    std::vector<std::string> sentences;
    for (const Remark& remark : check_kit(kit.folder.path()))
        sentences.push_back(remark.sentence);
    CHECK(sentences == std::vector<std::string>{"labs/course.toml does not have 01-keys/3-new",
                                                "labs/notes.txt has no purpose",
                                                "solutions/01-keys/2-gone belongs to no lab"});
}

TEST_CASE("the weights of a kit's labs are a whole course") {
    const Kit kit;
    kit.folder.write("labs/course.toml", "format = 1\ntitle = \"C\"\n[[lab]]\npath = \"01-keys/1-one\"\nweight = 99\n");
    const auto remarks = check_kit(kit.folder.path());
    REQUIRE(remarks.size() == 1);
    CHECK(remarks[0].sentence == "the weights in labs/course.toml are 99 together, but a course has 100");
}

TEST_CASE("students get a lab without what is hidden, and a course without what is unfinished") {
    const std::string text = without_hidden(lab_toml, "lab.toml");
    CHECK_FALSE(holds(text, "secret"));
    CHECK_FALSE(holds(text, "of the exam"));
    CHECK_FALSE(holds(text, "hidden"));
    CHECK(holds(text, "# after it\n[[scenario]]\nname   = \"last\""));
    const Lab lab = read_lab_text(text, "lab.toml", "01-keys/1-one");
    REQUIRE(lab.scenarios.size() == 2);
    CHECK(lab.points() == 4);
    CHECK(without_hidden(text, "lab.toml") == text);
    const std::string course = without_labs(course_toml, {"01-keys/10-late"}, "course.toml");
    CHECK(read_course_text(course, "course.toml").labs.size() == 1);
    CHECK_FALSE(holds(course, "the second"));
    CHECK(without_labs(course_toml, {}, "course.toml") == course_toml);
}
