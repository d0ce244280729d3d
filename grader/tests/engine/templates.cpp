// A program that starts from a template sees and does what it would have seen and done after an exec.

#include "engine/spawn.h"
#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <regex>

using namespace ipclab::engine::tests;
using namespace ipclab::engine;
using namespace ipclab;

namespace {

namespace fs = std::filesystem;

constexpr int times = 8;

/// Of runs with one engine: what was printed, how it ended, and how many starts there were from a template.
struct Series {
    std::vector<std::string> outputs, traces;
    std::size_t copies = 0;
};

/// Terminals have the numbers that the machine has left for them.
std::string without_terminals(const std::string& text) {
    return std::regex_replace(text, std::regex{"/dev/pts/[0-9]+"}, "a terminal");
}

constexpr unsigned second_user = 1001;

Series series(const std::vector<Step>& steps, Level level = best_level(), const std::vector<unsigned>& users = {}) {
    const auto task = [&](const Inside& inside) {
        Engine engine;
        std::string all;
        for (int i = 0; i < times; ++i) {
            RunSpec spec;
            spec.play = steps;
            spec.folder = own_folder(inside);
            spec.env = {{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}};
            spec.level = inside.level;
            spec.ledger = inside.ledger;
            all += trace::to_json(engine.run(spec, *schedule::fixed())) + '\x1e';
        }
        return fmt::format("{}\x1e{}", engine.copies(), all);
    };
    const auto ended = in_jail(level, task, {}, {.needed = {sample("")}}, users);
    INFO("the jail's error: " << ended.error.value_or("none"));
    REQUIRE(!ended.error);
    Series made;
    std::size_t begin = ended.result.find('\x1e');
    made.copies = std::stoul(ended.result.substr(0, begin));
    for (std::size_t end = 0; (end = ended.result.find('\x1e', ++begin)) != std::string::npos; begin = end) {
        const auto trace = trace::from_json(ended.result.substr(begin, end - begin));
        CHECK(trace.error == "");
        std::string output;
        for (const auto& event : trace.events)
            if (const auto* text = std::get_if<trace::Output>(&event.what)) output += text->bytes;
        made.outputs.push_back(without_terminals(output));
        made.traces.push_back(without_terminals(trace::normalised(trace)));
    }
    REQUIRE(made.outputs.size() == times);
    return made;
}

/// Where two texts begin to differ.
std::string difference(const std::string& a, const std::string& b) {
    const auto [at, other] = std::ranges::mismatch(a, b);
    const auto line = a.rfind('\n', static_cast<std::size_t>(at - a.begin()));
    const auto from = line == std::string::npos ? 0 : line;
    constexpr std::size_t enough = 300;
    return a.substr(from, enough) + "\n--- and ---\n" + b.substr(std::min(from, b.size()), enough);
}

void check_all_alike(const std::vector<std::string>& texts) {
    for (const auto& text : texts) {
        INFO(difference(texts.front(), text));
        CHECK((text == texts.front()));
    }
}

Step with_input(Step step, const std::string& text) {
    std::get<Start>(step.action).program.stdin_text = text;
    return step;
}

} // namespace

TEST_CASE("what a program can find out about itself does not tell that it comes from a template") {
    for (const auto* name : {"introspect", "introspect_cpp"}) {
        INFO(name);
        const auto made = series({with_input(start("A", {name, "an argument", ""}), "a line\n")});
        CHECK(made.outputs.front().find("input a line") != std::string::npos);
        CHECK(made.outputs.front().find("arrived: 10") != std::string::npos);
        check_all_alike(made.outputs);
        check_all_alike(made.traces);
        CHECK(made.copies >= 4);
    }
}

TEST_CASE("without namespaces too, as far as numbers of processes are not concerned") {
    const auto made = series({start("A", {"introspect"})}, Level::none);
    CHECK(made.copies >= 4);
    const auto without_numbers = [](std::string text) {
        std::erase_if(text, [](char letter) { return letter >= '0' && letter <= '9'; });
        return text;
    };
    std::vector<std::string> texts;
    for (const auto& output : made.outputs)
        texts.push_back(without_numbers(output));
    check_all_alike(texts);
}

TEST_CASE("runs from templates are the runs that they would have been") {
    const std::vector<std::vector<Step>> plays{
        {start("A", {"race"})},
        {start("A", {"threads"})},
        {start("A", {"children"})},
        {start("A", {"signals"})},
        {start("A", {"thread_exec"})},
        {start("A", {"deadlock", "crossed"})},
        {start("A", {"misbehaving", "daemon"})},
        {start("A", {"shared_hooks"})},
        {start("A", {"ping_pong", "semaphore", "10"}), start("B", {"ping_pong", "queue", "10"})},
    };
    for (const auto& play : plays) {
        INFO(play.front().text << " " << std::get<Start>(play.front().action).program.path);
        const auto made = series(play);
        check_all_alike(made.traces);
        check_all_alike(made.outputs);
        CHECK(made.copies >= 4 * play.size());
    }
}

TEST_CASE("a program at a fixed address, one whose library wakes nobody, a script, an unreadable one: they have one too") {
    for (const auto* name : {"fixed", "waking", "script", "unreadable"}) {
        INFO(name);
        const auto made = series({start("A", {name})});
        CHECK(made.outputs.front().find("101") != std::string::npos); // its number
        check_all_alike(made.outputs);
        check_all_alike(made.traces);
        CHECK(made.copies >= 4);
    }
}

TEST_CASE("so do programs of a second user") {
    if (geteuid() != 0 || best_level() == Level::none) SKIP("only root has one");
    auto step = start("A", {"introspect"});
    std::get<Start>(step.action).program.user = second_user;
    const auto made = series({step}, best_level(), {second_user});
    CHECK(made.outputs.front().find("uid 1001 1001 1001") != std::string::npos);
    check_all_alike(made.outputs);
    CHECK(made.copies >= 4);
}

TEST_CASE("a program that has changed since is started as it is now") {
    const auto ended = jailed(best_level(), [](const Inside& inside) {
        Engine engine;
        std::string all;
        const auto path = inside.folder + "/program";
        for (const auto* name : {"late", "deadlock"}) {
            fs::remove(path); // a program that runs cannot be written to
            fs::copy_file(sample(name), path);
            fs::permissions(path, fs::perms{0755});
            for (int i = 0; i < times; ++i) {
                RunSpec spec;
                spec.play = {start("A", {"late"})};
                auto& program = std::get<Start>(spec.play.front().action).program;
                program.path = path;
                program.argv = {"program"};
                spec.folder = own_folder(inside);
                spec.level = inside.level;
                spec.ledger = inside.ledger;
                const auto trace = engine.run(spec, *schedule::fixed());
                const auto code = std::ranges::find_if(
                    trace.events, [](const auto& event) { return std::holds_alternative<trace::Exited>(event.what); });
                all += code == trace.events.end() ? "?" : std::to_string(std::get<trace::Exited>(code->what).code);
            }
            all += engine.copies() >= 4 ? " " : " without templates ";
        }
        return all;
    });
    CHECK(ended.error.value_or("") == "");
    CHECK(ended.result == "00000000 22222222 ");
}

TEST_CASE("there is no template of what is not the same at every start, or needs none") {
    for (const auto* name : {"early", "alone"}) {
        INFO(name);
        const auto made = series({start("A", {name})});
        check_all_alike(made.outputs);
        CHECK(made.copies == 0);
    }
}

TEST_CASE("a program that looks for other processes finds no template") {
    if (best_level() != Level::full) SKIP("it would find the machine's own");
    for (const auto* what : {"list", "all", "each"}) {
        INFO(what);
        const auto made = series({start("A", {"late", what})});
        check_all_alike(made.outputs);
        check_all_alike(made.traces);
    }
}

TEST_CASE("nothing of a program runs in its template, and a template that a program has stopped goes on") {
    if (best_level() != Level::full) SKIP("it would not know its template's number");
    const auto made = series({start("A", {"ambush"})});
    for (const auto& output : made.outputs)
        CHECK(output == "");
    CHECK(made.copies >= 4);
}
