// Nothing survives a run: no process, no object, no folder, however it ends.

#include "run_programs.h"

#include "engine/descriptor.h"
#include "engine/kernel.h"
#include "sysv/object.h"

#include <catch2/catch_test_macros.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <stdexcept>

using namespace ipclab::engine::tests;
using namespace ipclab::engine;
using namespace ipclab;

namespace {

namespace fs = std::filesystem;

/// A temporary folder of this test's own, so that what is left in it is from this test.
class Traces {
public:
    Traces() {
        std::string name = (fs::temp_directory_path() / "engine-test-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        folder_ = name;
        fs::permissions(folder_, fs::perms::all);
        setenv("TMPDIR", name.c_str(), 1);
        // Marks our programs: their command line has it.
        mark_ = fs::path{name}.filename();
    }
    Traces(const Traces&) = delete;
    Traces& operator=(const Traces&) = delete;
    ~Traces() {
        unsetenv("TMPDIR");
        fs::remove_all(folder_);
    }
    [[nodiscard]] const std::string& mark() const { return mark_; }

    void check_nothing_left() const {
        CHECK(fs::is_empty(folder_));
        CHECK(processes() == 0);
        for (const auto& state : all_objects())
            CHECK(before_.contains(sysv::id_of(state)));
    }
    /// That live, by what is in their command line. A jail's processes have their folder's name in none, but the samples have the mark.
    [[nodiscard]] int processes() const {
        int found = 0;
        for (const auto& entry : fs::directory_iterator{"/proc"}) {
            std::ifstream file{entry.path() / "cmdline"};
            std::ostringstream text;
            text << file.rdbuf();
            found += text.str().find(mark_) != std::string::npos ? 1 : 0;
        }
        return found;
    }

private:
    fs::path folder_;
    std::string mark_;
    std::set<sysv::ObjectId> before_ = [] {
        std::set<sysv::ObjectId> ids;
        for (const auto& state : all_objects())
            ids.insert(sysv::id_of(state));
        return ids;
    }();
};

std::vector<Level> levels() {
    std::vector<Level> all;
    for (const auto level : {Level::none, Level::ipc, Level::full})
        if (level <= best_level()) all.push_back(level);
    return all;
}

/// Runs the sample that makes a queue and computes for ever; `once_made` is called inside, in the middle of the run.
std::string run_in_the_middle(const Inside& inside, const std::string& mark, const std::function<void()>& once_made,
                              std::chrono::milliseconds cpu = std::chrono::milliseconds{30}) {
    RunSpec spec;
    spec.folder = inside.folder;
    spec.level = inside.level;
    spec.ledger = inside.ledger;
    spec.budget.cpu = cpu;
    spec.play = {start("A", {"misbehaving", "hold", mark})};
    spec.on_event = [&](const trace::Trace&, const trace::Event& event) {
        if (std::holds_alternative<trace::Called>(event.what)) once_made();
    };
    std::ofstream{inside.folder + "/left"} << "something";
    return std::string{trace::name_of(Engine{}.run(spec, *schedule::fixed()).outcome)};
}

/// A grader of its own in a child: runs in a jail, says "r" when its program has made a queue, and then computes on.
struct Grader {
    pid_t pid = 0;
    Descriptor said;
};

Grader start_grader(Level level, const std::string& mark) {
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
    const auto pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        const auto ended = jailed(
            level,
            [&](const Inside& inside) {
                return run_in_the_middle(
                    inside, mark, [&] { inside.send("made"); }, std::chrono::hours{1});
            },
            [&](std::string_view) { [[maybe_unused]] const auto n = write(ends[1], "r", 1); });
        _exit(ended.interrupted ? 42 : ended.error ? 43 : 44);
    }
    close(ends[1]);
    Grader grader{.pid = pid, .said = Descriptor{ends[0]}};
    char byte = 0;
    while (read(grader.said.get(), &byte, 1) == -1 && errno == EINTR) {
    }
    CHECK(byte == 'r');
    return grader;
}

int end_of(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) == -1 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

TEST_CASE("nothing survives an ordinary run, nor one without end") {
    const Traces traces;
    for (const auto level : levels()) {
        INFO(name_of(level));
        const auto ended =
            jailed(level, [&](const Inside& inside) { return run_in_the_middle(inside, traces.mark(), [] {}); });
        CHECK(ended.result == "cpu-limit");
        traces.check_nothing_left();
    }
}

TEST_CASE("nothing survives a task that throws in the middle of a run") {
    const Traces traces;
    for (const auto level : levels()) {
        INFO(name_of(level));
        const auto ended = jailed(level, [&](const Inside& inside) -> std::string {
            run_in_the_middle(inside, traces.mark(), [] {});
            throw std::runtime_error("on purpose");
        });
        CHECK(ended.error == "on purpose");
        traces.check_nothing_left();
    }
}

TEST_CASE("nothing survives a worker that is killed in the middle of a run") {
    const Traces traces;
    for (const auto level : levels()) {
        INFO(name_of(level));
        const auto ended = jailed(level, [&](const Inside& inside) {
            return run_in_the_middle(inside, traces.mark(), [&] {
                // Process 1 of a pid namespace is out of its own signals' reach, but not out of its parent's.
                if (inside.level != Level::full) raise(SIGKILL);
                _exit(9);
            });
        });
        CHECK(ended.error);
        traces.check_nothing_left();
    }
}

TEST_CASE("SIGINT, SIGTERM and SIGHUP to the grader end its run, and nothing survives") {
    const Traces traces;
    for (const auto level : levels())
        for (const int signo : {SIGINT, SIGTERM, SIGHUP}) {
            INFO(name_of(level) << ", signal " << signo);
            const auto grader = start_grader(level, traces.mark());
            CHECK(traces.processes() == 1);
            kill(grader.pid, signo);
            CHECK(end_of(grader.pid) == 42);
            traces.check_nothing_left();
        }
}

TEST_CASE("the programs see an empty folder that is theirs, and messages come out of the jail in order") {
    std::vector<std::string> messages;
    const auto ended = jailed(
        best_level(),
        [](const Inside& inside) {
            inside.send("one");
            inside.send("");
            inside.send(std::string(200'000, 'x'));
            return std::string{fs::is_empty(inside.folder) ? "empty" : "not empty"};
        },
        [&](std::string_view text) { messages.emplace_back(text); });
    CHECK(ended.result == "empty");
    CHECK(messages == std::vector<std::string>{"one", "", std::string(200'000, 'x')});
}
