#pragma once

/// @file
/// Which faults are worth trying on programs of which one run has been seen. Inside of judge/ only.

#include "engine/fault.h"
#include "trace/trace.h"

#include <vector>

namespace ipclab::judge {

/// One fault for each thing of the run that can go another way: a System V call that had to wait is interrupted (EINTR,
/// signal(7)), one that makes or attaches an object fails (ENOSPC, ENOMEM), and who lowers a semaphore is killed with it lowered.
/// What one line of a process does again and again counts twice, its first time and its second.
std::vector<engine::Fault> fault_trials(const trace::Trace& run);

} // namespace ipclab::judge
