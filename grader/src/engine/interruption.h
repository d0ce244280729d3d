#pragma once

/// @file
/// SIGTERM to the process that runs programs, and the ticks by which it looks up from waiting.

namespace ipclab::engine {

/// The grader was asked to stop.
struct Interrupted {};

/// While it lives: SIGTERM is remembered, and a timer interrupts `waitpid` fifty times a second so that the engine can look at
/// processes that neither stop nor end.
class Ticking {
public:
    Ticking();
    ~Ticking();
    Ticking(const Ticking&) = delete;
    Ticking& operator=(const Ticking&) = delete;
};

/// True once SIGTERM has come.
bool interruption_requested();

} // namespace ipclab::engine
