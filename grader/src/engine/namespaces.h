#pragma once

/// @file
/// Entering namespaces, step by step: unshare, id maps from outside, mounts.

#include "engine/jail.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace ipclab::engine {

/// In the child: leaves the grader's namespaces for new ones. Asks for id maps by a byte on `map_request`, and waits for one on
/// `map_done`. Throws std::system_error where the machine refuses.
void enter_namespaces(Level level, int map_request, int map_done);

/// In the grader: waits for the request, then writes uid_map and gid_map of `child` (user_namespaces(7)). As root two ids
/// are mapped, ours and the students'; as an ordinary user only the own one is possible. `users` as in `in_jail`.
void write_id_maps(pid_t child, int map_request, int map_done, const std::vector<unsigned>& users);

/// In process 1 of the new pid namespace: /proc of its own, and of the other files what `files` says, with a small file system of
/// its own for the run. Returns the run's folder. Throws std::system_error where the machine refuses.
std::string prepare_mounts(const Files& files);

} // namespace ipclab::engine
