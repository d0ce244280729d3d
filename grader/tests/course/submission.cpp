/// A student's folder: what is taken from it, and what the student is told is wrong with it.

#include "course/submission.h"
#include "sample.h"

#include <catch2/catch_test_macros.hpp>

#include <sys/stat.h>

using namespace ipclab::course;

namespace {

Lab lab() {
    Lab lab;
    lab.id = "02-message-queues/2-letters-by-type";
    lab.programs = {{"post", {"post"}}, {"collect", {"collect", "letters"}}};
    return lab;
}

/// The only problem of the first program.
std::string problem(const sample::Folder& folder) {
    const Submission found = find_submission(lab(), folder.path());
    const auto& problems = found.programs.at(0).problems;
    return problems.size() == 1 ? problems[0] : std::to_string(problems.size()) + " problems";
}

} // namespace

TEST_CASE("sources in C and C++ and the folder's headers are found") {
    const sample::Folder folder;
    folder.write("post.c", "int main(void) { return 0; }\n");
    folder.write("collect.cpp", "");
    folder.write("letters.cxx", "");
    folder.write("letters.hpp", "");
    folder.write("box.h", "");
    folder.write("notes.txt", "");
    const Submission found = find_submission(lab(), folder.path());
    CHECK(found.complete());
    REQUIRE(found.programs.size() == 2);
    CHECK(found.programs[0].files == std::vector{folder.path() / "post.c"});
    CHECK(found.programs[1].files == std::vector{folder.path() / "collect.cpp", folder.path() / "letters.cxx"});
    CHECK(found.headers == std::vector{folder.path() / "box.h", folder.path() / "letters.hpp"});
}

TEST_CASE("a missing file is named, with what could have been meant to be it") {
    const sample::Folder folder;
    CHECK(problem(folder) == "post.cpp is missing (post.c, post.cc or post.cxx would do as well)");
    folder.write("psot.cpp", "");
    CHECK(problem(folder) ==
          "post.cpp is missing (post.c, post.cc or post.cxx would do as well); is psot.cpp meant to be it?");
    folder.write("Post.CPP", "");
    folder.write("post.cpp.txt", "");
    CHECK(problem(folder) == "post.cpp is missing (post.c, post.cc or post.cxx would do as well); "
                             "is Post.CPP, post.cpp.txt or psot.cpp meant to be it?");
    CHECK_FALSE(find_submission(lab(), folder.path()).complete());
}

TEST_CASE("files that cannot be a program's source are refused without being stuck on them") {
    const sample::Folder folder;
    const auto path = folder.path() / "post.cpp";

    folder.write("post.cpp", "");
    folder.write("post.c", "");
    CHECK(problem(folder) == "there are post.c and post.cpp: keep the one that is meant");
    std::filesystem::remove(folder.path() / "post.c");

    folder.write("post.cpp", std::string("\x7f"
                                         "ELF\0\0",
                                         6));
    CHECK(problem(folder).starts_with("post.cpp is no text"));
    folder.write("post.cpp", std::string(1024 * 1024, ' '));
    CHECK(find_submission(lab(), folder.path()).programs[0].problems.empty());
    folder.write("post.cpp", std::string(1024 * 1024 + 1, ' '));
    CHECK(problem(folder) == "post.cpp is larger than 1 MiB");

    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    CHECK(problem(folder) == "post.cpp is a folder, not a file");
    std::filesystem::remove(path);
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    CHECK(problem(folder) == "post.cpp is a FIFO, not a file");
    std::filesystem::remove(path);
    std::filesystem::create_symlink("/dev/zero", path);
    CHECK(problem(folder) == "post.cpp is a link to a file outside of the folder: put the file itself there");
    std::filesystem::remove(path);
    std::filesystem::create_symlink("nowhere", path);
    CHECK(problem(folder) == "post.cpp is a link that leads nowhere");
    std::filesystem::remove(path);
    std::filesystem::create_symlink("post.cpp", path);
    CHECK(problem(folder) == "post.cpp is a symbolic link that leads to itself");
    std::filesystem::remove(path);
    folder.write("mine.txt", "");
    std::filesystem::create_symlink("mine.txt", path);
    CHECK(find_submission(lab(), folder.path()).programs[0].problems.empty());

    std::filesystem::remove(folder.path() / "box.h");
    REQUIRE(::mkfifo((folder.path() / "box.h").c_str(), 0600) == 0);
    CHECK(find_submission(lab(), folder.path()).problems == std::vector<std::string>{"box.h is a FIFO, not a file"});
}

TEST_CASE("comments in an older encoding of Korean are fine: compilers take them") {
    const sample::Folder folder;
    folder.write("post.cpp", "// \xc7\xd1\xb1\xdb\nint main() {}\n");
    CHECK(find_submission(lab(), folder.path()).programs[0].problems.empty());
}

TEST_CASE("a folder that is not there is the one problem") {
    const sample::Folder folder;
    const Submission none = find_submission(lab(), folder.path() / "none");
    CHECK(none.problems == std::vector<std::string>{"there is no folder " + (folder.path() / "none").string()});
    CHECK(none.programs.size() == 2);
    CHECK(none.programs[0].problems.empty());
    CHECK_FALSE(none.complete());
    folder.write("file", "");
    CHECK(find_submission(lab(), folder.path() / "file").problems.at(0).ends_with(" is no folder"));
}

TEST_CASE("the hash changes with names and contents of what is compiled, and with nothing else") {
    const sample::Folder folder;
    const auto hash = [&] { return find_submission(lab(), folder.path()).source_hash; };
    folder.write("post.cpp", "int a;");
    folder.write("box.h", "");
    const std::string before = hash();
    CHECK(before.size() == 16);
    CHECK(hash() == before);
    folder.write("notes.txt", "x");
    CHECK(hash() == before);
    folder.write("post.cpp", "int b;");
    CHECK(hash() != before);
    folder.write("post.cpp", "int a;");
    CHECK(hash() == before);
    folder.write("box.h", "//");
    CHECK(hash() != before);
    folder.write("box.h", "");
    std::filesystem::rename(folder.path() / "post.cpp", folder.path() / "post.c");
    CHECK(hash() != before);
}
