#pragma once

/// @file
/// What a shell makes of a command line.

#include "transcript.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::chapters {

/// The command's words, where it is a program and its arguments and nothing else; quotes are understood.
std::optional<std::vector<std::string>> plain_words(const std::string& command);

/// As a terminal of ours has it.
const std::map<std::string, std::string>& environment();

/// The program of that name in PATH. Throws `std::runtime_error` where there is none.
std::string in_path(const std::string& name);

/// True for commands that run or control programs by themselves, as strace does: nobody else can control them then.
bool needs_to_be_alone(const std::vector<Input>& inputs);

/// True where all commands are programs of the chapter's own. What tools say differs from one version to the next.
bool only_own_programs(const std::vector<Input>& inputs);

} // namespace ipclab::chapters
