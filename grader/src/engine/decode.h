#pragma once

/// @file
/// From registers and memory to a call with its arguments, in the words of the man pages.

#include "engine/arch/processor.h"
#include "engine/memory.h"
#include "sysv/call.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ipclab::engine {

/// What `decode_ipc` is going to read.
std::vector<Memory::Piece> read_by(const VisibleCall& visible, const std::array<std::uint64_t, 6>& arguments);

/// A System V call as it stands at its entry: arguments, and what they point to that the kernel is going to read.
sysv::Call decode_ipc(const VisibleCall& visible, const std::array<std::uint64_t, 6>& arguments, const Memory& memory);

/// After a success: adds what the kernel has written to the caller's memory (a received message, IPC_STAT's buffer, GETALL's
/// values). `nsems` is the size of the set for GETALL.
void decode_answer(sysv::Call& call, std::int64_t result, const Memory& memory, std::size_t nsems);

} // namespace ipclab::engine
