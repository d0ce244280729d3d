#pragma once

/// @file
/// The way of a new child from its birth to its exec.

#include "engine/spawn.h"

namespace ipclab::engine {

/// Which of the child's preparations failed, with errno: written to the report pipe.
struct Failure {
    int error;
    char what[28];
};

/// What the child needs, with all texts where they are found without allocating.
struct Birth {
    const Launch& launch;
    char* const* argv;
    char* const* env;
    StandardFiles files;
    const std::vector<sock_filter>& filter;
    const Service* service;
    int go, go_by; ///< a pipe: it waits until it may go on
    int report;    ///< end of another
};

/// The child shares its parent's memory: it makes bare system calls only, and writes nothing that is not on its own stack.
[[noreturn]] void become(const Birth& birth);

} // namespace ipclab::engine
