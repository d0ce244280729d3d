#pragma once

/// @file
/// A transcript, played anew. Nothing in it goes by the clock: the next line is typed when every program has come to rest, which
/// is when it waits in a call or has ended; and at a terminal whose program still runs, when that one has ended.

#include "place.h"

#include <string>

namespace ipclab::chapters {

/// What was seen.
struct Played {
    std::string transcript;
    std::string figure; ///< the run as lanes, one a process: of the chapter's own programs, without the tools
    std::string trace;  ///< that run, as JSON; nothing where the session had to be played by a shell
};

/// Plays what is typed in `transcript`. `sudo -u guest …` is that user's, where there is one (`become_student`); root's
/// `echo … > /proc/sys/kernel/…` sets a limit. Throws `NotHere`, and `std::runtime_error` where a session does not come to its end or
/// leaves objects.
Played play(const std::string& transcript, const Provided& provided, bool with_guest);

} // namespace ipclab::chapters
