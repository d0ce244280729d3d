// What is in a message: bytes that nobody wrote, and the end that is missing.

#include "analysis/each_rule.h"
#include "analysis/once.h"
#include "analysis/taken.h"
#include "analysis/words.h"
#include "sysv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include <sys/msg.h>

namespace ipclab::analysis {

namespace {

/// The first output of the process, from an event on, for which `says` holds.
template <class Predicate>
const trace::Event* output_after(const History& history, trace::TaskId process, trace::EventIndex from, Predicate says) {
    for (auto i = from + 1; i < history.horizon(); ++i) {
        const auto& event = history.trace.events[i];
        const auto* output = std::get_if<trace::Output>(&event.what);
        if (output && history.process_of(event.task) == process && says(std::string_view(output->bytes))) return &event;
    }
    return nullptr;
}

// --- uninitialised-bytes-sent

bool is_printable(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return std::isprint(static_cast<unsigned char>(c)) != 0; });
}

/// Who received the message and printed bytes of it that nobody had written, as if they belonged to the text before them.
struct Shown {
    const Use* received = nullptr;
    const trace::Event* output = nullptr;
};

std::optional<Shown> shown(const History& history, const Use& sent) {
    const auto& send = std::get<sysv::MsgSnd>(*sent.call);
    const std::string_view text = send.message->text;
    // From here on a reader of the text sees nothing but what was never written.
    constexpr std::size_t most_before = 8, some = 4;
    const auto before = std::min<std::size_t>(most_before, *send.unwritten_at);
    const auto part = text.substr(*send.unwritten_at - before, before + some);
    if (before == 0 || !is_printable(part.substr(0, before)) || !sent.object) return std::nullopt;
    for (const auto& way : taken_messages(history, *sent.object)) {
        if (way.sent != &sent) continue;
        const auto* output =
            output_after(history, way.received->process, way.received->event->index,
                         [&](std::string_view bytes) { return bytes.find(part) != std::string_view::npos; });
        if (output) return Shown{way.received, output};
    }
    return std::nullopt;
}

Finding unwritten(const History& history, const Use& use) {
    const auto& send = std::get<sysv::MsgSnd>(*use.call);
    const auto first = *send.unwritten_at, count = *send.unwritten;
    Finding finding;
    finding.rule = "uninitialised-bytes-sent";
    finding.level = Level::advice;
    finding.message = fmt::format("{}'s {} sends {} of text, but {} of them, from byte {} on, were never written: what "
                                  "happened to lie in memory there goes with the message",
                                  history.name(use.process), call_at(use), counted(send.msgsz, "byte"), count, first);
    finding.evidence = {use.event->index};
    if (const auto seen = shown(history, use)) {
        finding.level = Level::error;
        finding.message += fmt::format(", and {} printed it", history.name(seen->received->process));
        finding.evidence.push_back(seen->received->event->index);
        finding.evidence.push_back(seen->output->index);
    }
    finding.message += ".";
    finding.expected = "All bytes that are sent have been written before.";
    finding.where = use.event->where;
    finding.help = "Give msgsnd the number of bytes that you wrote: strlen(text), and one more only where the NUL is to go "
                   "along; or clear the "
                   "variable first: struct letter letter = {0};";
    return finding;
}

// --- truncated-silently

/// Printed as a whole line, as somebody does who believes that nothing is missing.
bool prints_whole(std::string_view output, std::string_view text) {
    for (std::size_t at = 0; (at = output.find(text, at)) != std::string_view::npos; ++at) {
        const auto behind = output.substr(at + text.size());
        constexpr std::string_view ends{"\n\r\0", 3};
        if (behind.empty() || ends.find(behind.front()) != std::string_view::npos) return true;
    }
    return false;
}

/// The event with which the process goes on as if the text were whole.
const trace::Event* goes_on(const History& history, const Use& received, std::string_view text) {
    const auto from = received.event->index;
    const auto* printed =
        output_after(history, received.process, from, [&](std::string_view bytes) { return prints_whole(bytes, text); });
    if (printed) return printed;
    for (const auto& use : history.uses) {
        const auto* send = std::get_if<sysv::MsgSnd>(use.call);
        if (send && use.ok() && use.process == received.process && use.event->index > from && send->message &&
            send->message->text == text)
            return use.event;
    }
    return nullptr;
}

std::optional<Finding> cut(const History& history, const Use& use) {
    const auto* receive = std::get_if<sysv::MsgRcv>(use.call);
    if (!receive || !use.ok() || !receive->message || !receive->full_size || *receive->full_size <= receive->msgsz)
        return std::nullopt;
    const auto& text = receive->message->text;
    // With a NUL in what came, the text is whole: only what lay behind it is gone. With no room at all, it was not wanted.
    if (text.empty() || text.find('\0') != std::string::npos) return std::nullopt;
    const auto* further = goes_on(history, use, text);
    if (!further) return std::nullopt;
    Finding finding;
    finding.rule = "truncated-silently";
    finding.level = Level::advice; // MSG_NOERROR asks for it, and the beginning may be all that is wanted
    const bool printed = std::holds_alternative<trace::Output>(further->what);
    finding.message =
        fmt::format("{}'s {} took a message of {}, but had room for {}: with MSG_NOERROR the kernel threw "
                    "the rest away, and {} {} {} as if it were the whole text.",
                    history.name(use.process), call_at(use), counted(*receive->full_size, "byte"), receive->msgsz,
                    history.name(use.process), printed ? "printed" : "sent on", sysv::quoted(text));
    finding.expected = "A message that is too long is noticed.";
    finding.evidence = {use.event->index, further->index};
    finding.where = use.event->where;
    finding.help =
        "Make room for the longest message. Without MSG_NOERROR, msgrcv fails with E2BIG and the message stays in "
        "the queue: nothing is lost.";
    return finding;
}

} // namespace

std::vector<Finding> find_uninitialised_bytes_sent(const trace::Trace& trace) {
    const History history(trace);
    Once findings;
    for (const auto& use : history.uses) {
        const auto* send = std::get_if<sysv::MsgSnd>(use.call);
        if (send && use.ok() && send->message && send->unwritten && send->unwritten_at)
            findings.add(line_of(use), unwritten(history, use));
    }
    return std::move(findings).all();
}

std::vector<Finding> find_truncated_silently(const trace::Trace& trace) {
    const History history(trace);
    Once findings;
    for (const auto& use : history.uses)
        if (auto found = cut(history, use)) findings.add(line_of(use), std::move(*found));
    return std::move(findings).all();
}

} // namespace ipclab::analysis
