#pragma once

/// @file
/// The seccomp filter that stops a controlled program at its visible calls (seccomp(2), SECCOMP_RET_TRACE).

#include <linux/filter.h>

#include <vector>

namespace ipclab::engine {

/// The program for the kernel, built once. Calls of another architecture (32-bit) get ENOSYS: they would go unseen.
/// Throws std::runtime_error where libseccomp cannot make it.
/// With `shared_memory`, also at every call that has an address of shared memory among its arguments.
std::vector<sock_filter> make_filter(bool shared_memory = false);

/// For a child before its exec, in bare system calls. False where the kernel refuses. Sets no_new_privs.
bool install_filter(const std::vector<sock_filter>& program);

} // namespace ipclab::engine
