#include "engine/accesses.h"

#include "access_log.h"

#include <algorithm>
#include <tuple>

namespace ipclab::engine {
namespace {

using Kind = trace::Accessed::Kind;

std::uint64_t end_of(const trace::Accessed& access) { return access.offset + access.size; }

bool overlap(const trace::Accessed& a, const trace::Accessed& b) {
    return a.segment == b.segment && a.offset < end_of(b) && b.offset < end_of(a);
}

bool is_plain(Kind kind) { return kind == Kind::read || kind == Kind::write; }

bool of_one_line(const Access& a, const Access& b) {
    return a.what.kind == b.what.kind && a.what.segment == b.what.segment && a.where == b.where;
}

/// Puts `next`, which begins in `row` or right behind it, to it.
void put_to(trace::Accessed& row, const trace::Accessed& next) {
    const auto begin = next.offset - row.offset;
    if (row.bytes.size() >= begin && next.bytes.size() + begin > row.bytes.size())
        row.bytes.replace(row.bytes.begin() + static_cast<std::ptrdiff_t>(begin), row.bytes.end(), next.bytes);
    row.bytes.resize(std::min<std::size_t>(row.bytes.size(), ipclab_bytes_kept));
    row.size = std::max(row.size, begin + next.size);
}

/// One call's accesses, in the order of the kinds' first ones, each kind as the ranges that it covers.
void add_ranges(std::vector<Access>::iterator begin, std::vector<Access>::iterator end, std::vector<Access>& to) {
    std::vector<Kind> kinds;
    for (auto one = begin; one != end; ++one)
        if (std::ranges::find(kinds, one->what.kind) == kinds.end()) kinds.push_back(one->what.kind);
    for (const auto kind : kinds) {
        std::vector<Access> ranges;
        for (auto one = begin; one != end; ++one)
            if (one->what.kind == kind) ranges.push_back(std::move(*one));
        std::ranges::stable_sort(ranges, {}, [](const Access& a) { return std::pair{a.what.segment, a.what.offset}; });
        const auto first = to.size();
        for (auto& range : ranges) {
            const bool goes_on = to.size() > first && to.back().what.segment == range.what.segment &&
                                 range.what.offset <= end_of(to.back().what) && is_plain(kind);
            if (goes_on)
                put_to(to.back().what, range.what);
            else
                to.push_back(std::move(range));
        }
    }
}

} // namespace

bool AccessRow::says_nothing_new(const Access& access) const {
    if (access.changes) return false;
    std::uint32_t looked_at = 0;
    for (auto before = row_.rbegin(); before != row_.rend() && looked_at < ipclab_repeats_remembered;
         ++before, ++looked_at) {
        if (of_one_line(*before, access) && before->what.offset <= access.what.offset &&
            end_of(access.what) <= end_of(before->what))
            return true;
        if (before->changes && overlap(before->what, access.what)) return false;
    }
    return false;
}

bool AccessRow::extends(const Access& access) {
    if (!is_plain(access.what.kind)) return false;
    std::uint32_t looked_at = 0;
    for (auto before = row_.rbegin(); before != row_.rend() && looked_at < ipclab_repeats_remembered;
         ++before, ++looked_at) {
        if (of_one_line(*before, access) && before->group == 0 && before->what.offset < access.what.offset &&
            access.what.offset <= end_of(before->what) && end_of(access.what) > end_of(before->what)) {
            put_to(before->what, access.what);
            return true;
        }
        // It may not overtake what concerns the same bytes.
        if ((before->changes || access.changes) && overlap(before->what, access.what)) return false;
    }
    return false;
}

void AccessRow::add(Access access) {
    if (access.group == 0 && says_nothing_new(access)) {
        ++repeats_;
        return;
    }
    repeats_ = 0;
    if (access.group == 0 && extends(access)) return;
    row_.push_back(std::move(access));
}

std::vector<Access> AccessRow::take() {
    std::vector<Access> all;
    for (auto begin = row_.begin(); begin != row_.end();) {
        const auto group = begin->group;
        const auto end =
            group == 0 ? begin + 1 : std::find_if(begin, row_.end(), [=](const Access& one) { return one.group != group; });
        if (group == 0)
            all.push_back(std::move(*begin));
        else
            add_ranges(begin, end, all);
        begin = end;
    }
    row_.clear();
    repeats_ = 0;
    return all;
}

bool Contents::write(const trace::Accessed& access) {
    auto& written = written_[access.segment.id];
    const auto known = written.find(access.offset);
    const bool whole = access.bytes.size() == access.size;
    if (whole && known != written.end() && known->second == access.bytes) return false;
    const auto end = end_of(access);
    auto first = written.lower_bound(access.offset);
    if (first != written.begin() && std::prev(first)->first + std::prev(first)->second.size() > access.offset) --first;
    while (first != written.end() && first->first < end)
        first = written.erase(first);
    if (whole) written.emplace(access.offset, access.bytes);
    return true;
}

} // namespace ipclab::engine
