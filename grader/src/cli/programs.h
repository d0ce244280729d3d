#pragma once

/// @file
/// Programs as a person names them on a command line, made ready for the engine.

#include "engine/run.h"

#include <map>
#include <string>
#include <vector>

namespace ipclab::cli {

/// The file that a shell would run: as it is where it holds a slash, else found by PATH. Throws `UsageError`.
std::string find_program(const std::string& name);

/// All are started, one after the other, with names made from their file names: "sender", "receiver", "sender2".
std::vector<engine::Step> starts(const std::vector<std::vector<std::string>>& programs);

/// Those words as a shell reads them back: "./sender box.key : ./receiver 'a b'".
std::string shell_line(const std::vector<std::vector<std::string>>& programs);

/// Our own environment.
std::map<std::string, std::string> environment();

/// The exit status that a shell would give for these programs together: the first that is not 0, in the order of `programs`;
/// 128 and the signal's number for one that a signal ended; 1 where one never ended.
int status_of(const trace::Trace& trace);

} // namespace ipclab::cli
