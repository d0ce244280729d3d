#pragma once

/// @file
/// The terminal that an actor's output goes to. A program behaves as by hand: stdio is line-buffered, and what a killed program
/// has printed is not lost.

#include "engine/descriptor.h"

#include <string>

namespace ipclab::engine {

/// A pseudo-terminal in raw mode: bytes arrive as they were written (pty(7), termios(3)).
class Terminal {
public:
    /// Throws std::system_error where the machine has no pseudo-terminals.
    Terminal();

    /// What the programs write to.
    [[nodiscard]] int slave() const { return slave_.get(); }
    /// All that has arrived by now; never waits.
    std::string drain();

private:
    Descriptor master_;
    Descriptor slave_; // kept open: else the master reports a hang-up between two programs
};

} // namespace ipclab::engine
