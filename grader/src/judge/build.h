#pragma once

/// @file
/// From a submission's files to programs. What was compiled before from the same contents, with the same compiler and flags, is
/// taken from a cache; no clock is asked.

#include "judge/command.h"
#include "judge/verdict.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::judge {

/// One program of a lab and the submission's files for it.
struct ProgramSource {
    std::string program;
    std::vector<std::string> files; ///< relative to the submission's folder; all are linked together
    std::string problem;            ///< why there are no files for it, as a sentence: it is then not built
};

struct BuildRequest {
    std::filesystem::path folder; ///< the submission's
    std::vector<ProgramSource> programs;
    std::filesystem::path cache;         ///< is made where it is missing; several graders may share it
    std::optional<std::string> compiler; ///< a C++ compiler to take instead of g++ (see `Toolchain`)
    std::size_t at_once = 0;             ///< compilers at a time; 0: one a processor
    CommandLimits limits;
    /// Is told how many programs are ready, of how many.
    std::function<void(std::size_t ready, std::size_t of)> progress;
};

/// A program that was built, or why not.
struct Built {
    BuildResult result;
    std::filesystem::path executable; ///< in the cache; empty where `result.ok` is false
    std::string digest;               ///< of the executable's contents
    bool from_cache = false;
};

/// Builds all programs, in the order asked for. Faults of the student's files are in the results. Throws `MissingCompiler` where the
/// machine cannot compile, `Interrupted`, and `std::system_error` for failures of ours (a full disk, …).
std::vector<Built> build(const BuildRequest& request);

/// What names a build in a token: eight hexadecimal digits over the executables' contents.
std::string build_id(const std::vector<std::string>& digests);

} // namespace ipclab::judge
