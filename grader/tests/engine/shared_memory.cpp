// Accesses to shared memory as the trace tells them, beside what the same program does with nobody in between.

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include <array>
#include <csignal>

using namespace ipclab::engine::tests;
using namespace ipclab;
using engine::Watch;

namespace {

constexpr std::array kinds{"read", "write", "atomic_read", "atomic_write", "atomic_update"};

/// "A: write M0+4 4 own_code"; of the functions that were not meant, nothing.
std::vector<std::string> accesses(const RunResult& run, bool sizes = true) {
    const trace::Names names{run.trace};
    std::vector<std::string> lines;
    for (const auto& event : run.trace.events) {
        const auto* access = std::get_if<trace::Accessed>(&event.what);
        if (access == nullptr) continue;
        auto line = fmt::format("{}: {} {}+{}", names.task(event.task), kinds.at(static_cast<std::size_t>(access->kind)),
                                names.object(access->segment, event.index), access->offset);
        if (sizes) line += fmt::format(" {}", access->size);
        lines.push_back(fmt::format("{} {}", line, event.where ? event.where->function : "nowhere"));
    }
    return lines;
}

std::vector<trace::Accessed::Witness> witnesses(const RunResult& run) {
    std::vector<trace::Accessed::Witness> all;
    for (const auto& event : run.trace.events)
        if (const auto* access = std::get_if<trace::Accessed>(&event.what)) all.push_back(access->witness);
    return all;
}

RunResult watched(const std::string& sample_name, const std::string& command, Watch watch = Watch::hooks) {
    Settings settings;
    settings.watch = watch;
    return run_programs({{sample_name, command}}, settings);
}

using Lines = std::vector<std::string>;

/// The accesses of one of shared.cpp's functions, once it has been seen that it prints what it prints without us.
Lines accesses_of(const std::string& command, const std::string& program = "shared_hooks", Watch watch = Watch::hooks) {
    const auto run = watched(program, command, watch);
    const auto native = run_natively({program, command});
    INFO(program << " " << command << " " << run.trace.error);
    CHECK(run.output() == native.output);
    CHECK(run.status() == native.status);
    return accesses(run);
}

} // namespace

TEST_CASE("accesses of a program's own code are seen with place, size and line") {
    const Lines expected{
        "A: write M0+0 4 own_code", "A: read M0+0 4 own_code",  "A: write M0+4 4 own_code",
        "A: read M0+0 4 own_code",  "A: write M0+0 4 own_code",
    };
    CHECK(accesses_of("own_code") == expected);
    const auto run = watched("shared_hooks", "own_code");
    CHECK(run.trace.watched == trace::Accessed::Witness::hook);
    std::vector<std::string> written;
    for (const auto& event : run.trace.events)
        if (const auto* access = std::get_if<trace::Accessed>(&event.what); access != nullptr && !access->bytes.empty())
            written.push_back(access->bytes);
    CHECK(written == std::vector<std::string>{{"\7\0\0\0", 4}, {"\10\0\0\0", 4}, {"\10\0\0\0", 4}});
}

TEST_CASE("accesses that the C library makes for a program are its own") {
    const Lines copies{"A: write M0+8 13 copies", "A: read M0+8 13 copies", "A: write M0+0 8 copies",
                       "A: read M0+8 13 copies", "A: write M0+21 13 copies"};
    CHECK(accesses_of("copies") == copies);
    const Lines strings{"A: write M0+8 27 c_strings", "A: read M0+8 27 c_strings", "A: read M0+8 27 c_strings",
                        "A: read M0+8 1 c_strings"};
    CHECK(accesses_of("c_strings") == strings);
    const Lines formats{"A: write M0+8 8 formats", "A: read M0+8 8 formats", "A: read M0+8 8 formats"};
    CHECK(accesses_of("formats") == formats);
}

TEST_CASE("what C++'s strings and streams read in shared memory is seen, optimised or not") {
    for (const std::string program : {"shared_hooks", "shared_hooks_fast"}) {
        const Lines string{"A: write M0+8 27 cpp_string", "A: read M0+8 27 cpp_string"};
        CHECK(accesses_of("cpp_string", program) == string);
        const Lines stream{"A: write M0+8 12 stream", "A: read M0+8 12 stream"};
        CHECK(accesses_of("stream", program) == stream);
    }
}

TEST_CASE("atomic operations are atomic, and one that fails has only read") {
    const Lines expected{"A: atomic_write M0+40 4 atomics", "A: atomic_update M0+40 4 atomics",
                         "A: atomic_read M0+40 4 atomics", "A: atomic_update M0+40 4 atomics",
                         "A: atomic_read M0+40 4 atomics"};
    CHECK(accesses_of("atomics") == expected);
    CHECK(accesses_of("atomics", "shared_hooks_fast") == expected);
}

TEST_CASE("a row of accesses by one line is one event") {
    CHECK(accesses_of("rows") == Lines{"A: write M0+48 4000 rows", "A: read M0+48 4000 rows"});
}

TEST_CASE("what a child does is the child's, before and after its parent's fork and wait") {
    CHECK(accesses_of("forks") == Lines{"A: write M0+0 4 forks", "A/1: write M0+0 4 forks", "A: read M0+0 4 forks"});
}

TEST_CASE("what the kernel reads and writes for a call is seen") {
    const Lines expected{"A: write M0+8 13 calls", "A: read M0+8 12 calls",  "A: write M0+8 4 calls",
                         "A: write M0+48 8 calls", "A: read M0+48 16 calls", "A: write M0+48 16 calls"};
    CHECK(accesses_of("calls") == expected);
}

TEST_CASE("a message is put into shared memory after it was received, and taken from there before it is sent") {
    const auto run = watched("shared_hooks", "calls");
    std::vector<std::string> order;
    for (const auto& event : run.trace.events) {
        if (const auto* access = std::get_if<trace::Accessed>(&event.what); access != nullptr && access->size == 16)
            order.emplace_back(kinds.at(static_cast<std::size_t>(access->kind)));
        if (const auto* called = std::get_if<trace::Called>(&event.what))
            if (const auto name = trace::name_of(called->call); name == "msgsnd" || name == "msgrcv")
                order.emplace_back(name);
    }
    CHECK(order == std::vector<std::string>{"read", "msgsnd", "msgrcv", "write"});
}

TEST_CASE("a process that waits for a change of shared memory gives way, and does not fill the trace") {
    const auto run = watched("shared_hooks", "spins");
    CHECK(run.trace.outcome == trace::Outcome::finished);
    CHECK(run.output() == "seen\n");
    CHECK(accesses(run).size() < 10);
    CHECK(watched("shared_hooks", "takes_lock").output() == "2\n");
}

TEST_CASE("a process that waits for a change that never comes is a livelock") {
    CHECK(watched("shared_hooks", "spins_for_ever").trace.outcome == trace::Outcome::livelock);
}

TEST_CASE("an access outside of a segment is seen, in its page and behind it") {
    CHECK(accesses_of("beyond_size") == Lines{"A: write M0+4090 1 beyond_size"});
    const auto run = watched("shared_hooks", "beyond_page");
    CHECK(accesses(run) == Lines{"A: write M0+4196 1 beyond_page"});
    CHECK(run.status() == 128 + SIGSEGV);
}

TEST_CASE("writing to a segment that is attached for reading is seen, and ends the program as it does by itself") {
    CHECK(accesses_of("read_only") == Lines{"A: read M1+3 1 read_only", "A: write M1+5 1 read_only"});
}

TEST_CASE("a program that catches the signal goes on") {
    const auto run = watched("shared_hooks", "caught");
    CHECK(run.output() == "survived\n");
    CHECK(accesses(run) == Lines{"A: write M0+4097 1 caught", "A: write M0+0 4 caught"});
}

TEST_CASE("each attach has a place of its own") {
    CHECK(accesses_of("detached") ==
          Lines{"A: write M1+0 4 detached", "A: read M1+0 4 detached", "A: write M1+0 4 detached"});
}

TEST_CASE("what was done before an exec is not lost") { CHECK(accesses_of("becomes") == Lines{"A: write M0+0 4 becomes"}); }

TEST_CASE("half a million accesses without a call are no reason to stop a right program") {
    const auto run = watched("shared_hooks", "many");
    CHECK(run.trace.outcome == trace::Outcome::finished);
    CHECK(run.output() == "0 499\n");
    CHECK(run.trace.events.size() < 10'000);
}

TEST_CASE("two runs that access shared memory have one trace") {
    for (const std::string command : {"own_code", "forks", "spins", "takes_lock", "many"})
        CHECK(trace::normalised(watched("shared_hooks", command).trace) ==
              trace::normalised(watched("shared_hooks", command).trace));
}

TEST_CASE("a program with hooks that nobody asks tells nothing") {
    CHECK(accesses_of("own_code", "shared_hooks", Watch::none).empty());
}

TEST_CASE("closed pages tell of a program without hooks what hooks would have told") {
    // The library need not be seen to read a text's end; kind, place and line are the same.
    for (const std::string command : {"own_code", "copies", "c_strings", "formats", "cpp_string", "stream", "rows", "forks",
                                      "calls", "beyond_size", "read_only", "detached", "becomes"}) {
        const auto run = watched("shared", command, Watch::pages);
        const auto native = run_natively({"shared", command});
        INFO(command << " " << run.trace.error);
        CHECK(run.output() == native.output);
        CHECK(run.status() == native.status);
        CHECK(run.trace.watched == trace::Accessed::Witness::page);
        CHECK(accesses(run, false) == accesses(watched("shared_hooks", command), false));
    }
    for (const std::string command : {"beyond_page", "caught"})
        CHECK(accesses(watched("shared", command, Watch::pages)) == accesses(watched("shared_hooks", command)));
}

TEST_CASE("with closed pages and hooks at once, what the hooks tell is told, and nothing is seen that they do not tell") {
    for (const std::string program : {"shared_hooks", "shared_hooks_fast"})
        for (const std::string command :
             {"own_code", "copies", "c_strings", "formats", "cpp_string", "stream", "atomics", "rows", "forks", "calls",
              "spins", "takes_lock", "beyond_size", "beyond_page", "read_only", "caught", "detached", "becomes"}) {
            // Optimised, a copy of a known size is no call any more, and no hook's business.
            if (program == "shared_hooks_fast" && command == "copies") continue;
            const auto run = watched(program, command, Watch::both);
            const auto hooks = watched(program, command);
            INFO(program << " " << command << " " << run.trace.error);
            CHECK(run.output() == hooks.output());
            CHECK(run.status() == hooks.status());
            CHECK(accesses(run) == accesses(hooks));
            CHECK(witnesses(run) == witnesses(hooks));
            CHECK(run.trace.schedule == hooks.trace.schedule);
            CHECK(trace::normalised(run.trace) == trace::normalised(watched(program, command, Watch::both).trace));
        }
}

TEST_CASE("without hooks, looking at both is looking at closed pages") {
    for (const std::string command : {"own_code", "copies", "atomics", "forks", "calls", "spins"})
        CHECK(accesses(watched("shared", command, Watch::both)) == accesses(watched("shared", command, Watch::pages)));
}

TEST_CASE("what evades the hooks is seen by closed pages, in its place among what they tell") {
    using Witness = trace::Accessed::Witness;
    const auto hooks = watched("shared_hooks", "evades");
    CHECK(accesses(hooks) == Lines{"A: write M0+0 4 evades", "A: read M0+0 4 evades"});
    const auto run = watched("shared_hooks", "evades", Watch::both);
    CHECK(accesses(run) == Lines{"A: write M0+0 4 evades", "A: read M0+0 4 unhooked", "A: write M0+0 4 unhooked",
                                 "A: read M0+0 4 evades", "A: write M0+0 4 evades", "A: read M0+0 4 evades"});
    CHECK(witnesses(run) ==
          std::vector{Witness::hook, Witness::page, Witness::page, Witness::page, Witness::page, Witness::hook});
    CHECK(accesses(watched("shared_hooks_fast", "copies")).empty());
    CHECK(accesses(watched("shared_hooks_fast", "copies", Watch::both)).size() == 5);
}

TEST_CASE("the processor's locked instructions are atomic updates, and what they touch is an atomic variable") {
    const auto run = watched("shared", "atomics", Watch::pages);
    CHECK(run.output() == "5\n");
    // An atomic store is an exchange, for the processor.
    CHECK(accesses(run) == Lines{"A: atomic_update M0+40 4 atomics", "A: atomic_update M0+40 4 atomics",
                                 "A: atomic_read M0+40 4 atomics", "A: atomic_update M0+40 4 atomics",
                                 "A: atomic_read M0+40 4 atomics"});
}

TEST_CASE("under closed pages too, who waits for a change gives way, and two runs have one trace") {
    for (const std::string command : {"spins", "takes_lock"}) {
        const auto run = watched("shared", command, Watch::pages);
        CHECK(run.trace.outcome == trace::Outcome::finished);
        CHECK(run.output() == run_natively({"shared", command}).output);
        CHECK(trace::normalised(run.trace) == trace::normalised(watched("shared", command, Watch::pages).trace));
    }
    CHECK(watched("shared", "spins_for_ever", Watch::pages).trace.outcome == trace::Outcome::livelock);
}

TEST_CASE("a program that makes more accesses than can be looked at under closed pages runs on to its end") {
    const auto run = watched("shared", "many", Watch::pages);
    CHECK(run.trace.outcome == trace::Outcome::finished);
    CHECK(run.output() == "0 499\n");
}

TEST_CASE("ways to talk that are not followed are named, and private memory is none") {
    CHECK(watched("shared_hooks", "other_ways").trace.other_channels == std::vector<std::string>{"mmap", "flock", "socket"});
    CHECK(watched("shared_hooks", "own_code").trace.other_channels.empty());
}
