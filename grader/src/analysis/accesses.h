#pragma once

/// @file
/// Accesses to shared memory in words, and what is known of the memory around them.

#include "analysis/history.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ipclab::analysis {

/// "byte 3", "bytes 0 to 3".
std::string bytes_text(std::uint64_t begin, std::uint64_t end);
/// "read", "wrote", "changed": the past of what was done.
std::string_view did_text(const trace::Accessed& access);
/// "A/1 wrote bytes 0 to 3 of M0 (a.cpp:12)".
std::string access_text(const History& history, const trace::Event& event, std::uint64_t begin, std::uint64_t end);
/// The size that shmget was asked for, of the segment that has this id at the event; nothing where the run does not tell.
std::optional<std::uint64_t> size_of_segment(const History& history, sysv::ObjectId segment, trace::EventIndex at);

} // namespace ipclab::analysis
