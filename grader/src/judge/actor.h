#pragma once

/// @file
/// What a trace knows of one actor: its processes, what they printed, and how its first process ended.

#include "trace/trace.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

class Actor {
public:
    /// `trace` must outlive this.
    Actor(const trace::Trace& trace, std::string name);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool owns(trace::TaskId task) const;

    /// All that its whole tree has printed.
    [[nodiscard]] std::string output(int fd) const;
    /// The event that printed the byte at `offset` of `output(fd)`; the last one where there are fewer bytes.
    [[nodiscard]] const trace::Event* event_of_output(int fd, std::size_t offset) const;

    /// The first process; null where it was never started.
    [[nodiscard]] const trace::Task* first() const { return first_; }
    /// Its end; null where it never ended.
    [[nodiscard]] const trace::Event* end() const { return end_; }
    /// Who of its tree waits for ever, the first process before others; null where nobody does.
    [[nodiscard]] const trace::Waiting* waiting() const { return waiting_; }

    /// "ended with exit status 1", "was ended by SIGSEGV", "never ended: it waits in msgrcv for …", "was never started".
    [[nodiscard]] std::string fate() const;
    /// The same where it explains that output is missing; empty where it ended well.
    [[nodiscard]] std::string why_silent() const;
    /// The event that shows `fate`; nothing where there is none.
    [[nodiscard]] std::optional<trace::EventIndex> fate_event() const;

private:
    const trace::Trace* trace_;
    std::string name_;
    const trace::Task* first_ = nullptr;
    const trace::Event* end_ = nullptr;
    const trace::Waiting* waiting_ = nullptr;
};

} // namespace ipclab::judge
