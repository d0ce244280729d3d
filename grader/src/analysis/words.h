#pragma once

/// @file
/// The phrases that findings are made of, so that all rules speak alike.

#include "analysis/history.h"

#include <string>
#include <string_view>
#include <vector>

namespace ipclab::analysis {

/// "sender", "sender and receiver", "a, b and c"; "nobody" for none.
std::string listed(const std::vector<std::string>& names, std::string_view last = "and");
/// "1 message", "3 messages".
std::string counted(std::size_t n, std::string_view noun);
/// "receiver.cpp:12", without folders; empty where the place is not known.
std::string place(const trace::Event& event);
/// " (receiver.cpp:12)", to hang on to a call's name; empty where the place is not known.
std::string at(const trace::Event& event);
/// "msgrcv (receiver.cpp:12)".
std::string call_at(const Use& use);
/// "queue", "semaphore set", "segment": what it is called after its first mention.
std::string_view short_name(sysv::Kind kind);
/// "EINVAL: a message's type must be at least 1, and it was 0". The reason is said as far as the call itself shows it.
std::string error_of(const Use& use);
/// "EINVAL" alone.
std::string errno_of(const Use& use);
/// "has ended with exit status 0", "was ended by SIGKILL", "is still running".
std::string how_it_ended(const History& history, trace::TaskId process);
/// "an invalid memory access" for SIGSEGV; empty where nothing needs saying.
std::string_view meaning_of_signal(int signo);

} // namespace ipclab::analysis
