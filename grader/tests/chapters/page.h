#pragma once

/// @file
/// A chapter's page. What it shows of programs and of their runs stands between two comments and is put there from the files:
///
///     <!-- code: sender.cpp -->             the whole program, without its first comment
///     <!-- code: sender.cpp send -->        the lines between two comments "// [send]" in it
///     <!-- session: runs/hello.txt -->      a transcript
///     <!-- figure: runs/hello.figure.txt --> a run as a figure
///     <!-- end -->

#include <filesystem>
#include <string>

namespace ipclab::chapters {

/// The page as it should be. Throws `std::runtime_error` for a block without end, a file or label that is not there, and output
/// that nobody can compare because it stands outside of such a block.
std::string rendered(const std::filesystem::path& page);

/// The lines of a source between its two comments `// [label]`, moved to the left; all but the first comment where there is no
/// label.
std::string excerpt(const std::filesystem::path& source, const std::string& label);

} // namespace ipclab::chapters
