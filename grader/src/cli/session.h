#pragma once

/// @file
/// What every subcommand is given: where the kit is, and what the user's terminal can show.

#include "cli/options.h"
#include "report/terminal.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace ipclab::cli {

struct Session {
    report::Terminal out;             ///< standard output
    report::Terminal err;             ///< standard error
    std::string command = "./ipclab"; ///< how the user starts us, for commands that we suggest

    /// The kit's folder, which holds labs/: from IPCLAB_ROOT, else the current folder or one above it.
    /// Throws `OurFailure` where there is none.
    [[nodiscard]] std::filesystem::path root() const;
};

/// Writes all of a text to standard output. Throws `OurFailure` (a full disk, a closed pipe).
void print(std::string_view text);
/// Writes to standard error; what cannot be written is lost.
void print_error(std::string_view text);

/// Writes what an option's FILE asks for: `-` is standard output. Throws `OurFailure`.
void write_page(const std::filesystem::path& path, std::string_view page);

/// "ipclab: SENTENCE" and, beneath it, what to do.
std::string complaint(const report::Terminal& terminal, std::string_view sentence, std::string_view help = {});

/// Writes `text` to `path` so that it is there whole or not at all: beside it first, then renamed. A device or pipe is written
/// to as it is. Throws `OurFailure`.
void write_file(const std::filesystem::path& path, std::string_view text);

} // namespace ipclab::cli
