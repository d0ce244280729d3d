#include "stopped.h"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <cstdio>

using namespace ipclab::source;
using namespace ipclab::source::test;

// Asked for by name only: what it prints depends on the machine.
TEST_CASE("how long a call site takes that was seen before", "[.speed]") {
    constexpr int rounds = 100'000;
    for (const std::string& name : samples("letters-")) {
        const std::string program = sample_path(name);
        const auto pictures = run_to_its_calls(program);
        REQUIRE_FALSE(pictures.empty());
        const Stopped& stopped = pictures.front();
        const Memory memory = stopped.memory();
        Symbols symbols;
        int found = 0;
        const auto measure = [&](int times) {
            const auto start = std::chrono::steady_clock::now();
            for (int i = 0; i < times; ++i)
                found += symbols.call_site(stopped.registers, stopped.mappings, memory, program) ? 1 : 0;
            const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - start;
            return taken.count() / times;
        };
        const double first = measure(1);
        std::printf("%-32s first %8.1f us, then %.3f us\n", name.c_str(), first, measure(rounds));
        CHECK(found == rounds + 1);
    }
}
