#pragma once

/// @file
/// A lab as its author left it: whether its texts and folders say the same, and what to write next.

#include "course/lab.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::course {

/// Something to do for a lab's author.
struct Remark {
    std::string sentence; ///< what is missing or wrong
    std::string next;     ///< what to do about it, one sentence
};

/// The folders of one lab in a kit.
struct LabPlaces {
    std::filesystem::path root; ///< of the kit
    std::string id;
    [[nodiscard]] std::filesystem::path lab() const { return root / "labs" / id; }
    [[nodiscard]] std::filesystem::path solution() const { return root / "solutions" / id; }
    [[nodiscard]] std::filesystem::path mutants() const { return root / "grader" / "mutants" / id; }
    [[nodiscard]] std::filesystem::path right() const { return root / "grader" / "tests" / "labs" / "right" / id; }
};

/// The places that `ipclab new` has left to be written: a line with "write:" in a comment. The first comes first: handout,
/// lab.toml, reference, skeleton, mutants.
std::vector<Remark> to_write(const LabPlaces& places);

/// What does not fit together. Nothing is built or run.
/// - The handout has a session, says how the programs are built, names every visible scenario with its points, and numbers the
///   same tasks as the skeleton, from 1 on.
/// - Each scenario has a story and a hint.
/// - Skeleton and reference have the same files; no file is there that no program is made of, and every mutant is a patch.
std::vector<Remark> check_texts(const Lab& lab, const LabPlaces& places);

/// The same of the kit as a whole: every lab is in course.toml and the other way round, their weights are a whole course, and
/// nothing is kept for a lab that is not there. Throws LabError for a course.toml that cannot be read.
std::vector<Remark> check_kit(const std::filesystem::path& root);

} // namespace ipclab::course
