#pragma once

/// @file
/// What `ipclab check` found, for a terminal and as JSON.

#include "judge/check.h"
#include "report/terminal.h"

#include <string>

namespace ipclab::report {

struct CheckOptions {
    std::string command = "./ipclab"; ///< how the reader starts us
    std::string programs;             ///< as a shell reads them: "./a 1 : ./b"
};

/// The command that makes a run again.
std::string again_command(const judge::Seen& seen, const CheckOptions& options);

/// The headline with its line of code, its calls and how to see it again; what else was found; what was tried.
std::string check_text(const judge::CheckVerdict& verdict, const Terminal& terminal, const CheckOptions& options = {});

/// One object, as judge/check-json.md describes it. `status` is what ipclab exits with.
std::string check_json(const judge::CheckVerdict& verdict, int status);

} // namespace ipclab::report
