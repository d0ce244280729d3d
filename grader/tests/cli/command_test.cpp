#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

namespace fs = std::filesystem;

namespace {

struct Outcome {
    int status = 0;
    std::string out, err;
};

std::string contents(const fs::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// A kit of its own, so that the student's work in this one is left alone; the real program is called in it.
class Kit {
public:
    Kit() : path_{fs::temp_directory_path() / ("ipclab-command-" + std::to_string(getpid()))} {
        fs::create_directories(path_ / "grader");
        fs::copy(fs::path{IPCLAB_SOURCE} / "labs", path_ / "labs", fs::copy_options::recursive);
        fs::copy(fs::path{IPCLAB_SOURCE} / "grader" / "rules", path_ / "grader" / "rules", fs::copy_options::recursive);
    }
    Kit(const Kit&) = delete;
    Kit& operator=(const Kit&) = delete;
    ~Kit() { fs::remove_all(path_); }

    [[nodiscard]] const fs::path& path() const { return path_; }
    [[nodiscard]] Outcome run(const std::string& arguments, const std::string& before = "") const {
        const std::string out = path_ / "out";
        const std::string err = path_ / "err";
        const std::string command =
            "cd '" + path_.string() + "' && unset IPCLAB_ROOT COLUMNS CLICOLOR_FORCE LC_ALL; export LC_ALL=C.UTF-8; " +
            before + " '" IPCLAB_PROGRAM "' " + arguments + " >'" + out + "' 2>'" + err + "' </dev/null";
        const int status = std::system(command.c_str());
        return {WEXITSTATUS(status), contents(out), contents(err)};
    }

private:
    fs::path path_;
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("the command: wrong usage gives status 2, one sentence on stderr and nothing on stdout") {
    const Kit kit;
    for (const char* arguments : {"grad", "grade --sead 1", "grade nope", "grade 02/1", "grade", "grade --in nowhere",
                                  "explain nope", "replay nope", "trace", "trace ./nothing", "trace nothing-of-this-name",
                                  "check", "check ./nothing", "check true : nothing-of-this-name",
                                  "check --schedule nonsense true", "check --schedule pick-@0 true", "start nope"}) {
        INFO(arguments);
        const Outcome outcome = kit.run(arguments);
        CHECK(outcome.status == 2);
        CHECK(outcome.out.empty());
        CHECK(outcome.err.starts_with("ipclab: "));
        CHECK_FALSE(holds(outcome.err, ".."));
    }
}

TEST_CASE("the command: help, version, map and explain give status 0") {
    const Kit kit;
    CHECK(holds(kit.run("--help").out, "usage: ipclab"));
    CHECK(holds(kit.run("grade --help").out, "usage: ipclab grade"));
    CHECK(kit.run("--version").out.starts_with("ipclab "));
    const Outcome map = kit.run("");
    CHECK(map.status == 0);
    CHECK(holds(map.out, "02-message-queues/1-sender-receiver"));
    CHECK(holds(map.out, "./ipclab start"));
    CHECK(holds(kit.run("explain deadlock").out, "What it means"));
    CHECK(holds(kit.run("explain dedlock").err, "deadlock"));
}

TEST_CASE("the command: outside of a kit it says so, with status 3") {
    const Kit kit;
    const Outcome outcome = kit.run("", "cd /;");
    CHECK(outcome.status == 3);
    CHECK(holds(outcome.err, "there are no labs here"));
}

TEST_CASE("the command: start copies a skeleton, and never over something") {
    const Kit kit;
    CHECK(kit.run("start 02/1").status == 0);
    const fs::path file = kit.path() / "work" / "02-message-queues" / "1-sender-receiver" / "sender.cpp";
    REQUIRE(fs::exists(file));
    CHECK_FALSE(fs::exists(file.parent_path() / "lab.toml"));
    std::ofstream{file} << "mine";
    const Outcome again = kit.run("start 02/1");
    CHECK(again.status == 0);
    CHECK(holds(again.out, "kept"));
    CHECK(contents(file) == "mine");
    CHECK(holds(kit.run("").out, "edit work/02-message-queues/1-sender-receiver/"));
}

TEST_CASE("the command: a broken lab.toml is ours, with its place") {
    const Kit kit;
    std::ofstream{kit.path() / "labs/02-message-queues/1-sender-receiver/lab.toml", std::ios::app} << "\npionts = 3\n";
    fs::create_directories(kit.path() / "work/02-message-queues/1-sender-receiver");
    const Outcome outcome = kit.run("grade 02/1");
    CHECK(outcome.status == 3);
    CHECK(holds(outcome.err, "this is not about your solution"));
    CHECK(holds(outcome.err, "lab.toml:"));
    CHECK(kit.run("").status == 0);
}

TEST_CASE("the command: no colour in a file, colour where it is asked for, ASCII where the locale is not UTF-8") {
    const Kit kit;
    CHECK_FALSE(holds(kit.run("").out, "\x1b"));
    CHECK(holds(kit.run("--color=always").out, "\x1b[1m"));
    CHECK_FALSE(holds(kit.run("", "CLICOLOR_FORCE=1 NO_COLOR=1").out, "\x1b"));
    for (const char c : kit.run("", "LC_ALL=C COLUMNS=60").out)
        REQUIRE(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("the command: what does not compile is shown with the compiler's words, status 1, and only JSON comes as JSON") {
    const Kit kit;
    const fs::path folder = kit.path() / "work/02-message-queues/1-sender-receiver";
    fs::create_directories(folder);
    std::ofstream{folder / "sender.cpp"} << "int main() { return nothing_here; }\n";
    std::ofstream{folder / "receiver.cpp"} << "int main() {}\n";
    const Outcome text = kit.run("grade 02/1");
    CHECK(text.status == 1);
    CHECK(holds(text.out, "sender is not built"));
    CHECK(holds(text.out, "nothing_here"));
    CHECK(text.err.empty());
    const Outcome json = kit.run("grade 02/1 --format json");
    CHECK(json.status == 1);
    CHECK(json.out.starts_with("{"));
    CHECK(json.out.ends_with("}\n"));
    CHECK(holds(json.out, "format_version"));
}

TEST_CASE("the command: trace passes output and status through and writes its own lines aside") {
    const Kit kit;
    const Outcome outcome = kit.run("trace -- sh -c 'echo hello; exit 7'");
    CHECK(outcome.status == 7);
    CHECK(outcome.out == "hello\n");
    CHECK(holds(outcome.err, "starts: sh"));
    const Outcome file = kit.run("trace -o run.txt sh -c 'echo hello' : sh -c 'kill -9 $$'");
    CHECK(file.status == 137);
    CHECK(file.err.empty());
    CHECK(holds(contents(kit.path() / "run.txt"), "ended by SIGKILL"));
}

TEST_CASE(
    "the command: check passes the first run's output through, tells what it found aside, and is clean for clean programs") {
    const Kit kit;
    const Outcome clean = kit.run("check --explore 3 -- sh -c 'echo hello; echo there >&2; exit 7' : true");
    CHECK(clean.status == 0);
    CHECK(clean.out == "hello\n");
    CHECK(clean.err.starts_with("there\n"));
    CHECK(holds(clean.err, "No error"));
    const Outcome input = kit.run("check --explore 2 cat : cat", "sh -c 'echo one | \"$0\" \"$@\"'");
    CHECK(input.out == "one\none\n");
    const Outcome file = kit.run("check -o found.txt echo hello");
    CHECK(file.err.empty());
    CHECK(holds(contents(kit.path() / "found.txt"), "No error"));
}

TEST_CASE("the command: check tells an error with the order that shows it again, in text and in JSON") {
    const Kit kit;
    const std::string stuck = "perl -e 'pipe(R, W); <R>'"; // it holds the end that would have to be closed
    const Outcome text = kit.run("check " + stuck);
    CHECK(text.status == 1);
    CHECK(holds(text.err, "error: "));
    const std::size_t at = text.err.find("--schedule ");
    REQUIRE(at != std::string::npos);
    const std::string order = text.err.substr(at, text.err.find(" -- ", at) - at);
    CHECK(kit.run("check " + order + " " + stuck).status == 1);
    CHECK(kit.run("check " + order + " true").status == 2); // other programs
    const Outcome json = kit.run("check --format json " + stuck);
    CHECK(json.status == 1);
    CHECK(json.out.starts_with("{"));
    CHECK(holds(json.out, "\"rule\": \"deadlock\""));
    CHECK(json.err.empty());
}

TEST_CASE("the command: a fault strikes where trace was told to, and one that never can is told") {
    const Kit kit;
    const Outcome outcome =
        kit.run("trace --fault 'kill sleep before clock_nanosleep' --fault 'kill slep after call' -- sleep 5");
    CHECK(outcome.status == 128 + 9);
    CHECK(holds(outcome.err, "fault: kill sleep before clock_nanosleep"));
    CHECK(holds(outcome.err, "ended by SIGKILL"));
    CHECK(holds(outcome.err, "\"kill slep after call\" never came"));
}

TEST_CASE("the command: --html writes one page that needs nothing else, beside what is written anyway") {
    const Kit kit;
    const std::string stuck = "perl -e 'pipe(R, W); <R>'";
    const Outcome without = kit.run("check " + stuck);
    const Outcome check = kit.run("check --html run.html " + stuck);
    CHECK(check.status == 1);
    CHECK(check.out == without.out);
    CHECK(holds(check.err, "error: "));
    const std::string page = contents(kit.path() / "run.html");
    CHECK(page.starts_with("<!DOCTYPE html>"));
    CHECK(page.ends_with("</html>\n"));
    CHECK(holds(page, "<code>deadlock</code>"));
    CHECK(holds(page, "waits for ever"));
    CHECK(holds(page, "check --schedule "));

    const Outcome clean = kit.run("check --html clean.html -- echo hello");
    CHECK(clean.status == 0);
    CHECK(holds(contents(kit.path() / "clean.html"), "prints &quot;hello"));

    const Outcome trace = kit.run("trace --html=trace.html -- sh -c 'echo hello; exit 7'");
    CHECK(trace.status == 7);
    CHECK(trace.out == "hello\n");
    CHECK(trace.err == kit.run("trace -- sh -c 'echo hello; exit 7'").err);
    CHECK(holds(contents(kit.path() / "trace.html"), "exits with status 7"));
    CHECK(kit.run("trace --html again.html -o run.json --format json true").status == 0);
    CHECK(contents(kit.path() / "run.json").starts_with("{"));
    CHECK(holds(contents(kit.path() / "again.html"), "exits with status 0"));
}

TEST_CASE("the command: --html - is standard output, alone there; a page that cannot be written is status 3") {
    const Kit kit;
    const Outcome check = kit.run("check --html - -- echo hello");
    CHECK(check.status == 0);
    CHECK(check.out.starts_with("<!DOCTYPE html>"));
    CHECK(check.out.ends_with("</html>\n"));
    CHECK(check.err.starts_with("hello\n"));
    CHECK(holds(check.err, "No error"));
    CHECK_FALSE(fs::exists(kit.path() / "-"));
    for (const char* arguments : {"check --html nowhere/run.html true", "trace --html nowhere/run.html true"}) {
        INFO(arguments);
        const Outcome failed = kit.run(arguments);
        CHECK(failed.status == 3);
        CHECK(holds(failed.err, "nowhere/run.html cannot be written"));
    }
    CHECK(kit.run("check --html /dev/full true").status == 3);
}

TEST_CASE("the command: the page of a grading holds what does not compile, and its text goes beside a page on stdout") {
    const Kit kit;
    const fs::path folder = kit.path() / "work/02-message-queues/1-sender-receiver";
    fs::create_directories(folder);
    std::ofstream{folder / "sender.cpp"} << "int main() { return nothing_here; } // <b>\n";
    std::ofstream{folder / "receiver.cpp"} << "int main() {}\n";
    const Outcome graded = kit.run("grade 02/1 --html -");
    CHECK(graded.status == 1);
    CHECK(graded.out.starts_with("<!DOCTYPE html>"));
    CHECK(holds(graded.out, "sender is not built"));
    CHECK(holds(graded.out, "nothing_here"));
    CHECK_FALSE(holds(graded.out, "<b>"));
    CHECK(holds(graded.err, "sender is not built"));
}
