#pragma once

/// @file
/// A verdict for a terminal. What failed comes with what was expected, what was seen, the line of code, the last calls of each
/// process, one hint, and the command that shows it again.

#include "judge/verdict.h"
#include "report/terminal.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ipclab::report {

struct VerdictOptions {
    std::filesystem::path folder;     ///< the submission, to read the lines of code from; see show_source
    std::string command = "./ipclab"; ///< how the reader starts us
    std::string replay_options;       ///< what stands after a token: " --in solutions"
};

/// One lab.
std::string verdict_text(const judge::LabVerdict& verdict, const Terminal& terminal, const VerdictOptions& options = {});

/// Several labs as a table, with their sum.
std::string summary_text(const std::vector<judge::LabVerdict>& verdicts, const Terminal& terminal);

/// The sentence for a failure of ours.
std::string our_failure(std::string_view error);

/// "0.4 s", "350 ms".
std::string elapsed_text(std::chrono::milliseconds elapsed);

} // namespace ipclab::report
