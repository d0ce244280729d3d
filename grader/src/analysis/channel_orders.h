#pragma once

/// @file
/// What bytes that came through pipes, sockets and terminals tell their readers about their writers.

#include "analysis/clock.h"
#include "trace/event.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace ipclab::analysis {

class ChannelOrders {
public:
    /// A read or write has come back: the caller learns from those whose bytes it got, or who made room for its own.
    /// `everybody` is what all processes know: it is taken where nothing narrower is certain (an end of file, a person who
    /// types). Returns whether the caller has learned something.
    bool completed(const trace::Transfer& transfer, const trace::Called& called, const Clock& everybody, Clock& caller);

private:
    struct Piece {
        std::string bytes; ///< what of them nobody has read yet
        Clock clock;
    };
    struct Channel {
        std::deque<Piece> pieces;
        Clock written, read;
        std::uint64_t bytes = 0; ///< ever written
        bool followed = true;    ///< all reads so far got what lay in `pieces`
    };
    static bool take(Channel& channel, const std::string& bytes, Clock& caller);

    std::map<std::string, Channel> channels_;
};

} // namespace ipclab::analysis
