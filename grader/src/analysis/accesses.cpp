#include "analysis/accesses.h"

#include "analysis/words.h"

#include <fmt/format.h>

namespace ipclab::analysis {

std::string bytes_text(std::uint64_t begin, std::uint64_t end) {
    return end <= begin + 1 ? fmt::format("byte {}", begin) : fmt::format("bytes {} to {}", begin, end - 1);
}

std::string_view did_text(const trace::Accessed& access) {
    using Kind = trace::Accessed::Kind;
    switch (access.kind) {
    case Kind::read:
    case Kind::atomic_read: return "read";
    case Kind::write:
    case Kind::atomic_write: return "wrote";
    case Kind::atomic_update: return "changed";
    }
    return "used";
}

std::string access_text(const History& history, const trace::Event& event, std::uint64_t begin, std::uint64_t end) {
    const auto& access = std::get<trace::Accessed>(event.what);
    return fmt::format("{} {} {} of {}{}", history.name(history.process_of(event.task)), did_text(access),
                       bytes_text(begin, end), history.names.object(access.segment, event.index), at(event));
}

std::optional<std::uint64_t> size_of_segment(const History& history, sysv::ObjectId segment, trace::EventIndex at) {
    const auto object = history.life(segment, at);
    if (!object) return std::nullopt;
    const auto& life = history.objects[*object];
    if (life.made) {
        for (const auto& state : std::get<trace::Called>(life.made->what).after)
            if (const auto* made = std::get_if<sysv::SegmentState>(&state)) return made->segsz;
    }
    // It was there before the run: an attach shows it.
    for (const auto& use : history.uses) {
        if (use.object != object) continue;
        for (const auto& state : use.called->after)
            if (const auto* seen = std::get_if<sysv::SegmentState>(&state)) return seen->segsz;
    }
    return std::nullopt;
}

} // namespace ipclab::analysis
