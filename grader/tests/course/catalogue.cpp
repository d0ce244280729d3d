/// Which lab is meant by what was typed, and where its submission is.

#include "course/catalogue.h"
#include "sample.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::course;

namespace {

/// A course with two topics, and things in it that are no labs.
struct Course {
    Course() {
        for (const char* id : {"02-message-queues/1-sender-receiver", "02-message-queues/2-letters-by-type",
                               "02-message-queues/10-chat", "04-semaphores/1-first-lock", "04-semaphores/2-bounded-buffer"})
            folder.write(std::filesystem::path("labs") / id / "lab.toml", "");
        folder.write("labs/course.toml", "");
        folder.write("labs/02-message-queues/README.md", "");
        folder.write("labs/02-message-queues/3-unfinished/README.md", "");
        folder.write("labs/notes/1-idea/lab.toml", "");
        labs = find_labs(folder.path() / "labs");
    }
    [[nodiscard]] std::string id(std::string_view typed) const {
        try {
            return resolve(labs, typed).id();
        } catch (const UnknownLab& error) {
            return error.what();
        }
    }
    sample::Folder folder;
    std::vector<LabFolder> labs;
};

} // namespace

TEST_CASE("labs are found and sorted by their numbers") {
    const Course course;
    std::vector<std::string> ids;
    for (const LabFolder& lab : course.labs)
        ids.push_back(lab.id());
    CHECK(ids == std::vector<std::string>{"02-message-queues/1-sender-receiver", "02-message-queues/2-letters-by-type",
                                          "02-message-queues/10-chat", "04-semaphores/1-first-lock",
                                          "04-semaphores/2-bounded-buffer"});
    CHECK_THROWS_AS(find_labs(course.folder.path() / "none"), std::runtime_error);
}

TEST_CASE("a lab is meant by its id, parts of it, or a path") {
    const Course course;
    const std::string letters = "02-message-queues/2-letters-by-type";
    for (const char* typed :
         {"02-message-queues/2-letters-by-type", "02/2", "2/2", "02-2", "2.2", "message-queues/letters", "2-letters-by-type",
          "letters-by-type", "letters", "Letters", "type", "mess/2", "02-message-queues/2-letters-by-type/"}) {
        INFO(typed);
        CHECK(course.id(typed) == letters);
    }
    CHECK(course.id("10") == "02-message-queues/10-chat");
    CHECK(course.id("2/1") == "02-message-queues/1-sender-receiver");
    CHECK(course.id("4/1") == "04-semaphores/1-first-lock");

    const auto folder = course.folder.path() / "labs" / letters;
    CHECK(course.id(folder.string()) == letters);
    CHECK(course.id((folder / "lab.toml").string()) == letters);
    course.folder.write("work/02-message-queues/2-letters-by-type/post.cpp", "");
    CHECK(course.id((course.folder.path() / "work" / letters).string()) == letters);
}

TEST_CASE("a number that two labs have is asked about") {
    const Course course;
    CHECK(course.id("2") ==
          "\"2\" could be 02-message-queues/2-letters-by-type or 04-semaphores/2-bounded-buffer: which one?");
    CHECK(course.id("1") == "\"1\" could be 02-message-queues/1-sender-receiver or 04-semaphores/1-first-lock: which one?");
}

TEST_CASE("where nothing fits, the nearest is suggested") {
    const Course course;
    CHECK(course.id("leters") == "there is no lab \"leters\"; did you mean 02-message-queues/2-letters-by-type?");
    CHECK(course.id("bonded-bufer") == "there is no lab \"bonded-bufer\"; did you mean 04-semaphores/2-bounded-buffer?");
    CHECK(course.id("semaphores") == "\"semaphores\" is a topic: name one of its labs, 04-semaphores/1-first-lock or "
                                     "04-semaphores/2-bounded-buffer");
    CHECK(course.id("zebra").starts_with("there is no lab \"zebra\"; the labs are 02-message-queues/1-sender-receiver, "));
    CHECK(course.id("").starts_with("there is no lab \"\""));
    CHECK_THROWS_AS(resolve({}, "x"), UnknownLab);
}

TEST_CASE("a submission is found below a folder of submissions, or is the folder itself") {
    const sample::Folder folder;
    Lab lab;
    lab.id = "02-message-queues/2-letters-by-type";
    lab.programs = {{"post", {"post"}}, {"collect", {"collect"}}};

    const auto whole = folder.path() / lab.id;
    CHECK(submission_folder(folder.path(), lab) == whole); // nothing there: the message names where it should be
    folder.write("collect.c", "");
    CHECK(submission_folder(folder.path(), lab) == folder.path());
    folder.write("2-letters-by-type/x", "");
    CHECK(submission_folder(folder.path(), lab) == folder.path() / "2-letters-by-type");
    CHECK(submission_folder(folder.path() / "2-letters-by-type", lab) == folder.path() / "2-letters-by-type");
    folder.write(lab.id + "/post.cpp", "");
    CHECK(submission_folder(folder.path(), lab) == whole);
}
