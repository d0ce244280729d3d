#pragma once

/// @file
/// One line that tells what is going on, written over in place. On a file there is nothing; in the first second there is nothing
/// either, so that quick work does not flicker.

#include "report/terminal.h"

#include <chrono>
#include <functional>
#include <string_view>

namespace ipclab::report {

class Progress {
public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;

    /// Writes to `fd` where `terminal` can rewrite a line. The clock is replaced in tests.
    Progress(
        int fd, const Terminal& terminal, Clock clock = [] { return std::chrono::steady_clock::now(); });
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress() { clear(); }

    /// Replaces the line. What does not fit is left off: it is gone in a moment anyway.
    void show(std::string_view text);
    /// Takes the line away; call it before anything else is written to the terminal.
    void clear();

private:
    void write(std::string_view bytes) const;

    int fd_;
    Terminal terminal_;
    Clock clock_;
    std::chrono::steady_clock::time_point since_;
    bool visible_ = false;
};

} // namespace ipclab::report
