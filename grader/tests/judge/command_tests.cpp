#include "judge/command.h"

#include "folder.h"

#include <csignal>
#include <sys/wait.h>
#include <system_error>
#include <thread>

using namespace ipclab::judge;

namespace {

Command shell(const std::string& script) { return {{"/bin/sh", "-c", script}, "/", {{"PATH", "/usr/bin:/bin"}}, {}}; }
Finished run_one(const Command& command) { return run_commands({command}, 1).at(0); }

} // namespace

TEST_CASE("a command's output and end are known", "[command]") {
    const auto finished = run_one(shell("echo out; echo err >&2; exit 3"));
    CHECK(finished.output == "out\nerr\n");
    CHECK(finished.code == 3);
    CHECK(finished.signal == 0);
    CHECK(run_one(shell("kill -9 $$")).signal == SIGKILL);
}

TEST_CASE("a command has its own environment, folder and nothing to read", "[command]") {
    const Folder folder;
    auto command = shell("env; pwd; cat");
    command.folder = folder.path();
    command.env["LC_ALL"] = "C";
    const auto output = run_one(command).output;
    CHECK(output.find("LC_ALL=C\n") != std::string::npos);
    CHECK(output.find("HOME=") == std::string::npos);
    CHECK(output.find(folder.path().string() + "\n") != std::string::npos);
}

TEST_CASE("results come in the order of the commands, whoever ends first", "[command]") {
    const Folder folder;
    REQUIRE(::system(("mkfifo " + (folder.path() / "turn").string()).c_str()) == 0);
    auto first = shell("read turn < turn; echo first");
    auto second = shell("echo go > turn; echo second");
    first.folder = second.folder = folder.path();
    const auto finished = run_commands({first, second}, 2);
    CHECK(finished[0].output == "first\n");
    CHECK(finished[1].output == "second\n");
    const auto one_at_a_time = run_commands({shell("echo a"), shell("echo b"), shell("echo c")}, 1);
    CHECK(one_at_a_time[2].output == "c\n");
}

TEST_CASE("too much output is cut, and that is said", "[command]") {
    auto command = shell("head -c 100000 /dev/zero");
    command.limits.output = 1000;
    const auto finished = run_one(command);
    CHECK(finished.output.size() == 1000);
    CHECK(finished.output_cut);
    CHECK(finished.ok());
}

TEST_CASE("limits hold", "[command]") {
    auto greedy = shell("while :; do :; done");
    greedy.limits.cpu = std::chrono::seconds(1);
    CHECK(run_one(greedy).signal == SIGXCPU);

    const Folder folder;
    auto big = shell("head -c 100000 /dev/zero > big");
    big.folder = folder.path();
    big.limits.file_size = 1000;
    CHECK_FALSE(run_one(big).ok());
    CHECK(std::filesystem::file_size(folder.path() / "big") <= 1000);

    auto asleep = shell("sleep 1000 & wait");
    asleep.limits.wall = std::chrono::seconds(0);
    const auto finished = run_one(asleep);
    CHECK(finished.out_of_time);
    CHECK(finished.signal == SIGKILL);
}

TEST_CASE("a command that cannot be started is an error of ours", "[command]") {
    CHECK_THROWS_AS(run_one({{"/no/such/compiler"}, "/", {}, {}}), std::system_error);
    CHECK_THROWS_AS(run_one({{"/bin/true"}, "/no/such/folder", {}, {}}), std::system_error);
}

TEST_CASE("an interruption ends the whole process group", "[command]") {
    const Folder folder;
    // Holds the FIFO open for writing as long as it lives, also in its child.
    const auto fifo = (folder.path() / "alive").string();
    REQUIRE(::system(("mkfifo " + fifo).c_str()) == 0);
    const auto grader = ::fork();
    REQUIRE(grader >= 0);
    if (grader == 0) {
        try {
            run_commands({shell("exec 3> " + fifo + "; sleep 1000 & sleep 1000")}, 1);
        } catch (const Interrupted& interrupted) {
            ::_exit(interrupted.signo());
        } catch (...) {
        }
        ::_exit(99);
    }
    std::ifstream alive(fifo); // waits until the command is there
    ::kill(grader, SIGINT);
    int status = 0;
    REQUIRE(::waitpid(grader, &status, 0) == grader);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == SIGINT);
    CHECK(alive.get() == std::ifstream::traits_type::eof()); // comes when the last writer is gone
}
