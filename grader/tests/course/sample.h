#pragma once

/// @file
/// A lab.toml that is right, ways to break it, and a folder that goes away by itself.

#include "course/read_lab.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <stdlib.h>

namespace sample {

inline constexpr std::array<std::string_view, 4> rules{"leaked-object", "leaked-process", "deadlock", "unchecked-failure"};

/// Uses every part of the format.
inline const std::string lab = R"(format   = 1
title    = "Letters by type"

[programs]
post     = ["post"]
collect  = ["collect", "letters"]

[keys]
box      = { kind = "queue", file = "box.key", proj = "B" }
locks    = { kind = "semaphores", file = "box.key", proj = 7 }

[rules]
points   = 4
waive    = ["unchecked-failure"]

[[scenario]]
name     = "lowest-type-first"
points   = 4
story    = "Three letters, {a} first."
values   = { a = { word = 8 }, b = { word = 8 }, n = { number = [1, 99] }, s = { sentence = 4 }, o = { one_of = ["x", "y"] } }
explore  = { runs = 200 }
waive    = ["leaked-object"]
hidden   = true
play     = [
  { start = "post", args = ["{box.file}", "3:{a}"], as = "A", stdin = "{s}\n", env = { BOX = "{box.key}" } },
  { until = "A", state = "returned", call = "msgsnd", nth = 2 },
  { start = "collect", args = ["{box.file}", "-3"] },
  { until = "collect", state = "blocked", call = "msgrcv" },
  { signal = "SIGTERM", to = "A", group = true },
  { kill = "A" },
  { pass = 1.5 },
  { until = "A", state = "exited" },
]
expect   = [
  { actor = "collect", stdout = "{b}\n", exit = 0 },
  { actor = "collect", call = "msgrcv", msqid = "{box.id}", msgtyp = -3, succeeds = { at_least = 3 } },
  { actor = "A", call = "msgrcv", error = "E2BIG", msgflg = "MSG_NOERROR|IPC_NOWAIT", because = "It is {a}." },
  { one_of = ["A", "collect"], exit = "failure" },
  { actor = "A", signal = "SIGSEGV", has_lines = ["{n}"], lacks_lines = ["{{}}"], stderr_has = "{o}" },
  { object = "box", exists = false },
  { object = "locks", value = [1, 0], "ncnt[1]" = 2, mode = "0640" },
]
hints    = ["What does msgrcv choose for {a}?", "man 2 msgop"]

[[scenario]]
name     = "quiet"
points   = 1
play     = [ { start = "post" } ]
expect   = [ { actor = "post", exit = 0 } ]
)";

/// The sample with one part of it replaced; that part must be in it.
inline std::string with(std::string_view part, std::string_view instead) {
    std::string text = lab;
    const std::size_t at = text.find(part);
    if (at == std::string::npos) throw std::logic_error("the sample has no " + std::string(part));
    return text.replace(at, part.size(), instead);
}

inline ipclab::course::Lab read(const std::string& text) {
    return ipclab::course::read_lab_text(text, "lab.toml", "02-message-queues/2-letters-by-type", rules);
}

/// What is wrong with a text; nothing where it reads.
inline std::vector<ipclab::course::Problem> mistakes(const std::string& text) {
    try {
        read(text);
    } catch (const ipclab::course::LabError& error) {
        return error.problems();
    }
    return {};
}

/// The line of the sample that begins with, or has in it, this part.
inline int line_of(std::string_view part) {
    const std::size_t at = lab.find(part);
    if (at == std::string::npos) throw std::logic_error("the sample has no " + std::string(part));
    int line = 1;
    for (std::size_t i = 0; i < at; ++i)
        line += lab[i] == '\n' ? 1 : 0;
    return line;
}

/// An empty folder for one test.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "ipclab-course-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Writes a file, with the folders above it.
    void write(const std::filesystem::path& name, std::string_view text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }

private:
    std::filesystem::path path_;
};

} // namespace sample
