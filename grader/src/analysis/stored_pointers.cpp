// Addresses that one process leaves in shared memory for another.

#include "analysis/accesses.h"
#include "analysis/each_rule.h"
#include "analysis/race_search.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>

namespace ipclab::analysis {

namespace {

using Accessed = trace::Accessed;

/// Where a process has attached a segment, as its accesses show.
using Bases = std::map<std::pair<trace::TaskId, sysv::ObjectId>, std::uint64_t>;

/// An address that was written into shared memory.
struct Stored {
    trace::EventIndex written = 0;
    std::optional<sysv::ObjectId> target; ///< the segment that it leads into, for its writer; nothing: stack or heap
};

/// Where Linux on x86-64 puts programs with their heaps, and libraries with stacks, in a process's 47 bits.
bool looks_like_address(std::uint64_t value) {
    const auto top = value >> 40U;
    return (top >= 0x55 && top <= 0x56) || top == 0x7f || (top == 0x7e && (value & 7U) == 0);
}

class Reading {
public:
    explicit Reading(const History& history) : history_(history) {
        for (const auto& event : history.trace.events)
            if (const auto* access = std::get_if<Accessed>(&event.what))
                bases_.try_emplace({history.process_of(event.task), access->segment}, access->address - access->offset);
    }

    void read(const trace::Event& event, std::vector<Finding>& findings) {
        const auto* access = std::get_if<Accessed>(&event.what);
        if (!access) return;
        if (is_write(*access))
            write(event, *access);
        else
            look(event, *access, findings);
    }

private:
    void write(const trace::Event& event, const Accessed& access) {
        const auto process = history_.process_of(event.task);
        auto& stored = stored_[access.segment];
        stored.erase(stored.lower_bound(access.offset >= 7 ? access.offset - 7 : 0),
                     stored.lower_bound(access.offset + std::max<std::uint64_t>(access.size, 1)));
        for (auto word = (access.offset + 7) / 8 * 8; word + 8 <= access.offset + access.bytes.size(); word += 8) {
            std::uint64_t value = 0;
            std::memcpy(&value, access.bytes.data() + (word - access.offset), sizeof value);
            const auto target = segment_at(process, value, event.index);
            if (target || looks_like_address(value)) stored[word] = {event.index, target};
        }
    }

    std::optional<sysv::ObjectId> segment_at(trace::TaskId process, std::uint64_t address, trace::EventIndex when) const {
        for (const auto& [key, base] : bases_) {
            if (key.first != process || address < base) continue;
            if (address < base + size_of_segment(history_, key.second, when).value_or(0)) return key.second;
        }
        return std::nullopt;
    }

    void look(const trace::Event& event, const Accessed& access, std::vector<Finding>& findings) {
        const auto& stored = stored_[access.segment];
        for (auto one = stored.lower_bound(access.offset); one != stored.end(); ++one) {
            if (one->first + 8 > access.offset + access.size) break;
            const auto reader = history_.process_of(event.task);
            const auto& write = history_.trace.events[one->second.written];
            const auto writer = history_.process_of(write.task);
            if (reader == writer || !misleads(one->second, writer, reader)) continue;
            if (told_.emplace(at(write), reader).second) tell(one->second, write, event, one->first, findings);
        }
    }

    [[nodiscard]] bool misleads(const Stored& stored, trace::TaskId writer, trace::TaskId reader) const {
        // Processes that stem from one fork may have the same things at the same addresses.
        if (!stored.target) return history_.trace.task(writer).actor != history_.trace.task(reader).actor;
        const auto mine = bases_.find({reader, *stored.target});
        return mine == bases_.end() ? history_.trace.task(writer).actor != history_.trace.task(reader).actor
                                    : mine->second != bases_.at({writer, *stored.target});
    }

    /// It went where the address led, and there was nothing.
    [[nodiscard]] bool crashed_after(trace::TaskId process, trace::EventIndex read) const {
        const auto& end = history_.end_of(process);
        constexpr int invalid_access = 11, no_memory = 7;
        if (!end || (end->signal != invalid_access && end->signal != no_memory)) return false;
        // Nothing but accesses in between: it is this that it has done with what it read.
        for (auto i = read + 1; i < end->event->index; ++i) {
            const auto& event = history_.trace.events[i];
            if (history_.process_of(event.task) == process && std::holds_alternative<trace::Called>(event.what))
                return false;
        }
        return true;
    }

    void tell(const Stored& stored, const trace::Event& write, const trace::Event& read, std::uint64_t offset,
              std::vector<Finding>& findings) const {
        constexpr std::size_t enough = 5;
        if (findings.size() >= enough) return;
        const auto reader = history_.process_of(read.task);
        const bool crashed = stored.target && crashed_after(reader, read.index);
        Finding finding;
        finding.rule = "pointer-in-shared-data";
        finding.level = crashed ? Level::error : Level::advice;
        finding.message = fmt::format(
            "{}: an address {}, and {} read it{}{}.", access_text(history_, write, offset, offset + 8),
            stored.target ? fmt::format("in {} as it is attached there", history_.names.object(*stored.target, write.index))
                          : "in its own memory, by the looks of it",
            history_.name(reader), at(read),
            crashed
                ? fmt::format(" and was ended by a signal when it followed it: for {} something else lies there, or nothing",
                              history_.name(reader))
                : ", for whom something else lies there, or nothing");
        finding.expected =
            "What is shared holds numbers and texts, no addresses: each process may have the segment elsewhere.";
        finding.evidence = {write.index, read.index};
        finding.where = write.where;
        finding.help =
            "Store how far it is from the segment's beginning (an index, an offset), and let each process add it to "
            "what its own shmat gave.";
        findings.push_back(std::move(finding));
    }

    const History& history_;
    Bases bases_;
    std::map<sysv::ObjectId, std::map<std::uint64_t, Stored>> stored_;
    std::set<std::pair<std::string, trace::TaskId>> told_; ///< by the writer's line
};

} // namespace

std::vector<Finding> find_pointer_in_shared_data(const trace::Trace& trace) {
    if (!trace.watched) return {};
    const History history(trace);
    Reading reading(history);
    std::vector<Finding> findings;
    for (const auto& event : trace.events)
        reading.read(event, findings);
    return findings;
}

} // namespace ipclab::analysis
