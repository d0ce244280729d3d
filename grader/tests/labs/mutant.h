#pragma once

/// @file
/// Mutants: wrong solutions, kept as patches on the reference; and what is known of each from earlier gradings.

#include "judge/verdict.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace ipclab::labs {

/// A mutant's patch: what stands in the lines before the difference.
struct Mutant {
    std::filesystem::path patch;
    std::string lab, headline, scenario;
    std::vector<std::string> also;
};

/// Throws `Failed` where the patch names no headline or no story.
Mutant read_mutant(const std::filesystem::path& patch);
/// All of a lab, by name. Throws `Failed` where there is none.
std::vector<Mutant> mutants_of(const std::string& lab);

/// The reference with the patch applied, in a folder of its own.
class Patched {
public:
    explicit Patched(const Mutant& mutant);
    Patched(const Patched&) = delete;
    Patched& operator=(const Patched&) = delete;
    ~Patched();
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

/// Which scenarios a mutant is known to fail. Kept with a digest of all that its gradings were made from: the grader, the lab, the
/// reference and the patch.
class Record {
public:
    explicit Record(const Mutant& mutant);
    /// Whether a grading of these very files is on record.
    [[nodiscard]] bool is_known() const;
    /// Nothing where it is not known.
    [[nodiscard]] std::set<std::string> failed() const;
    /// Adds what a grading has found, of some scenarios or of all.
    void add(const judge::LabVerdict& verdict) const;

private:
    std::filesystem::path file_;
    std::string digest_;
};

} // namespace ipclab::labs
