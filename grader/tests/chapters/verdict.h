#pragma once

/// @file
/// What `ipclab check` says of a program, beside what its first comment promises:
///
///     // check: clean
///     // check: data-race
///     // check: clean: ./receiver letters.key : ./sender letters.key hello
///
/// Several findings have commas between them, and what is only advice has the word before it. Files that end in ".key" are there, and
/// FIFOs that end in ".fifo".

#include "place.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ipclab::chapters {

/// A program's promise.
struct Promise {
    std::vector<std::string> findings;              ///< "data-race", "advice busy-wait"; none where it is clean
    std::vector<std::vector<std::string>> commands; ///< started together
};

/// Throws `std::runtime_error` where the first comment does not make exactly one.
Promise promise_of(const std::filesystem::path& source);

/// What is found of it: sorted, each once. Throws `NotHere`.
std::vector<std::string> findings_of(const Promise& promise, const Provided& provided);

} // namespace ipclab::chapters
