#pragma once

/// @file
/// What /proc says of a process (proc(5)).

#include "source/symbols.h"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::engine {

/// Signals as bit masks: bit n-1 is signal n.
struct SignalMasks {
    std::uint64_t pending = 0; ///< for the thread and for its process
    std::uint64_t blocked = 0, ignored = 0, caught = 0;
};
std::optional<SignalMasks> signal_masks(pid_t tid);

struct ProcessTimes {
    char state = '?'; ///< R, S, D, t, Z, …
    std::chrono::nanoseconds cpu{0};
};
std::optional<ProcessTimes> process_times(pid_t tid);

/// Files mapped executable, from /proc/PID/maps.
std::vector<source::Mapping> read_mappings(pid_t tid);

/// The process that a pidfd stands for: -1 where it has ended, nothing where the descriptor is none.
std::optional<pid_t> pid_of_descriptor(pid_t tid, int fd);

/// True where the address lies in a mapping that other processes may have too.
bool is_shared_memory(pid_t tid, std::uint64_t address);

/// The process that a thread belongs to.
std::optional<pid_t> process_of(pid_t tid);

/// All of a file; empty where it cannot be read.
std::string text_of(const std::string& path);

/// Target of a link such as /proc/PID/exe; empty where it cannot be read.
std::string link_target(const std::string& path);

} // namespace ipclab::engine
