// Accesses outside of what shmget was asked for.

#include "analysis/accesses.h"
#include "analysis/each_rule.h"
#include "analysis/race_search.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <tuple>

namespace ipclab::analysis {

namespace {

using Accessed = trace::Accessed;

constexpr std::uint64_t page = 4096;
/// strlen and its kin read whole blocks of at most so many bytes, aligned: part of one that reaches beyond the end harms nobody.
constexpr std::uint64_t largest_block = 64;

constexpr std::uint64_t up_to_next(std::uint64_t n, std::uint64_t step) { return (n + step - 1) / step * step; }

/// Where the access begins to be outside; nothing where it is inside, or may be the C library's own way of reading.
std::optional<std::uint64_t> outside(const Accessed& access, std::uint64_t size) {
    const auto begin = access.offset;
    const auto end = begin + std::max<std::uint64_t>(access.size, 1);
    if (end <= size) return std::nullopt;
    const bool reads_by_blocks = access.witness == Accessed::Witness::page && !is_write(access) && access.size > 0;
    if (reads_by_blocks && begin < size && end <= up_to_next(size, largest_block)) return std::nullopt;
    return std::max(begin, size);
}

} // namespace

std::vector<Finding> find_out_of_segment(const trace::Trace& trace) {
    if (!trace.watched) return {};
    const History history(trace);
    std::vector<Finding> findings;
    std::map<std::size_t, std::uint64_t> sizes; // of the segments' lives
    std::set<std::tuple<std::size_t, trace::TaskId, std::string, int>> told;
    constexpr std::size_t enough = 5;
    for (const auto& event : trace.events) {
        const auto* access = std::get_if<Accessed>(&event.what);
        if (!access || findings.size() >= enough) continue;
        const auto life = history.life(access->segment, event.index);
        if (!life) continue;
        const auto known = sizes.try_emplace(*life, 0);
        if (known.second) known.first->second = size_of_segment(history, access->segment, event.index).value_or(0);
        const auto size = known.first->second;
        if (size == 0) continue;
        const auto begin = outside(*access, size);
        if (!begin) continue;
        const auto process = history.process_of(event.task);
        const auto place = event.where.value_or(trace::Location{});
        if (!told.emplace(*life, process, place.file, place.line).second) continue;
        const auto end = std::max(*begin + 1, access->offset + access->size);
        Finding finding;
        finding.rule = "out-of-segment";
        const auto used = access->size == 0 ? fmt::format("{} used byte {} of {}{}", history.name(process), *begin,
                                                          history.names.object(access->segment, event.index), at(event))
                                            : access_text(history, event, *begin, end);
        const bool in_page = end <= up_to_next(size, page);
        finding.message = fmt::format("{}, but the segment was made with {}, so its last is byte {}{}.", used,
                                      counted(size, "byte"), size - 1,
                                      in_page ? ": the kernel gives whole pages and did not notice"
                                              : ", and what lies behind its pages is not its own");
        finding.expected = fmt::format("Accesses to bytes 0 to {} only.", size - 1);
        finding.seen = fmt::format("{} of them lie outside.", counted(end - *begin, "byte"));
        finding.evidence = {event.index};
        if (const auto* made = history.objects[*life].made) finding.evidence.insert(finding.evidence.begin(), made->index);
        finding.where = event.where;
        finding.help =
            !is_write(*access)
                ? "Look how large the segment is before you read on: IPC_STAT tells it (shm_segsz). Or ask shmget for more, "
                  "where it was made too small."
                : "Ask shmget for as much as you use: sizeof of the whole structure or array (not of a pointer to it), a "
                  "text's terminating NUL included.";
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace ipclab::analysis
