#pragma once

/// @file
/// Random priorities (PCT; Burckhardt, Kothari, Musuvathi, Nagarakatte: "A randomized scheduler with probabilistic guarantees of
/// finding bugs", ASPLOS 2010): whoever has the highest goes on; at `depth` - 1 random steps, who would go on falls below all others. A
/// fault of that depth among n processes in k steps is found with probability 1 / (n * k^(depth - 1)) or more.

#include "schedule/schedule.h"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace ipclab::explore {

/// `steps` is about how many there will be. With `early`, who has to wait begins to at once, as an ordinary step.
std::unique_ptr<schedule::Schedule> pct(std::uint64_t seed, std::size_t steps, int depth, bool early);

} // namespace ipclab::explore
