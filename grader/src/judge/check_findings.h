#pragma once

/// @file
/// What is wrong with one run of `ipclab check`, and what of it is certain. Pure. Inside of judge/ only.

#include "analysis/finding.h"
#include "engine/fault.h"
#include "trace/trace.h"

#include <vector>

namespace ipclab::judge {

/// What the rules find. It is advice only where the run was cut short, and where the programs may do yet what they have not done.
/// `faults` are those of the run.
std::vector<analysis::Finding> wrong_in(const trace::Trace& run, const std::vector<engine::Fault>& faults);

/// The same; in an order that the kernel does not have (`is_posix_only`), all of it is advice.
std::vector<analysis::Finding> findings_of(const trace::Trace& run, const std::vector<engine::Fault>& faults);

/// Somebody who waited was served before another who came first and could have been: POSIX allows it, the kernel does not do it.
bool is_posix_only(const trace::Trace& run);

/// At some time two or more waited for one object: whom it serves first makes an order.
bool has_rivals(const trace::Trace& run);

} // namespace ipclab::judge
