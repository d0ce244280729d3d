#pragma once

/// @file
/// A line of a student's file, with the call underlined.

#include "report/page.h"
#include "trace/event.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::report {

/// A line of a file; nothing where the file or the line is not there (it may have changed since).
std::optional<std::string> line_of_file(const std::filesystem::path& file, int line);

/// All lines of the file that a place is in, as `show_source` finds it; nothing where it is not there, or is no text of usual size.
std::optional<std::vector<std::string>> lines_of(const trace::Location& where, const std::filesystem::path& folder);

/// Where a call stands in a line of code: the name up to its closing parenthesis, or the rest of the line. The whole code of
/// the line where the name is not in it. In columns of display.
struct Underline {
    int from = 0, length = 0;
};
Underline underline(std::string_view code, std::string_view call);

/// "--> receiver.cpp:31, in main" and, where `folder` holds the file, the code. Without a folder the reader's own programs are
/// meant, and the file is where the compiler found it.
void show_source(Page& page, int indent, const trace::Location& where, const std::filesystem::path& folder,
                 std::string_view call);

} // namespace ipclab::report
