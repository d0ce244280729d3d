#include "cli/markdown.h"
#include "cli/programs.h"
#include "cli/session.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::cli;
namespace fs = std::filesystem;

namespace {

const report::Terminal terminal{.width = 40, .colour = false, .unicode = true, .rewrites = false};

class Folder {
public:
    Folder() : path_{fs::temp_directory_path() / ("ipclab-cli-" + std::to_string(getpid()))} {
        fs::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

std::string contents(const fs::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

} // namespace

TEST_CASE("a rule's page is shown without its marks, its code as it is") {
    CHECK(rendered("# Deadlock\n\nNobody can go on: **every** process waits,\nsee [the page](x.md) and `a**b`.\n\n- one\n  "
                   "more\n- two\n\n"
                   "```cpp\nsemop(id, &p, 1);   // a very long line of code stays whole\n```\n",
                   terminal) == "Deadlock\n\n"
                                "Nobody can go on: every process waits,\nsee the page and `a**b`.\n\n"
                                "  - one more\n  - two\n\n"
                                "    semop(id, &p, 1);   // a very long line of code stays whole\n\n");
    CHECK(rendered("Above.\n\n| signal | why |\n| --- | --- |\n| SIGFPE | divided by `0` |\n\nBelow.\n", terminal) ==
          "Above.\n\n  signal  why\n  SIGFPE  divided by `0`\n\nBelow.\n");
    CHECK(rendered("One.\n\n<!-- run: x -->\n```text\n| <!-- as it is -->\n```\n<!-- end run -->\n\nTwo.\n", terminal) ==
          "One.\n\n    | <!-- as it is -->\n\nTwo.\n");
    CHECK(head_of("# Leak\n\nAn object is\nleft. And more.\n").sentence == "An object is left.");
}

TEST_CASE("a complaint is one sentence with what to do beneath it") {
    CHECK(complaint(terminal, "There is no rule \"x\".", "Did you mean y?") == "ipclab: There is no rule \"x\".\n"
                                                                               "        Did you mean y?\n");
}

TEST_CASE("a file is written whole, with the usual permissions, and nothing is left beside it") {
    const Folder folder;
    const fs::path file = folder.path() / "out.txt";
    write_file(file, "first");
    write_file(file, "second");
    CHECK(contents(file) == "second");
    CHECK(std::distance(fs::directory_iterator{folder.path()}, {}) == 1);
    struct stat status {};
    REQUIRE(stat(file.c_str(), &status) == 0);
    const mode_t mask = umask(0);
    umask(mask);
    CHECK((status.st_mode & 0777) == (0666 & ~mask));
    CHECK_THROWS_AS(write_file(folder.path() / "no" / "out.txt", "x"), OurFailure);
    write_file("/dev/null", "x");
    CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("programs are found as a shell finds them") {
    CHECK(find_program("sh").ends_with("/sh"));
    CHECK(find_program("/bin/sh") == "/bin/sh");
    CHECK_THROWS_AS(find_program("no-such-program-anywhere"), UsageError);
    CHECK_THROWS_AS(find_program("./no-such-file"), UsageError);
    CHECK_THROWS_AS(find_program("/tmp"), UsageError);
    const auto play = starts({{"sh", "-c", "1"}, {"/bin/sh"}});
    CHECK(std::get<engine::Start>(play.at(0).action).actor == "sh");
    CHECK(std::get<engine::Start>(play.at(1).action).actor == "sh2");
}

TEST_CASE("trace gives the programs' own status") {
    trace::Trace trace;
    trace.tasks = {{trace::TaskId{0}, "a", "a", {}, false, 2}, {trace::TaskId{1}, "b", "b", {}, false, 3}};
    const auto ends = [&](int task, int code, int signal) {
        trace.events.push_back({0, {}, trace::TaskId{task}, {}, trace::Exited{code, signal, {}}});
    };
    CHECK(status_of(trace) == 1); // neither ended
    ends(1, 3, 0);
    ends(0, 0, 0);
    CHECK(status_of(trace) == 3);
    ends(0, 0, 9);
    CHECK(status_of(trace) == 137);
}
