#pragma once

/// @file
/// The short text that replays a run: "02-message-queues/2-letters-by-type:lowest-type-first:k3f9:seed-1f:9ab01c2d".
/// Where a fault struck at a moment of its own: "…:9ab01c2d:kill+A+after+semop+2"; of a run with closed pages: "…:9ab01c2d:pages".

#include "engine/fault.h"

#include <optional>
#include <string>
#include <string_view>

namespace ipclab::judge {

/// What it takes to make the same run again.
struct Token {
    std::string lab; ///< its id
    std::string scenario;
    std::string seed;     ///< that values were drawn from
    std::string schedule; ///< as schedule/schedule.h parses it
    std::string build;    ///< `build_id` of the programs
    /// The moment, of a scenario that is repeated at every moment of a kind; its other faults are in the scenario.
    std::optional<engine::Fault> fault{};
    /// Shared memory was closed, so that accesses are seen of which the programs' hooks do not tell.
    bool pages = false;

    /// Throws `std::invalid_argument` where a part is empty or has a character that cannot stand in it.
    [[nodiscard]] std::string text() const;
    friend bool operator==(const Token&, const Token&) = default;
};

/// Throws `std::invalid_argument` with a sentence for people.
Token parse_token(std::string_view text);

} // namespace ipclab::judge
