// What is remembered of a student's work: it must come back, and it must never be in the way.

#include "cli/memory.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::cli;
namespace fs = std::filesystem;

namespace {

class Work {
public:
    Work() : path_{fs::temp_directory_path() / ("ipclab-memory-" + std::to_string(getpid()))} {
        fs::create_directories(path_);
    }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;
    ~Work() {
        chmod(path_.c_str(), 0700);
        fs::remove_all(path_);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }
    [[nodiscard]] fs::path file() const { return path_ / ".ipclab"; }
    void write(const std::string& text) const { std::ofstream{file(), std::ios::binary} << text; }

private:
    fs::path path_;
};

Memory sample() {
    Memory memory;
    memory["01-keys/1-one"] = {Won{3, 20}, {"first", "second"}, "0badcafe", {{"first", 2}}};
    memory["01-keys/2-two"] = {Won{20, 20}, {}, "1", {}};
    return memory;
}

} // namespace

TEST_CASE("what was remembered comes back") {
    const Work work;
    CHECK(recall(work.path()).empty());
    remember(work.path(), sample());
    auto memory = recall(work.path());
    REQUIRE(memory.size() == 2);
    CHECK(memory["01-keys/1-one"].won->points == 3);
    CHECK(memory["01-keys/1-one"].missed == std::vector<std::string>{"first", "second"});
    CHECK(memory["01-keys/1-one"].seed == "0badcafe");
    CHECK(memory["01-keys/1-one"].hints.at("first") == 2);
    CHECK(memory["01-keys/2-two"].won->of == 20);
    CHECK(memory["01-keys/2-two"].missed.empty());
    fs::remove(work.file());
    CHECK(recall(work.path()).empty());
}

TEST_CASE("what is broken in it counts as never said") {
    const Work work;
    work.write("\n# 01-keys/1-one points 1 2\n01-keys/1-one\n01-keys/1-one points\n01-keys/1-one points 5 4\n"
               "01-keys/1-one points -1 4\n01-keys/1-one points 1 999999999\n01-keys/1-one points x y\n"
               "01-keys/1-one hints first -3\n01-keys/1-one hints first 99999999999999999999\n01-keys/1-one wat 1\n"
               "01-keys/2-two points 4 20 and more\n01-keys/2-two hints first 123456");
    auto memory = recall(work.path());
    CHECK_FALSE(memory["01-keys/1-one"].won);
    CHECK(memory["01-keys/1-one"].hints.empty());
    CHECK(memory["01-keys/2-two"].won->points == 4);
    CHECK(memory["01-keys/2-two"].hints.at("first") == 1000);
    for (const std::string& garbage : {std::string("\0\xff\xfe", 3), std::string(3 << 20, 'x'), std::string("\n\n\n")}) {
        work.write(garbage);
        CHECK(recall(work.path()).empty());
        remember(work.path(), sample());
        CHECK(recall(work.path()).size() == 2);
    }
}

TEST_CASE("where it cannot be kept, nothing is, and nobody waits") {
    const Work work;
    SECTION("a folder in its place") {
        fs::create_directory(work.file());
        remember(work.path(), sample());
        CHECK(fs::is_directory(work.file()));
    }
    SECTION("a FIFO in its place") {
        REQUIRE(mkfifo(work.file().c_str(), 0600) == 0);
        remember(work.path(), sample()); // would wait for ever if it opened it
    }
    SECTION("a link to nowhere") {
        fs::create_symlink("/nowhere/at/all", work.file());
        remember(work.path(), sample());
        CHECK(fs::is_symlink(work.file()));
    }
    SECTION("no folder, and none can be made") {
        remember("/proc/nothing/here", sample());
        CHECK(recall("/proc/nothing/here").empty());
        return;
    }
    SECTION("a folder that is read-only") {
        if (geteuid() == 0) SKIP("root may write everywhere");
        REQUIRE(chmod(work.path().c_str(), 0500) == 0);
        remember(work.path(), sample());
    }
    CHECK(recall(work.path()).empty());
}
