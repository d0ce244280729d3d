#include "analysis/plain_counters.h"

#include <algorithm>
#include <map>

namespace ipclab::analysis {

namespace {

using Accessed = trace::Accessed;

/// What is known of one piece while the run is read.
struct Piece {
    /// A read after which its process has not come to a write yet.
    std::map<trace::TaskId, const trace::Event*> reading;
    trace::EventIndex last_write = 0;
    std::set<trace::TaskId> changers; ///< read and wrote in one line
    bool looked_at = false; ///< somebody read it and did not write, and others wrote it afterwards; or it is atomic at times
    bool looking = false;   ///< … so far without a write afterwards
};

void see_read(Piece& piece, const trace::Event& event) {
    if (!piece.reading.insert_or_assign(event.task, &event).second) piece.looking = true; // its last read led to nothing
}

void see_write(Piece& piece, const trace::Event& event) {
    const auto read = piece.reading.find(event.task);
    if (read != piece.reading.end()) {
        if (read->second->where == event.where)
            piece.changers.insert(event.task);
        else
            piece.looking = true;
        piece.reading.erase(read);
    }
    piece.looked_at = piece.looked_at || piece.looking;
    piece.last_write = event.index;
}

bool is_counter(const Piece& piece) {
    const bool looked_once = std::any_of(piece.reading.begin(), piece.reading.end(),
                                         [&](const auto& read) { return read.second->index < piece.last_write; });
    return !piece.looked_at && !looked_once && piece.changers.size() > 1;
}

} // namespace

PlainCounters::PlainCounters(const trace::Trace& trace) {
    if (trace.watched != Accessed::Witness::page) return; // the hooks tell all that there is to know
    std::map<std::pair<sysv::ObjectId, std::uint64_t>, Piece> pieces;
    for (const auto& event : trace.events) {
        const auto* access = std::get_if<Accessed>(&event.what);
        if (!access) continue;
        const auto last = (access->offset + std::max<std::uint64_t>(access->size, 1) - 1) / granule;
        for (auto at = access->offset / granule; at <= last; ++at) {
            auto& piece = pieces[{access->segment, at}];
            const bool plain = access->kind == Accessed::Kind::read || access->kind == Accessed::Kind::write;
            if (!plain || !event.where || access->size == 0)
                piece.looked_at = true;
            else if (access->kind == Accessed::Kind::read)
                see_read(piece, event);
            else
                see_write(piece, event);
        }
    }
    for (const auto& [place, piece] : pieces)
        if (is_counter(piece)) counters_.insert(place);
}

} // namespace ipclab::analysis
