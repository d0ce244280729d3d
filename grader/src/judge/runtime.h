#pragma once

/// @file
/// The access hooks that are linked into a lab's programs (grader/runtime): how programs are compiled for them, and the hooks
/// themselves, compiled once by the compiler that makes the programs. Inside of judge/ only.

#include "judge/command.h"
#include "judge/compiler.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ipclab::judge {

/// Compiler flags that make a program tell of its accesses to memory. What the compiler would put in place of a copy of a constant
/// text would not be told, so GCC calls the library for it.
std::vector<std::string> hook_flags(const Compiler& compiler);

/// Digest of the hooks' sources and of how they are compiled: part of what a program is made of.
std::string hooks_digest(Language language, const Compiler& compiler);

/// Linker words for a program of that language: the hooks' objects, and which functions of the libraries are theirs. They are
/// compiled into `cache` where they are not there yet; `run` runs compilers. Throws std::runtime_error where that does not work.
std::vector<std::string> hooks_to_link(Language language, const Compiler& compiler, const std::filesystem::path& cache,
                                       const std::function<std::vector<Finished>(const std::vector<Command>&)>& run);

} // namespace ipclab::judge
