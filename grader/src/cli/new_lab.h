#pragma once

/// @file
/// A lab to begin with: small, whole, and unfinished.

#include <string>
#include <utility>
#include <vector>

namespace ipclab::cli {

/// The files of a new lab by their paths in the kit. It has one program and one scenario, with a reference that wins and a mutant
/// that does not, so that every check of a lab holds; what its author has to write is marked, "write: …".
std::vector<std::pair<std::string, std::string>> new_lab(const std::string& topic, const std::string& name);

} // namespace ipclab::cli
