#pragma once

/// @file
/// Starting a student's program under control: no privileges, limits, filter, seized before its first instruction.

#include "engine/run.h"

#include <linux/filter.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ipclab::engine {

/// Where a program's standard files go.
struct StandardFiles {
    int in = 0, out = 1, err = 2;
};

/// Uid and gid that students' programs run with where the engine is root; everywhere else they are the engine's own.
inline constexpr uid_t student_uid = 65534;

/// Who the students' programs are, as permissions go.
struct Identity {
    uid_t uid = 0;
    gid_t gid = 0;
};
Identity student_identity();
/// Who the programs of this run are.
Identity identity_in(const RunSpec& spec);

/// Gives a file or folder to the uid that students' programs run with. Throws std::system_error.
void give_to_student(const std::string& path);

/// Forks, seizes the child (PTRACE_SEIZE, with `options`), and lets it go on to its exec. It stops next at PTRACE_EVENT_EXEC.
/// Throws std::runtime_error with a sentence where the program cannot be started.
pid_t spawn(const Program& program, const RunSpec& spec, const StandardFiles& files, const std::vector<sock_filter>& filter,
            unsigned long options);

} // namespace ipclab::engine
