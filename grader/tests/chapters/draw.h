#pragma once

/// @file
/// The figures of the walkthroughs and slides: sessions, played and drawn by the same code that draws the picture of a run in
/// `ipclab grade --html`. For the session chapters/02-message-queues/runs/first.txt these come into a folder:
///
///     02-message-queues/first.svg            the picture
///     02-message-queues/first.table.html     the same as a table
///     02-message-queues/first.untried        instead of both where it cannot be played here, and why
///     02-message-queues/first.failed         instead of both where the run is not what it was, and how it differs

#include "place.h"

#include <filesystem>
#include <string>

namespace ipclab::chapters {

/// Plays and draws one session. A run that is stale is told in its `.failed`: who wants the figure will not have it.
void draw(const std::filesystem::path& run, const Provided& provided, bool with_guest, const std::filesystem::path& folder);

/// Nothing can be played here at all.
void not_drawn(const std::filesystem::path& run, const std::string& reason, const std::filesystem::path& folder);

} // namespace ipclab::chapters
