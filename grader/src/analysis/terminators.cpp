// Texts without their NUL, where somebody reads on behind them.

#include "analysis/accesses.h"
#include "analysis/each_rule.h"
#include "analysis/race_search.h"
#include "analysis/words.h"
#include "sysv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ipclab::analysis {

namespace {

using Accessed = trace::Accessed;

/// What lies in a segment, and who wrote it, as far as the writes tell.
class Memory {
public:
    static constexpr std::uint32_t nobody = 0;
    struct Byte {
        char value = 0;
        std::uint32_t writer = nobody; ///< one past its event's index
        bool known = true;
    };
    void write(const Accessed& access, trace::EventIndex event) {
        constexpr std::uint64_t most = 1 << 20;
        if (access.offset + access.size > most) return;
        if (bytes_.size() < access.offset + access.size) bytes_.resize(access.offset + access.size);
        for (std::uint64_t i = 0; i < access.size; ++i)
            bytes_[access.offset + i] = {i < access.bytes.size() ? access.bytes[i] : '\0', event + 1,
                                         i < access.bytes.size()};
    }
    [[nodiscard]] Byte at(std::uint64_t offset) const { return offset < bytes_.size() ? bytes_[offset] : Byte{}; }

private:
    std::vector<Byte> bytes_;
};

/// A read that went on behind a text that was written without its NUL.
struct Overrun {
    trace::EventIndex text = 0;
    std::optional<trace::EventIndex> older; ///< who wrote what follows; nothing: nobody did, it is still 0
    std::uint64_t end = 0;                  ///< of the text
    std::string seen;                       ///< what the reader took for the text
};

bool is_text(const std::string& bytes) {
    return !bytes.empty() &&
           std::ranges::all_of(bytes, [](char c) { return std::isprint(static_cast<unsigned char>(c)) != 0 || c == '\n'; });
}

std::optional<Overrun> overrun(const trace::Trace& trace, const Memory& memory, const Accessed& read) {
    const auto first = memory.at(read.offset);
    if (first.writer == Memory::nobody || read.size < 2) return std::nullopt;
    const auto& text = access_of(trace, first.writer - 1);
    const auto end = text.offset + text.size, read_end = read.offset + read.size;
    if (text.offset != read.offset || end >= read_end || text.bytes.size() != text.size || !is_text(text.bytes))
        return std::nullopt;
    Overrun found{.text = first.writer - 1, .older = {}, .end = end, .seen = {}};
    // As strlen reads: up to the first NUL, and that included.
    for (auto at = read.offset; at < read_end; ++at) {
        const auto byte = memory.at(at);
        const bool last = at + 1 == read_end;
        if (!byte.known || (byte.value == '\0') != last) return std::nullopt;
        if (at < end && byte.writer != first.writer) return std::nullopt;
        if (!last) found.seen += byte.value;
    }
    const auto behind = memory.at(end);
    if (behind.writer == Memory::nobody) return end + 1 == read_end ? std::optional{found} : std::nullopt;
    // An earlier and longer text in the same place.
    if (behind.writer > first.writer || end + 1 == read_end) return std::nullopt;
    const auto& older = access_of(trace, behind.writer - 1);
    if (older.offset != text.offset || older.offset + older.size < read_end - 1) return std::nullopt;
    found.older = behind.writer - 1;
    return found;
}

Finding told_finding(const History& history, const trace::Event& read, const Overrun& overrun) {
    const auto& text = history.trace.events[overrun.text];
    const auto& access = access_of(history.trace, overrun.text);
    Finding finding;
    finding.rule = "missing-terminator";
    const auto who = access_text(history, text, access.offset, overrun.end);
    const auto reader = history.name(history.process_of(read.task));
    if (overrun.older) {
        const auto& older = history.trace.events[*overrun.older];
        finding.message =
            fmt::format("{}, the text {} without a NUL behind it, and {} read on{} into what is left of an earlier, "
                        "longer text{}: it got {}.",
                        who, sysv::quoted(access.bytes), reader, at(read), at(older), sysv::quoted(overrun.seen));
        finding.evidence = {*overrun.older};
    } else {
        finding.level = Level::advice;
        finding.message =
            fmt::format("{}, the text {} without a NUL behind it; {} finds its end{} only because nobody has written "
                        "there yet.",
                        who, sysv::quoted(access.bytes), reader, at(read));
    }
    finding.expected = "A text in shared memory ends with a NUL, which is written with it.";
    finding.evidence.insert(finding.evidence.end(), {overrun.text, read.index});
    std::ranges::sort(finding.evidence);
    finding.where = text.where;
    finding.help = "Write one byte more than strlen says: the NUL belongs to the text.";
    return finding;
}

/// A text that came without its NUL, printed with the rest of the message that was in the same buffer before.
void find_in_messages(const History& history, std::vector<Finding>& findings) {
    struct Received {
        const Use* use = nullptr;
        std::string text, rest; ///< what is left behind it of an earlier one
    };
    std::map<std::pair<trace::TaskId, std::uint64_t>, Received> buffers;
    std::set<trace::TaskId> told;
    auto use = history.uses.begin();
    for (const auto& event : history.trace.events) {
        const auto process = history.process_of(event.task);
        if (use != history.uses.end() && use->event == &event) {
            const auto* receive = std::get_if<sysv::MsgRcv>(use->call);
            if (receive && use->ok() && receive->message && receive->msgp != 0) {
                auto& buffer = buffers[{process, receive->msgp}];
                const auto& text = receive->message->text;
                const bool ends = text.find('\0') != std::string::npos || !is_text(text);
                const auto old = buffer.text + buffer.rest;
                buffer = {&*use, text, ends || old.size() <= text.size() ? "" : old.substr(text.size())};
                buffer.rest = buffer.rest.substr(0, buffer.rest.find('\0'));
                if (old.find(text + buffer.rest) != std::string::npos) buffer.rest.clear();
            }
            ++use;
        }
        const auto* output = std::get_if<trace::Output>(&event.what);
        if (!output || told.contains(process)) continue;
        for (const auto& [key, buffer] : buffers) {
            if (key.first != process || buffer.rest.empty()) continue;
            const auto printed = buffer.text + buffer.rest;
            if (output->bytes.find(printed) == std::string::npos) continue;
            told.insert(process);
            Finding finding;
            finding.rule = "missing-terminator";
            finding.level = Level::advice;
            finding.message =
                fmt::format("{} received the text {} in {}, which came without a NUL, and printed {}: the end is left "
                            "over from an earlier message.",
                            history.name(process), sysv::quoted(buffer.text), call_at(*buffer.use), sysv::quoted(printed));
            finding.evidence = {buffer.use->event->index, event.index};
            finding.where = buffer.use->event->where;
            finding.help = "msgrcv returns how many bytes came: print as many, or put a NUL behind them.";
            findings.push_back(std::move(finding));
            break;
        }
    }
}

} // namespace

std::vector<Finding> find_missing_terminator(const trace::Trace& trace) {
    const History history(trace);
    std::vector<Finding> findings;
    find_in_messages(history, findings);
    std::map<sysv::ObjectId, Memory> segments;
    std::set<std::pair<std::string, bool>> told;
    for (const auto& event : trace.events) {
        const auto* access = std::get_if<Accessed>(&event.what);
        // The processor shows reads in blocks, not where a text was found to end.
        if (!access || access->witness != Accessed::Witness::hook) continue;
        auto& memory = segments[access->segment];
        if (is_write(*access)) {
            memory.write(*access, event.index);
            continue;
        }
        const auto found = overrun(trace, memory, *access);
        if (!found || !told.emplace(at(trace.events[found->text]), found->older.has_value()).second) continue;
        findings.push_back(told_finding(history, event, *found));
    }
    return findings;
}

} // namespace ipclab::analysis
