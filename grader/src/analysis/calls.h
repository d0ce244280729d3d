#pragma once

/// @file
/// Small questions about one System V call that several rules ask.

#include "sysv/call.h"

#include <cstdint>
#include <optional>

namespace ipclab::analysis {

/// The key of msgget, semget and shmget; nothing for other calls.
std::optional<std::int32_t> key_of(const sysv::Call& call);
/// The flags of msgget, semget and shmget; nothing for other calls.
std::optional<int> get_flags_of(const sysv::Call& call);
/// The id that the call names, -1 included; nothing for the three get calls.
std::optional<int> id_of(const sysv::Call& call);
/// IPC_RMID.
bool removes(const sysv::Call& call);
/// IPC_RMID, IPC_STAT, shmdt: what a program does on its way out, and what does no harm after a failure.
bool tidies_up(const sysv::Call& call);
/// Asks not to wait: IPC_NOWAIT in the flags of a message call or of an operation.
bool never_waits(const sysv::Call& call);
/// The same function with the same arguments, apart from addresses and from what came back in them.
bool same_request(const sysv::Call& a, const sysv::Call& b);
/// The same function and, for semop, the same operations: what a program does that tries again.
bool same_attempt(const sysv::Call& a, const sysv::Call& b);
/// semop that raises at least one semaphore, SETVAL or SETALL to more than zero; of `semnum` where it is given.
bool raises(const sysv::Call& call, std::optional<int> semnum = std::nullopt);
/// semop that lowers at least one semaphore; `semnum` where it is given.
bool lowers(const sysv::Call& call, std::optional<int> semnum = std::nullopt);
/// SETVAL of `semnum`, or SETALL.
bool sets(const sysv::Call& call, int semnum);

} // namespace ipclab::analysis
