#pragma once

/// @file
/// What the kernel reports of objects: the witness.

#include "sysv/object.h"

#include <optional>
#include <vector>

namespace ipclab::engine {

/// The object as it is now; nothing where it is gone or may not be read.
std::optional<sysv::QueueState> queue_state(int id);
std::optional<sysv::SemaphoreSetState> semaphores_state(int id);
std::optional<sysv::SegmentState> segment_state(int id);
std::optional<sysv::ObjectState> object_state(sysv::ObjectId id);

/// Messages of a queue, by MSG_COPY: nothing where the kernel has no CONFIG_CHECKPOINT_RESTORE.
std::optional<std::vector<sysv::Message>> peek_messages(int id);

/// All objects of this IPC namespace, from /proc/sysvipc: also those that we may not read.
std::vector<sysv::ObjectState> all_objects();

/// One of them: what can be known of an object that we may not read.
std::optional<sysv::ObjectState> listed_state(sysv::ObjectId id);

/// The longest text that msgsnd takes in this IPC namespace (MSGMAX).
std::uint64_t largest_message();

/// Removes one object. True where it is gone afterwards.
bool remove_object(sysv::ObjectId id);

} // namespace ipclab::engine
