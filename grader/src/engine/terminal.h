#pragma once

/// @file
/// The terminal that an actor's output goes to. A program behaves as by hand: stdio is line-buffered, and what a killed program
/// has printed is not lost.

#include "engine/descriptor.h"

#include <sys/types.h>

namespace ipclab::engine {

/// A pseudo-terminal in raw mode: bytes arrive as they were written (pty(7), termios(3)).
class Terminal {
public:
    /// Throws std::system_error where the machine has no pseudo-terminals.
    Terminal();

    /// What the programs write to.
    [[nodiscard]] int slave() const { return slave_.get(); }
    /// True where this is the device of that terminal, as stat(2) gives it.
    [[nodiscard]] bool is_device(dev_t device) const { return device == device_; }
    /// Takes out all that has arrived; never waits.
    void drain();

private:
    Descriptor master_;
    dev_t device_ = 0;
    Descriptor slave_; // kept open: else the master reports a hang-up between two programs
};

} // namespace ipclab::engine
