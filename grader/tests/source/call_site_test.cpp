#include "stopped.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <sys/syscall.h>

#include <algorithm>
#include <map>

using namespace ipclab::source;
using namespace ipclab::source::test;

namespace {

std::vector<std::string> functions(const std::vector<Frame>& frames) {
    std::vector<std::string> names;
    for (const Frame& frame : frames)
        names.push_back(frame.function);
    return names;
}

bool has_in_order(const std::vector<std::string>& all, std::initializer_list<std::string> wanted) {
    auto at = all.begin();
    for (const std::string& name : wanted) {
        at = std::find(at, all.end(), name);
        if (at == all.end()) return false;
    }
    return true;
}

} // namespace

TEST_CASE("each call of a C++ program is found in its source, whatever compiler and options built it") {
    const std::string name = GENERATE(from_range(samples("letters-")));
    CAPTURE(name);
    const std::string program = sample_path(name), source = sample_source("letters.cpp");
    const std::map<int, std::string> function{{-1, "office::Box::open"},
                                              {-2, "office::post<Letter>"},
                                              {-3, "office::hidden"},
                                              {-4, "straight"},
                                              {-5, "nested"},
                                              {-6, "kept"},
                                              {-7, "array"},
                                              {-8, "on_signal"},
                                              {-9, "over_several_lines"},
                                              {-10, "by_hand"},
                                              {-11, "main::<lambda>"}};
    const auto pictures = run_to_its_calls(program);
    REQUIRE(pictures.size() == function.size() + 1);
    Symbols symbols;
    for (const Stopped& stopped : pictures) {
        const bool waits = stopped.number == SYS_futex;
        const std::string mark = waits ? "WAIT" : "CALL " + std::to_string(-stopped.first);
        CAPTURE(mark);
        const auto frame = symbols.call_site(stopped.registers, stopped.mappings, stopped.memory(), program);
        REQUIRE(frame);
        CHECK(frame->file == source);
        CHECK(frame->line == line_of(source, mark));
        CHECK(frame->function == (waits ? "main" : function.at(stopped.first)));
        CHECK(frame->path == program);
        CHECK(frame->cfa > stopped.registers.sp);
        const auto again = symbols.call_site(stopped.registers, stopped.mappings, stopped.memory(), program);
        REQUIRE(again);
        CHECK(again->line == frame->line);
        CHECK(again->cfa == frame->cfa);
    }
}

TEST_CASE("the whole stack is there, a signal handler's caller included") {
    const std::string name = GENERATE(from_range(samples("letters-")));
    CAPTURE(name);
    const std::string source = sample_source("letters.cpp");
    Symbols symbols;
    bool seen = false;
    for (const Stopped& stopped : run_to_its_calls(sample_path(name))) {
        const auto frames = symbols.unwind(stopped.registers, stopped.mappings, stopped.memory());
        const auto names = functions(frames);
        CAPTURE(stopped.first, names);
        CHECK(has_in_order(names, {"_start"}));
        const bool may_be_inlined = stopped.first == -4 || stopped.first == -11; // then main's frame goes by the inner name
        if (!may_be_inlined) CHECK(has_in_order(names, {"main", "_start"}));
        if (stopped.first != -8) continue;
        seen = true;
        REQUIRE(has_in_order(names, {"on_signal", "main"}));
        const auto main = std::ranges::find(frames, "main", &Frame::function);
        CHECK(main->line == line_of(source, "RAISE"));
    }
    CHECK(seen);
}

TEST_CASE("the number of frames is kept to") {
    const auto pictures = run_to_its_calls(sample_path(samples("letters-").front()));
    REQUIRE_FALSE(pictures.empty());
    const Stopped& stopped = pictures.front();
    Symbols symbols;
    CHECK(symbols.unwind(stopped.registers, stopped.mappings, stopped.memory(), 2).size() == 2);
    CHECK(symbols.unwind(stopped.registers, stopped.mappings, stopped.memory(), 0).empty());
}

TEST_CASE("each call of a C program is found in its source") {
    const std::string name = GENERATE(from_range(samples("notes-")));
    CAPTURE(name);
    const std::string program = sample_path(name), source = sample_source("notes.c");
    const auto pictures = run_to_its_calls(program);
    REQUIRE(pictures.size() == 5);
    Symbols symbols;
    for (const Stopped& stopped : pictures) {
        CAPTURE(stopped.first);
        const auto frame = symbols.call_site(stopped.registers, stopped.mappings, stopped.memory(), program);
        REQUIRE(frame);
        CHECK(frame->file == source);
        CHECK(frame->line == line_of(source, "CALL " + std::to_string(-stopped.first)));
    }
}

TEST_CASE("one Symbols serves several programs, wherever they are loaded") {
    Symbols symbols;
    for (const std::string& name : samples("letters-")) {
        const std::string program = sample_path(name);
        const auto pictures = run_to_its_calls(program);
        REQUIRE_FALSE(pictures.empty());
        const Stopped& stopped = pictures.front();
        const auto frame = symbols.call_site(stopped.registers, stopped.mappings, stopped.memory(), program);
        REQUIRE(frame);
        CHECK(frame->line == line_of(sample_source("letters.cpp"), "CALL 1"));
    }
}
