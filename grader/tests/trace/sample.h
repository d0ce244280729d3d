#pragma once

/// @file
/// Traces made by hand.

#include "trace/trace.h"

#include <string>

namespace ipclab::trace::samples {

/// What the kernel happens to choose: two samples that differ only in this are the same run.
struct Chosen {
    int queue = 0;
    int set = 0;
    int segment = 0;
    std::int32_t key = 0x42010203;
    int sender = 100;
    int receiver = 101;
    std::uint64_t stack = 0x7ffc00001000;
    std::uint64_t shared = 0x7f0000010000;
};

/// A run with every kind of event, of call and of thing to wait for, and with no field at its default.
Trace everything(const Chosen& chosen = {});

/// Adds an event with the next index.
Event& add(Trace& trace, int task, What what);

/// A call that succeeded, or failed.
Called done(Call call, std::int64_t value = 0);
Called failed(Call call, int error);

} // namespace ipclab::trace::samples
