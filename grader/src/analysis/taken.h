#pragma once

/// @file
/// Which message was taken out of a queue by whom.

#include "analysis/history.h"

#include <vector>

namespace ipclab::analysis {

/// One message's way: the msgsnd that put it in and the msgrcv that took it out.
struct Taken {
    const Use* sent = nullptr;
    const Use* received = nullptr;
};

/// In the order of receiving. A message that was in the queue before the run is left out.
std::vector<Taken> taken_messages(const History& history, std::size_t queue);

/// The types of the messages that are left in a queue, each once, in order; empty where they are not known.
std::vector<long> types_left(const History& history, std::size_t queue, const sysv::QueueState& state);

} // namespace ipclab::analysis
