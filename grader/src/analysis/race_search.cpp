#include "analysis/race_search.h"

#include <algorithm>
#include <compare>
#include <iterator>
#include <map>
#include <string>
#include <tuple>

namespace ipclab::analysis {

namespace {

using Accessed = trace::Accessed;

/// The bytes from one key of the map to the next one: who touched them last. Of each process and kind at most one access, and
/// none that a later one stands for.
struct Cell {
    std::uint64_t end = 0;
    std::vector<trace::EventIndex> last;
};
using Cells = std::map<std::uint64_t, Cell>;

bool conflict(const Accessed& a, const Accessed& b) {
    return (is_write(a) || is_write(b)) && !(is_atomic(a) && is_atomic(b));
}

/// Whether all that will ever conflict with `old` conflicts with `fresh` too. If `old` came before `fresh`, who is not ordered
/// after `old` is not ordered after `fresh` either, so that the old one need not be kept.
bool stands_for(const Accessed& fresh, const Accessed& old) {
    return (is_write(fresh) || !is_write(old)) && (!is_atomic(fresh) || is_atomic(old));
}

/// A place in the source; where it is not known, the process stands for it.
struct Place {
    std::string file;
    int line = 0;
    int task = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

Place place_of(const trace::Event& event) {
    if (!event.where) return {.file = {}, .line = 0, .task = event.task.value};
    return {.file = event.where->file, .line = event.where->line, .task = 0};
}

class Search {
public:
    Search(const trace::Trace& trace, const HappensBefore& order) : trace_(trace), order_(order) {}

    void read(const trace::Event& event) {
        if (const auto* access = std::get_if<Accessed>(&event.what)) {
            see(event, *access);
        } else if (const auto* called = std::get_if<trace::Called>(&event.what)) {
            // A new segment may get the id of one that is gone.
            const auto* call = std::get_if<sysv::Call>(&called->call);
            if (call && std::holds_alternative<sysv::ShmGet>(*call) && called->result.ok() && !called->after.empty())
                segments_.erase({sysv::Kind::segment, static_cast<int>(called->result.value)});
        }
    }
    std::vector<Race> take() { return std::move(races_); }

private:
    void see(const trace::Event& event, const Accessed& access) {
        auto& cells = segments_[access.segment];
        const auto begin = access.offset;
        const auto end = begin + std::max<std::uint64_t>(access.size, 1);
        split(cells, begin);
        split(cells, end);
        auto at = begin;
        while (at < end) {
            auto cell = cells.lower_bound(at);
            if (cell == cells.end() || cell->first > at) { // nobody has been here
                const auto until = cell == cells.end() ? end : std::min(end, cell->first);
                cell = cells.emplace_hint(cell, at, Cell{until, {}});
            }
            update(cell->first, cell->second, event, access);
            at = cell->second.end;
        }
        join(cells, begin, end);
    }

    void update(std::uint64_t begin, Cell& cell, const trace::Event& event, const Accessed& access) {
        for (const auto old : cell.last)
            if (conflict(access_of(trace_, old), access) && !order_.before(old, event.index))
                note({old, event.index, begin, cell.end});
        std::erase_if(cell.last, [&](trace::EventIndex old) {
            return order_.before(old, event.index) && stands_for(access, access_of(trace_, old));
        });
        cell.last.push_back(event.index);
    }

    static void split(Cells& cells, std::uint64_t at) {
        auto next = cells.upper_bound(at);
        if (next == cells.begin()) return;
        auto& [begin, cell] = *std::prev(next);
        if (begin == at || cell.end <= at) return;
        cells.emplace_hint(next, at, cell);
        cell.end = at;
    }

    /// Neighbours that were touched by the same accesses become one again.
    static void join(Cells& cells, std::uint64_t begin, std::uint64_t end) {
        auto cell = cells.lower_bound(begin);
        if (cell != cells.begin()) --cell;
        while (cell != cells.end() && cell->first < end) {
            const auto next = std::next(cell);
            if (next == cells.end()) break;
            if (cell->second.end == next->first && cell->second.last == next->second.last) {
                cell->second.end = next->second.end;
                cells.erase(next);
            } else {
                cell = next;
            }
        }
    }

    void note(Race race) {
        const auto pair = std::minmax({place_of(trace_.events[race.first]), place_of(trace_.events[race.second])});
        const auto segment = access_of(trace_, race.first).segment;
        const auto [known, fresh] = known_.try_emplace({segment, pair.first, pair.second}, races_.size());
        if (fresh) {
            races_.push_back(race);
            return;
        }
        auto& told = races_[known->second];
        if (told.second == race.second && told.first == race.first && told.end == race.begin)
            told.end = race.end; // the same two, further on
        else
            ++told.times;
    }

    const trace::Trace& trace_;
    const HappensBefore& order_;
    std::map<sysv::ObjectId, Cells> segments_;
    std::vector<Race> races_;
    std::map<std::tuple<sysv::ObjectId, Place, Place>, std::size_t> known_;
};

} // namespace

const trace::Accessed& access_of(const trace::Trace& trace, trace::EventIndex event) {
    return std::get<Accessed>(trace.events[event].what);
}

bool is_write(const trace::Accessed& access) {
    return access.kind != Accessed::Kind::read && access.kind != Accessed::Kind::atomic_read;
}

bool is_atomic(const trace::Accessed& access) {
    return access.kind != Accessed::Kind::read && access.kind != Accessed::Kind::write;
}

std::vector<Race> find_races(const trace::Trace& trace, const HappensBefore& order) {
    Search search(trace, order);
    for (const auto& event : trace.events)
        search.read(event);
    return search.take();
}

} // namespace ipclab::analysis
