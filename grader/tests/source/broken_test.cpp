#include "stopped.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

using namespace ipclab::source;
using namespace ipclab::source::test;

namespace {

const Memory no_memory = [](std::uint64_t, void*, std::size_t) { return false; };

// A folder of the test's own; it goes with this object.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "ipclab-source-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

std::vector<char> content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::vector<char>& content) {
    std::ofstream(path, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
}

// The picture, with `other` mapped instead of `program`.
Stopped with_file(Stopped stopped, const std::string& program, const std::string& other) {
    for (Mapping& mapping : stopped.mappings)
        if (mapping.path == program) mapping.path = other;
    return stopped;
}

void ask_everything(const Stopped& stopped, const std::string& program) {
    Symbols symbols;
    const auto memory = stopped.memory();
    const auto frames = symbols.unwind(stopped.registers, stopped.mappings, memory);
    CHECK(frames.size() <= 32);
    static_cast<void>(symbols.call_site(stopped.registers, stopped.mappings, memory, program));
    static_cast<void>(symbols.variable_at(stopped.second, frames, stopped.mappings, memory));
}

} // namespace

TEST_CASE("a program without debug information still has its frames") {
    const std::string name = GENERATE(from_range(samples("s"))); // stripped- and symbols-
    CAPTURE(name);
    const std::string program = sample_path(name);
    const auto pictures = run_to_its_calls(program);
    REQUIRE_FALSE(pictures.empty());
    const Stopped& stopped = pictures.front();
    Symbols symbols;
    const auto frame = symbols.call_site(stopped.registers, stopped.mappings, stopped.memory(), program);
    REQUIRE(frame);
    CHECK(frame->path == program);
    CHECK(frame->line == 0);
    CHECK(frame->file.empty());
    CHECK(frame->function == (name.starts_with("symbols-") ? "office::Box::open" : ""));
    CHECK_FALSE(symbols.variable_at(stopped.second, *frame, stopped.mappings, stopped.memory()));
}

TEST_CASE("nothing is known where there is nothing") {
    Symbols symbols;
    const Registers registers{.ip = 0x1000, .sp = 0x2000};
    const auto frames = symbols.unwind(registers, {}, no_memory);
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].path.empty());
    CHECK_FALSE(symbols.call_site(registers, {}, no_memory, "/a"));
    CHECK_FALSE(symbols.variable_at(0x2000, frames[0], {}, no_memory));
}

TEST_CASE("files that are missing, deleted, or no programs make the stack end") {
    const Folder folder;
    const std::string program = sample_path(samples("letters-").front());
    const auto pictures = run_to_its_calls(program);
    REQUIRE_FALSE(pictures.empty());
    write(folder / "empty", {});
    write(folder / "text", {'h', 'e', 'l', 'l', 'o'});
    REQUIRE(mkfifo((folder / "fifo").c_str(), 0600) == 0);
    for (const std::string& other : {folder / "missing", folder / "empty", folder / "text", folder / "fifo",
                                     program + " (deleted)", std::string("/dev/zero"), folder / "."}) {
        CAPTURE(other);
        const Stopped stopped = with_file(pictures.front(), program, other);
        Symbols symbols;
        const auto frame = symbols.call_site(stopped.registers, stopped.mappings, stopped.memory(), other);
        REQUIRE(frame);
        CHECK(frame->path == other);
        CHECK(frame->line == 0);
        CHECK(frame->cfa == 0);
    }
}

TEST_CASE("a stack that cannot be read ends") {
    const std::string program = sample_path(samples("letters-").front());
    const auto pictures = run_to_its_calls(program);
    REQUIRE_FALSE(pictures.empty());
    const Stopped& stopped = pictures.front();
    Symbols symbols;
    CHECK(symbols.unwind(stopped.registers, stopped.mappings, no_memory).size() == 1);
    CHECK_FALSE(symbols.call_site(stopped.registers, stopped.mappings, no_memory, program));
}

TEST_CASE("a stack full of nonsense comes to an end") {
    const std::string program = sample_path(samples("letters-").front());
    const auto pictures = run_to_its_calls(program);
    REQUIRE_FALSE(pictures.empty());
    Stopped stopped = pictures.front();
    Symbols symbols;
    // Every word is a return address into the same function: without a bound, that would go on for long.
    const auto frames = symbols.unwind(stopped.registers, stopped.mappings, stopped.memory());
    // The innermost frames are the C library's, one or several.
    const auto own = std::ranges::find(frames, program, &Frame::path);
    REQUIRE(own != frames.end());
    const std::uint64_t back = own->ip + 1;
    const Memory everywhere = [=](std::uint64_t address, void* to, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i)
            static_cast<unsigned char*>(to)[i] = static_cast<unsigned char>(back >> (8 * ((address + i) % 8)));
        return true;
    };
    CHECK(symbols.unwind(stopped.registers, stopped.mappings, everywhere).size() <= 32);
    CHECK(symbols.call_site(stopped.registers, stopped.mappings, everywhere, program));
    std::mt19937_64 random(7);
    for (int round = 0; round < 50; ++round) {
        for (std::byte& byte : stopped.stack)
            if (random() % 8 == 0) byte = static_cast<std::byte>(random());
        ask_everything(stopped, program);
    }
}

TEST_CASE("damaged programs are survived") {
    const Folder folder;
    const std::string other = folder / "damaged";
    std::mt19937_64 random(11);
    for (const char* const name : {"letters-g++-O0-dwarf5", "letters-clang++-O2-dwarf4"}) {
        if (std::ranges::count(samples(name), name) == 0) continue;
        const std::string program = sample_path(name);
        const auto pictures = run_to_its_calls(program);
        REQUIRE_FALSE(pictures.empty());
        const Stopped stopped = with_file(pictures.front(), program, other);
        const std::vector<char> whole = content_of(program);
        for (int round = 0; round < 150; ++round) {
            CAPTURE(name, round);
            std::vector<char> content = whole;
            if (round % 3 == 0) content.resize(random() % whole.size());
            const std::size_t harm = content.empty() ? 0 : random() % 200;
            for (std::size_t i = 0; i < harm; ++i)
                content[random() % content.size()] = static_cast<char>(random());
            write(other, content);
            ask_everything(stopped, other);
        }
    }
}
