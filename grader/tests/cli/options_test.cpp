#include "cli/help.h"
#include "cli/options.h"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::cli;

namespace {

template <class Options>
Options parsed(const std::vector<std::string>& words) {
    return std::get<Options>(parse(words).subcommand);
}

/// The sentence and the help of a command line that is refused.
std::pair<std::string, std::string> refusal(const std::vector<std::string>& words) {
    try {
        parse(words);
    } catch (const UsageError& error) {
        return {error.what(), error.help()};
    }
    return {"accepted", ""};
}

} // namespace

TEST_CASE("every subcommand is understood") {
    CHECK(std::holds_alternative<MapOptions>(parse(std::vector<std::string>{}).subcommand));
    CHECK_FALSE(parsed<StartOptions>({"start"}).lab);
    CHECK(parsed<StartOptions>({"start", "02/1"}).lab == "02/1");
    const auto grade =
        parsed<GradeOptions>({"grade", "02/1", "--in", "solutions", "--seed", "0badcafe", "--runs=3", "--format", "json"});
    CHECK(grade.lab == "02/1");
    CHECK(grade.in == "solutions");
    CHECK(grade.seed == 0x0badcafe);
    CHECK(grade.runs == 3);
    CHECK(grade.format == Format::json);
    CHECK_FALSE(grade.watch);
    CHECK(parsed<GradeOptions>({"grade", "--watch"}).watch);
    const auto hint = parsed<HintOptions>({"hint", "02/1", "sender-first", "--again"});
    CHECK(hint.lab == "02/1");
    CHECK(hint.scenario == "sender-first");
    CHECK(hint.again);
    CHECK_FALSE(parsed<HintOptions>({"hint"}).lab);
    CHECK(parsed<NewOptions>({"new", "04-semaphores/6-barrier"}).lab == "04-semaphores/6-barrier");
    CHECK(parsed<PackOptions>({"pack", "--out", "kit.tar.gz"}).output == "kit.tar.gz");
    CHECK_FALSE(parsed<PackOptions>({"pack"}).output);
    const auto replay = parsed<ReplayOptions>({"replay", "--step", "a.b.c"});
    CHECK(replay.token == "a.b.c");
    CHECK(replay.step);
    CHECK(parsed<ExplainOptions>({"explain", "deadlock"}).rule == "deadlock");
    CHECK(parsed<DoctorOptions>({"doctor", "--format=json"}).format == Format::json);
    CHECK(parsed<PrintOptions>({"--version"}).text.starts_with("ipclab "));
}

TEST_CASE("the option --color stands before or after the subcommand") {
    CHECK(parse(std::vector<std::string>{"--color", "never", "grade"}).colour == report::When::never);
    CHECK(parse(std::vector<std::string>{"grade", "--color=always"}).colour == report::When::always);
    CHECK(parse(std::vector<std::string>{"grade"}).colour == report::When::automatic);
}

TEST_CASE("faults are read for trace, as many as there are") {
    const auto trace =
        parsed<TraceOptions>({"trace", "--fault", "kill a after semop 2", "--fault=kill holder", "--", "./a"});
    REQUIRE(trace.faults.size() == 2);
    CHECK(engine::text(trace.faults[0]) == "kill a after semop 2");
    CHECK(engine::text(trace.faults[1]) == "kill anybody while holding any");
    CHECK(trace.programs == std::vector<std::vector<std::string>>{{"./a"}});
    const auto [sentence, help] = refusal({"trace", "--fault", "kil a", "./a"});
    CHECK(sentence == "--fault cannot be understood.");
    CHECK(help == "\"kil a\" is no fault: it begins with kill, stop, signal, fail, sleepers or waiters, not with \"kil\"");
}

TEST_CASE("trace leaves the programs' own options alone") {
    const auto plain =
        parsed<TraceOptions>({"trace", "-o", "run.txt", "./a", "-o", "x", "--help", ":", "./b", "--color", "red"});
    CHECK(plain.output == "run.txt");
    CHECK(plain.programs == std::vector<std::vector<std::string>>{{"./a", "-o", "x", "--help"}, {"./b", "--color", "red"}});
    const auto dashes = parsed<TraceOptions>({"trace", "--", "-odd", "--"});
    CHECK(dashes.programs == std::vector<std::vector<std::string>>{{"-odd", "--"}});
    CHECK(parsed<TraceOptions>({"trace", "grade"}).programs.front().front() == "grade");
}

TEST_CASE("a page is asked for with --html, and only one thing goes to standard output") {
    CHECK(parsed<GradeOptions>({"grade", "--html", "run.html"}).html == "run.html");
    CHECK(parsed<GradeOptions>({"grade", "02/1", "--html", "-"}).html == "-");
    CHECK(parsed<CheckOptions>({"check", "--html", "run.html", "./a", "--html", "x"}).html == "run.html");
    CHECK(parsed<CheckOptions>({"check", "--html", "-", "--format=json", "-o", "found.json", "./a"}).html == "-");
    CHECK(parsed<TraceOptions>({"trace", "--html=run.html", "./a"}).html == "run.html");
    CHECK(parsed<ReplayOptions>({"replay", "a.b.c", "--html", "-"}).html == "-");
    CHECK_FALSE(parsed<GradeOptions>({"grade"}).html);
    CHECK(refusal({"grade", "--html", "-", "--format", "json"}).first.find("cannot both") != std::string::npos);
    CHECK(refusal({"check", "--html", "-", "--format", "json", "./a"}).first.find("cannot both") != std::string::npos);
    CHECK(refusal({"grade", "--html", "-", "--watch"}).second == "Give --html a file.");
    CHECK(refusal({"trace", "--html", "-", "./a"}).first == "The page of a trace needs a file.");
    CHECK(refusal({"grade", "--html"}).first.find("lacks its value") != std::string::npos);
}

TEST_CASE("check takes programs as trace does, and a number of orders or all") {
    const auto plain = parsed<CheckOptions>({"check", "--explore", "40", "./a", "--explore", "x", ":", "./b"});
    CHECK(plain.runs == 40);
    CHECK_FALSE(plain.all);
    CHECK(plain.programs == std::vector<std::vector<std::string>>{{"./a", "--explore", "x"}, {"./b"}});
    const auto all = parsed<CheckOptions>({"check", "--explore=all", "--format", "json", "-o", "found.json", "--", "./a"});
    CHECK(all.all);
    CHECK_FALSE(all.runs);
    CHECK(all.format == Format::json);
    CHECK(all.output == "found.json");
    CHECK(parsed<CheckOptions>({"check", "--schedule", "pick-0x3@1f", "./a"}).schedule == "pick-0x3@1f");
    const auto faults = parsed<CheckOptions>(
        {"check", "--fault", "kill a after semop 2", "--fault", "fail b msgget 1 with ENOSPC", "--faults", "./a"});
    CHECK(faults.faults.size() == 2);
    CHECK(faults.try_faults);
    CHECK(faults.programs == std::vector<std::vector<std::string>>{{"./a"}});
    CHECK(refusal({"check", "--fault", "hit a", "./a"}).first == "--fault cannot be understood.");
    CHECK(refusal({"check", "--faults", "--schedule", "fixed", "./a"}).first.starts_with("--schedule is one order"));
    CHECK(refusal({"check"}).first == "check needs a program to run.");
    CHECK(refusal({"check", "--explore", "0", "./a"}).first == "--explore cannot be \"0\".");
    CHECK(refusal({"check", "--explore", "many", "./a"}).second == "It is a number of at least 1, or all.");
    CHECK(refusal({"check", "--explore", "3", "--schedule", "fixed", "./a"}).first.starts_with("--schedule is one order"));
}

TEST_CASE("what is mistyped gets one sentence and a suggestion") {
    CHECK(refusal({"grad"}) ==
          std::pair<std::string, std::string>{"There is no subcommand \"grad\".", "Did you mean `ipclab grade`?"});
    CHECK(refusal({"grade", "--sead", "1"}) ==
          std::pair<std::string, std::string>{"There is no option --sead for grade.", "Did you mean --seed?"});
    CHECK(refusal({"grade", "a", "b"}).first == "\"b\" is one word too many for grade.");
    CHECK(refusal({"grade", "--format", "xml"}) ==
          std::pair<std::string, std::string>{"--format cannot be \"xml\".", "It is json or text."});
    CHECK(refusal({"grade", "--seed", "zz"}).first == "--seed cannot be \"zz\".");
    CHECK(refusal({"grade", "--runs", "0"}).first == "--runs cannot be \"0\".");
    CHECK(refusal({"grade", "--in"}).first.find("lacks its value") != std::string::npos);
    CHECK(refusal({"trace"}).first == "trace needs a program to run.");
    CHECK(refusal({"trace", "./a", ":"}).first == "There is a \":\" without a program beside it.");
    CHECK(refusal({"trace", "--format", "json", "./a"}).first == "A trace as JSON needs a file.");
    CHECK(refusal({"trace", "--bogus", "./a"}).first == "There is no option --bogus for trace.");
    CHECK(refusal({"replay"}).first == "replay needs a token.");
    CHECK(refusal({"--colour", "never"}) ==
          std::pair<std::string, std::string>{"There is no option --colour.", "Did you mean --color?"});
}

TEST_CASE("the help fits 80 columns and names every option that is understood") {
    for (const std::string name : {"", "start", "grade", "check", "trace", "replay", "explain", "doctor"}) {
        const std::string text{help_text(name)};
        INFO(name);
        std::size_t begin = 0;
        for (std::size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin))
            CHECK(end - begin <= 78);
        const auto help =
            name.empty() ? parse(std::vector<std::string>{"--help"}) : parse(std::vector<std::string>{name, "-h"});
        CHECK(std::get<PrintOptions>(help.subcommand).text == text);

        for (const std::string option : {"--in", "--seed", "--runs", "--format", "--output", "--step", "--explore",
                                         "--schedule", "--fault", "--faults", "--html", "--version", "--color"}) {
            std::vector<std::string> words{option + "=1"};
            if (!name.empty()) words.insert(words.begin(), name);
            const bool known = refusal(words).first.find("There is no option") == std::string::npos;
            INFO(option);
            CHECK(known == (text.find("  " + option) != std::string::npos || text.find(", " + option) != std::string::npos));
        }
    }
}
