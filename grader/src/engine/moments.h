#pragma once

/// @file
/// All moments of one kind in a run, each as a fault for another: "at every call". A pure function of a trace. Another order of the
/// processes may have other moments; a fault whose moment never comes does not strike.

#include "engine/fault.h"
#include "trace/trace.h"

#include <string>
#include <vector>

namespace ipclab::engine {

enum class Every : std::uint8_t {
    call,    ///< before each call, and after it
    waiting, ///< while it waits, in each call in which it had to
    taking,  ///< at each semop by which it has begun to hold a semaphore
    holding, ///< after each call that left it with a semaphore held; to fail: each call that it makes while it holds one
    access,  ///< after each access to shared memory and each write to a file, in a run that has stopped at each
    access_holding, ///< after each that it has made while it held a semaphore
};

/// `fault` once for each moment, in the order of the run: `who` may mean several processes ("worker/any", "anybody") and is each of
/// them by name in the result; `when.call` narrows where it is not empty, the rest of `when` is not looked at. A call fails once,
/// not before and after.
std::vector<Fault> at_every(const trace::Trace& run, Every every, const Fault& fault);

} // namespace ipclab::engine
