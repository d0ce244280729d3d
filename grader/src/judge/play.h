#pragma once

/// @file
/// A scenario of a lab.toml as something that the engine can run.

#include "course/lab.h"
#include "engine/run.h"

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ipclab::judge {

/// This machine cannot make what a scenario needs: its programs are not to blame, and it is not tried.
class CannotBeMade : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A folder as a run finds it: the files of the lab's keys, and the programs under the names that they have by hand ("./post").
/// Both belong to whom students' programs run as. Throws std::system_error.
class RunFolder {
public:
    /// `programs` holds the executables, named after the programs.
    RunFolder(std::filesystem::path folder, const course::Lab& lab, const std::filesystem::path& programs);
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// What ftok gives for the lab's keys in this folder; see ftok(3).
    [[nodiscard]] const std::vector<trace::NamedKey>& keys() const { return keys_; }
    /// A folder in it, each part of it the programs' own; what is there stays.
    void make_inner(const std::filesystem::path& inner) const;
    /// A scenario's files, with their placeholders filled. Throws CannotBeMade for a twin on a file system that gives none.
    void make_files(const std::vector<course::GivenFile>& files, const std::map<std::string, std::string>& known) const;

private:
    std::filesystem::path path_;
    std::vector<trace::NamedKey> keys_;
};

/// The scenario with all placeholders filled. One that is repeated at every moment is played with `moment`; where there is none,
/// without that step. Level and ledger of the jail, and how
/// shared memory is watched, are the caller's to add.
engine::RunSpec run_spec(const course::Scenario& scenario, const course::Lab& lab,
                         const std::map<std::string, std::string>& values, const RunFolder& folder,
                         const std::filesystem::path& programs, const std::optional<engine::Fault>& moment = {});

} // namespace ipclab::judge
