#pragma once

/// @file
/// Objects that are there before a play begins. The engine makes them inside of the run's IPC namespace, where there is one.

#include "engine/run.h"
#include "sysv/call.h"

#include <vector>

namespace ipclab::engine {

/// One of the calls that made an object, as the trace tells it.
struct Making {
    sysv::Call call;
    std::int64_t value = 0;
};

/// Makes the object and gives it to whom it belongs. The first of the calls is the get call; its value is the id. Throws
/// `std::system_error` with the call that failed.
std::vector<Making> make(const Given& given);

/// Makes one object of each kind and removes it: the kernel will not give its id again (ipc/util.c, ipc_idr_alloc).
void use_up_first_ids();

/// Whether objects and files can belong to somebody else than the programs' user.
bool has_second_user();

} // namespace ipclab::engine
