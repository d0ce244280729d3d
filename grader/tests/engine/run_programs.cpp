#include "run_programs.h"

#include "engine/descriptor.h"
#include "engine/spawn.h"
#include "sysv/names.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#include <fmt/format.h>

#include <fcntl.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace ipclab::engine::tests {
namespace {

constexpr char separator = '\x1e'; // in no JSON and in no schedule

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = text.find(separator, begin)) != std::string::npos; begin = end + 1)
        pieces.push_back(text.substr(begin, end - begin));
    return pieces;
}

std::vector<RunResult> run_all(const std::vector<Step>& steps, const Settings& settings,
                               const std::function<std::string(int)>& schedule_of) {
    const auto ended = jailed(settings.level, [&](const Inside& inside) {
        Engine engine;
        std::string all;
        for (int i = 0; i < settings.runs; ++i) {
            RunSpec spec;
            spec.play = steps;
            spec.faults = settings.faults;
            spec.folder = own_folder(inside);
            spec.env = {{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}};
            spec.level = inside.level;
            spec.ledger = inside.ledger;
            spec.budget = settings.budget;
            spec.watch = settings.watch;
            spec.stop_at_accesses = settings.stop_at_accesses;
            const auto schedule = schedule::parse(schedule_of(i));
            const auto trace = engine.run(spec, *schedule);
            all += trace::to_json(trace) + separator + schedule->text() + separator + schedule->decisions() + separator;
        }
        return all;
    });
    INFO("the jail's error: " << ended.error.value_or("none"));
    REQUIRE(!ended.error);
    const auto pieces = split(ended.result);
    std::vector<RunResult> results;
    for (std::size_t i = 0; i + 2 < pieces.size(); i += 3)
        results.push_back(
            {.trace = trace::from_json(pieces[i]), .schedule_text = pieces[i + 1], .decisions = pieces[i + 2]});
    return results;
}

std::vector<Step> starts(const std::vector<Command>& commands) {
    std::vector<Step> steps;
    for (const auto& command : commands)
        steps.push_back(start(std::string(1, static_cast<char>('A' + steps.size())), command));
    return steps;
}

bool everybody_enters(const std::filesystem::path& folder) {
    using std::filesystem::perms;
    for (auto at = std::filesystem::canonical(folder); at != at.root_path(); at = at.parent_path())
        if ((std::filesystem::status(at).permissions() & perms::others_exec) == perms::none) return false;
    return true;
}

/// Where the programs' own user can run the samples: if we are root, that is somebody else, and a checkout in root's home is closed
/// to him.
class Samples {
public:
    Samples() {
        if (geteuid() != 0 || everybody_enters(folder_)) return;
        auto name = (std::filesystem::temp_directory_path() / "ipclab-samples-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
        std::filesystem::permissions(name, std::filesystem::perms{0755});
        copied_ = folder_ = name;
        std::filesystem::copy(IPCLAB_ENGINE_SAMPLES, folder_, std::filesystem::copy_options::recursive);
    }
    Samples(const Samples&) = delete;
    Samples& operator=(const Samples&) = delete;
    ~Samples() {
        std::error_code ignored;
        if (!copied_.empty() && made_by_ == getpid()) std::filesystem::remove_all(copied_, ignored);
    }
    [[nodiscard]] const std::string& folder() const { return folder_; }

private:
    std::string folder_ = IPCLAB_ENGINE_SAMPLES, copied_;
    pid_t made_by_ = getpid(); ///< children that end in their own way leave it alone
};

const std::string& samples() {
    static const Samples all;
    return all.folder();
}

/// Copies them, if need be, before a test becomes another user, has another folder for temporary files or forks.
class BeforeAll : public Catch::EventListenerBase {
public:
    using Catch::EventListenerBase::EventListenerBase;
    void testRunStarting(const Catch::TestRunInfo& /*run*/) override { samples(); }
};
CATCH_REGISTER_LISTENER(BeforeAll)

/// In the child of `run_natively`.
[[noreturn]] void become(const std::vector<char*>& argv, const std::string& folder, int out) {
    const Identity who = student_identity();
    setsid();
    dup2(out, 1);
    if (geteuid() == 0 && (setgroups(0, nullptr) == -1 && errno != EPERM)) _exit(126);
    if (setresgid(who.gid, who.gid, who.gid) == -1 || setresuid(who.uid, who.uid, who.uid) == -1) _exit(126);
    if (chdir(folder.c_str()) == -1) _exit(126);
    execv(argv.front(), argv.data());
    _exit(127);
}

} // namespace

std::string sample(const std::string& name) { return samples() + "/" + name; }

Level best_level() {
    static const Level level = probe().level;
    return level;
}

Ended jailed(Level level, const std::function<std::string(const Inside&)>& task,
             const std::function<void(std::string_view)>& on_message) {
    return in_jail(level, task, on_message, {.needed = {samples()}});
}

std::string own_folder(const Inside& inside) {
    const auto folder = inside.folder + "/run";
    std::filesystem::create_directories(folder);
    give_to_student(folder);
    return folder;
}

std::string RunResult::output(const std::string& actor) const {
    std::string text;
    for (const auto& event : trace.events)
        if (const auto* output = std::get_if<trace::Output>(&event.what);
            output != nullptr && trace.task(event.task).actor == actor)
            text += output->bytes;
    return text;
}

int RunResult::status(const std::string& actor) const {
    for (const auto& event : trace.events) {
        const auto* exited = std::get_if<trace::Exited>(&event.what);
        if (exited == nullptr) continue;
        const auto& task = trace.task(event.task);
        if (task.actor == actor && !task.parent) return exited->signal != 0 ? 128 + exited->signal : exited->code;
    }
    return -1;
}

std::vector<std::string> RunResult::calls() const {
    const trace::Names names{trace};
    std::vector<std::string> lines;
    for (const auto& event : trace.events) {
        const auto* called = std::get_if<trace::Called>(&event.what);
        if (called == nullptr || !std::holds_alternative<sysv::Call>(called->call)) continue;
        // The reasons in words are trace's to test.
        const auto result = called->result.ok() ? trace::describe(called->result, called->call, names, event.index)
                                                : "-1 " + sysv::errno_name(called->result.error);
        lines.push_back(
            fmt::format("{}: {} = {}", names.task(event.task), trace::describe(called->call, names, event.index), result));
    }
    return lines;
}

std::vector<std::string> RunResult::waiting() const {
    const trace::Names names{trace};
    std::vector<std::string> lines;
    for (const auto& entry : trace.waiting)
        lines.push_back(
            fmt::format("{} waits for {}", names.task(entry.task), trace::describe(entry.waits_for, names, entry.blocked)));
    return lines;
}

std::vector<int> RunResult::last_values() const {
    std::vector<int> values;
    const auto read = [&](const std::vector<sysv::ObjectState>& states) {
        for (const auto& state : states) {
            const auto* set = std::get_if<sysv::SemaphoreSetState>(&state);
            if (set == nullptr) continue;
            values.clear();
            for (const auto& semaphore : set->semaphores)
                values.push_back(semaphore.value);
        }
    };
    for (const auto& event : trace.events) {
        if (const auto* called = std::get_if<trace::Called>(&event.what)) read(called->after);
        if (const auto* exited = std::get_if<trace::Exited>(&event.what)) read(exited->after);
    }
    return values;
}

Step start(const std::string& actor, const Command& command) {
    Start begin{.actor = actor, .program = {}};
    begin.program.path = sample(command.front());
    begin.program.argv = command;
    return {.action = begin, .text = "start " + actor};
}

Step until_blocked(const std::string& actor, const std::string& call) {
    return {.action = Until{.actor = actor, .state = Until::State::blocked, .call = call}, .text = "until " + actor};
}

RunResult run_programs(const std::vector<Command>& commands, const Settings& settings) {
    return play(starts(commands), settings);
}

RunResult play(const std::vector<Step>& steps, const Settings& settings) {
    auto one = settings;
    one.runs = 1;
    auto results = run_all(steps, one, [&](int) { return settings.schedule; });
    REQUIRE(results.size() == 1);
    return std::move(results.front());
}

std::vector<RunResult> run_often(const std::vector<Command>& commands, const Settings& settings,
                                 const std::function<std::string(int)>& schedule_of) {
    return run_all(starts(commands), settings, schedule_of);
}

Native run_natively(const Command& command) {
    const auto ended = jailed(best_level(), [&](const Inside& inside) {
        auto texts = command;
        texts.front() = sample(texts.front());
        std::vector<char*> argv;
        for (auto& text : texts)
            argv.push_back(text.data());
        argv.push_back(nullptr);
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) == -1) throw std::runtime_error("pipe2");
        const Descriptor in{ends[0]};
        Descriptor out{ends[1]};
        const auto child = fork();
        if (child == 0) become(argv, inside.folder, out.get());
        out.reset();
        std::string text;
        std::array<char, 4096> buffer;
        for (ssize_t n = 0; (n = read(in.get(), buffer.data(), buffer.size())) != 0;)
            if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
        int status = 0;
        while (waitpid(child, &status, 0) == -1 && errno == EINTR) {
        }
        return fmt::format("{} {}", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text);
    });
    INFO("the jail's error: " << ended.error.value_or("none"));
    REQUIRE(!ended.error);
    const auto space = ended.result.find(' ');
    return {.output = ended.result.substr(space + 1), .status = std::stoi(ended.result)};
}

} // namespace ipclab::engine::tests
