#pragma once

/// @file
/// The process between the grader and its worker: it outlives the worker, so that "the jail has ended" means that everything in it
/// has.

#include <functional>

namespace ipclab::engine {

/// Forks a child that does `work` and exits with what it returns. SIGTERM to us is passed on to it, as `stop_signal` at first and as
/// SIGKILL where it comes again; so is our own death. Once it has ended, whatever it left behind is killed and waited for.
/// Returns its exit status, or 128 and its signal. Throws std::system_error where it cannot be forked.
int keep(int stop_signal, const std::function<int()>& work);

} // namespace ipclab::engine
