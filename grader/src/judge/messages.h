#pragma once

/// @file
/// One sentence from what a compiler or a linker said.

#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

/// A line of the form "post.cpp:14:5: error: …".
struct CompilerError {
    std::string file;
    int line = 0;
    std::string text;
};

/// All errors in the order in which they were reported; notes and warnings are none.
std::vector<CompilerError> compiler_errors(std::string_view messages);

/// "post.cpp does not compile: 2 errors; the first is on line 14". `file` is the one that was given to the compiler.
std::string why_not_compiled(std::string_view file, std::string_view messages);

/// "post has no main function"; "post does not link: 'send_all' is used, but defined nowhere".
std::string why_not_linked(std::string_view program, std::string_view messages);

} // namespace ipclab::judge
