#pragma once

/// @file
/// Where runs happen: a process of ours in namespaces of its own, that no student's program can outlive or reach out of.
/// See user_namespaces(7), pid_namespaces(7), ipc_namespaces(7).

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::engine {

class Ledger;

/// How far the machine lets us go. Found by trying the whole thing, not by asking.
enum class Level : std::uint8_t {
    none, ///< no namespaces: objects are tracked by id and removed one by one
    ipc,  ///< user, IPC and network namespaces
    full, ///< and pid, mount and UTS namespaces
};
std::string_view name_of(Level level);

/// What this machine can do, for `ipclab doctor` and for verdicts.
struct Abilities {
    Level level = Level::none;
    bool ptrace = false;
    bool seccomp = false;
    bool pty = false;
    bool processor = false; ///< x86-64
    std::string why_not;    ///< what stopped the next level, in words
    [[nodiscard]] bool can_run() const { return ptrace && seccomp && processor; }
};
/// Tries; takes a few milliseconds. `highest` keeps it from trying more.
Abilities probe(Level highest = Level::full);

/// What is inside the jail with the task.
struct Inside {
    Level level = Level::none;
    std::string folder;                         ///< empty, writable for students' programs, gone afterwards
    Ledger* ledger = nullptr;                   ///< for `RunSpec::ledger`
    std::function<void(std::string_view)> send; ///< a message to `on_message` outside
};

/// Which of the machine's files are there in a jail of level `full`.
struct Files {
    /// All of them, to be written as well: for programs that are only watched. Else all are read-only, but for a new /tmp and the
    /// run's folder.
    bool shared = false;
    std::vector<std::string> needed; ///< paths that the new file systems must not cover
};

/// How a task in a jail ended.
struct Ended {
    std::string result;               ///< what the task returned
    std::optional<std::string> error; ///< it did not return: an exception's text, a signal, an interruption
    bool interrupted = false;
};

/// Runs `task` in a jail and waits. Objects and processes that the task left are removed, also when it dies.
/// SIGINT and SIGTERM to us end the jail and come back as `interrupted`.
/// `users` are further uids (and gids of the same numbers) that programs can be, by `Program::user`. Where we are not root, they
/// take CAP_SETUID and CAP_SETGID in our own user namespace.
Ended in_jail(Level level, const std::function<std::string(const Inside&)>& task,
              const std::function<void(std::string_view)>& on_message = {}, const Files& files = {},
              const std::vector<unsigned>& users = {});

} // namespace ipclab::engine
