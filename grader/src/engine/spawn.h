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

/// All that a program begins with, except for its standard files: where these are equal, so are the beginnings.
struct Launch {
    std::string path;
    std::vector<std::string> argv; ///< argv[0] included
    std::vector<std::string> env;  ///< NAME=value
    std::string folder;            ///< where it runs
    bool confined = true, own_terminal = false;
    std::uint64_t memory = 0;     ///< RLIMIT_AS, where it is confined
    std::optional<unsigned> user; ///< as in Program
    friend bool operator==(const Launch&, const Launch&) = default;
};
Launch launch_of(const Program& program, const RunSpec& spec);

/// What a template (template_process.h) has in addition: two sockets, and the right to enter the IPC namespace of a
/// run.
struct Service {
    int orders = -1, files = -1;
    bool enters_namespaces = false;
};

/// Makes a child, seizes it (PTRACE_SEIZE, with `options`), and lets it go on to its exec. It stops next at PTRACE_EVENT_EXEC.
/// Throws std::runtime_error with a sentence where the program cannot be started.
pid_t spawn(const Launch& launch, const StandardFiles& files, const std::vector<sock_filter>& filter, unsigned long options,
            const Service* service = nullptr);

} // namespace ipclab::engine
