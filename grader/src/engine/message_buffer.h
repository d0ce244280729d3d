#pragma once

/// @file
/// What debug information adds to a message call: the facts that rules about sizes and types rest on.

#include "source/symbols.h"
#include "sysv/call.h"

namespace ipclab::engine {

/// Notes in `call`, a msgsnd or msgrcv, what is known of the variable that msgp points into.
void note_buffer(sysv::Call& call, const source::Buffer& buffer);

} // namespace ipclab::engine
