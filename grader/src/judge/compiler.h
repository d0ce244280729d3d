#pragma once

/// @file
/// Which compilers the machine has, and how they are called: by hand with the same flags as by us.

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

/// The machine cannot compile: ours to say, never a fault of the student's files. The text says what to install.
class MissingCompiler : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

enum class Language { c, cpp };

/// By the file's name: .c is C, everything else C++.
Language language_of(std::string_view file);

/// A compiler that answered when it was asked for its version.
struct Compiler {
    std::string name;    ///< as a person calls it: "g++", "clang++-14"
    std::string path;    ///< where PATH led to
    std::string version; ///< the first line of what it says of itself
    int major = 0;
    bool clang = false;
};

/// The flags that the handouts name, in their order: standard, warnings, debug information, no optimisation. Where the compiler
/// knows how, variables without a value start with a pattern, so that what is not set shows every time.
std::vector<std::string> flags_for(Language language, const Compiler& compiler);

/// Flags that only we need: they change no behaviour, they make equal files give equal programs wherever the folder lies.
std::vector<std::string> own_flags(const Compiler& compiler, const std::string& folder);

/// Links faster where mold is installed and the compiler knows it.
std::vector<std::string> linker_flags(const Compiler& compiler);

/// Looks compilers up when they are first needed.
class Toolchain {
public:
    /// `wanted` is a C++ compiler's name or path; else the variables CXX and CC decide; else g++ and gcc; else clang++ and clang.
    explicit Toolchain(std::optional<std::string> wanted = {});
    /// Throws `MissingCompiler`.
    const Compiler& compiler(Language language);

private:
    std::optional<std::string> wanted_;
    std::map<Language, Compiler> found_;
};

/// What compilers are run with: our PATH, messages in English and in ASCII, temporary files in `temporary`.
std::map<std::string, std::string> compiler_environment(const std::string& temporary);

} // namespace ipclab::judge
