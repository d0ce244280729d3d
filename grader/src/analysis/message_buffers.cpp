// What msgsnd and msgrcv are told of the caller's variable, held against what the variable is: its size, and what it begins with.

#include "analysis/each_rule.h"
#include "analysis/once.h"
#include "analysis/waiting.h"
#include "analysis/words.h"
#include "sysv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>
#include <string>

namespace ipclab::analysis {

namespace {

using sysv::MessageBuffer;

constexpr std::uint64_t type_bytes = sizeof(long);

const MessageBuffer* buffer_of(const sysv::Call& call) {
    if (const auto* send = std::get_if<sysv::MsgSnd>(&call)) return &send->buffer;
    if (const auto* receive = std::get_if<sysv::MsgRcv>(&call)) return &receive->buffer;
    return nullptr;
}

std::uint64_t size_of(const sysv::Call& call) {
    const auto* send = std::get_if<sysv::MsgSnd>(&call);
    return send ? send->msgsz : std::get<sysv::MsgRcv>(call).msgsz;
}

const std::optional<sysv::Message>& message_of(const sysv::Call& call) {
    const auto* send = std::get_if<sysv::MsgSnd>(&call);
    return send ? send->message : std::get<sysv::MsgRcv>(call).message;
}

bool sends(const sysv::Call& call) { return std::holds_alternative<sysv::MsgSnd>(call); }

Level sure(const MessageBuffer& buffer) { return buffer.unsure.value_or(false) ? Level::advice : Level::error; }

/// The variable begins with a number that is too small, and its text follows before the kernel's type has ended.
bool text_in_type(const MessageBuffer& buffer) {
    return buffer.type_size && buffer.text_at && *buffer.text_at > 0 && *buffer.text_at < type_bytes;
}

Finding too_large(const History& history, const Use& use, const MessageBuffer& buffer) {
    const auto size = size_of(*use.call), room = *buffer.text_room;
    Finding finding;
    finding.rule = "message-size-includes-type";
    finding.level = sure(buffer);
    const auto* whole = size == room + type_bytes ? ". That is the size with the type in it" : "";
    if (sends(*use.call)) {
        finding.message = fmt::format("{}'s {} is told to send {} of text, but its variable has only {} behind the type{}: "
                                      "{} of whatever comes next in memory went into the message.",
                                      history.name(use.process), call_at(use), counted(size, "byte"), room, whole,
                                      counted(size - room, "byte"));
    } else {
        const auto came = static_cast<std::uint64_t>(use.called->result.value);
        const auto harm = came > room ? fmt::format("{} went over its end and destroyed what comes next in memory",
                                                    counted(came - room, "byte"))
                                      : std::string{"a longer message would destroy what comes next in memory"};
        finding.message = fmt::format("{}'s {} is told that there is room for {} of text, but its variable has only {} "
                                      "behind the type{}: {}.",
                                      history.name(use.process), call_at(use), counted(size, "byte"), room, whole, harm);
    }
    finding.expected = fmt::format("The size that {} is given counts the text alone, without the type: at most {} here.",
                                   sysv::name_of(*use.call), room);
    finding.seen = fmt::format("msgsz is {}.", size);
    finding.evidence = {use.event->index};
    finding.where = use.event->where;
    finding.help = "Give sizeof of the text member, or sizeof of the whole structure minus sizeof(long).";
    return finding;
}

/// The part of a type, as the kernel read it, that the program's own smaller number makes.
long own_part(long type, std::uint64_t size) {
    const auto bits = size * CHAR_BIT;
    return size >= type_bytes ? type : static_cast<long>(static_cast<unsigned long>(type) & ((1UL << bits) - 1));
}

std::string bytes_of(long type) {
    std::string bytes(type_bytes, '\0');
    std::memcpy(bytes.data(), &type, type_bytes);
    return bytes;
}

bool is_text(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return std::isprint(static_cast<unsigned char>(c)) != 0; });
}

/// Somebody who waits for ever in the queue and does not want this type; where it is known what was meant, for that.
const trace::Waiting* waits_for_meant(const History& history, const Use& use, std::optional<long> meant, long type) {
    for (const auto& waiting : history.trace.waiting) {
        const auto& waits = waiting.waits_for;
        if (waits.what == trace::WaitsFor::What::message && object_of(history, waiting) == use.object &&
            (!meant || is_wanted(*meant, waits.msgtyp, waits.msgflg)) && !is_wanted(type, waits.msgtyp, waits.msgflg))
            return &waiting;
    }
    return nullptr;
}

Finding wrong_type(const Use& use, Level level, std::string message) {
    Finding finding;
    finding.rule = "message-type-not-a-long";
    finding.level = level;
    finding.message = std::move(message);
    finding.expected = "What msgsnd and msgrcv are given begins with a long, the type; the text comes behind it.";
    finding.evidence = {use.event->index};
    finding.where = use.event->where;
    finding.help = "Declare it so: struct letter { long type; char text[100]; };";
    return finding;
}

/// An int, say, with the text right behind it.
std::optional<Finding> text_taken_for_type(const History& history, const Use& use, const MessageBuffer& buffer) {
    const auto& message = message_of(*use.call);
    const auto size = *buffer.type_size, at = *buffer.text_at;
    const auto who = fmt::format("{}'s {}", history.name(use.process), call_at(use));
    const auto variable =
        fmt::format("a variable whose type has {}, where a long has {}", counted(size, "byte"), type_bytes);
    const bool refused = use.failed_with(EINVAL) && sends(*use.call) && message && message->type < 1;
    if (!message || (!use.ok() && !refused)) return std::nullopt;
    if (!sends(*use.call)) {
        const auto level = message->text.empty() ? Level::advice : sure(buffer);
        return wrong_type(
            use, level,
            fmt::format("{} filled {}: the kernel wrote the type over the first {} of the text member, and put "
                        "the text that came behind them.",
                        who, variable, counted(type_bytes - at, "byte")));
    }
    const auto meant = own_part(message->type, size);
    if (meant == message->type)
        return wrong_type(use, Level::advice,
                          fmt::format("{} was given {}: the first {} of the text member count as type. It went well only "
                                      "because they were 0.",
                                      who, variable, counted(type_bytes - at, "byte")));
    return wrong_type(use, sure(buffer),
                      fmt::format("{} was given {}: the kernel took the first {} of the text for the rest of the type, "
                                  "which is {} now instead of {}.",
                                  who, variable, counted(type_bytes - at, "byte"), message->type, meant));
}

void show_waiting(const History& history, Finding& finding, const trace::Waiting* waiting) {
    if (!waiting || !beginning(history, *waiting)) return;
    finding.evidence.push_back(waiting->blocked);
    std::ranges::sort(finding.evidence);
}

/// Two ints, where one long should be; or an int and padding.
std::optional<Finding> numbers_taken_for_type(const History& history, const Use& use, const MessageBuffer& buffer) {
    const auto& message = message_of(*use.call);
    const auto size = *buffer.type_size;
    if (!sends(*use.call) || !use.ok() || !message) return std::nullopt;
    const auto meant = own_part(message->type, size);
    if (meant == message->type || meant < 1) return std::nullopt;
    const auto* waiting = waits_for_meant(history, use, meant, message->type);
    auto found = wrong_type(
        use, waiting ? sure(buffer) : Level::advice,
        fmt::format("{}'s {} was given a variable whose type has {}, where a long has {}: what lies "
                    "behind them counts too, and the type is {} instead of {}{}.",
                    history.name(use.process), call_at(use), counted(size, "byte"), type_bytes, message->type, meant,
                    waiting ? fmt::format("; {} waits for that one for ever", history.name(waiting->task)) : ""));
    show_waiting(history, found, waiting);
    return found;
}

/// A text alone, without any type.
std::optional<Finding> text_alone(const History& history, const Use& use, const MessageBuffer& buffer) {
    const auto& message = message_of(*use.call);
    if (!sends(*use.call) || !use.ok() || !message) return std::nullopt;
    const auto bytes = bytes_of(message->type);
    const bool all = is_text(bytes);
    constexpr std::size_t half = type_bytes / 2;
    const bool known = buffer.type_size == 1U && buffer.text_at == 0U;
    // Without debug information: a small number, and four letters above it, as an int and a text make.
    const bool above = !buffer.type_size && is_text(std::string_view(bytes).substr(half)) && !is_text(bytes.substr(0, half));
    if (!all && !above) return std::nullopt;
    // Who asks for just this type has meant it.
    const bool meant = std::ranges::any_of(history.uses, [&](const Use& other) {
        const auto* receive = std::get_if<sysv::MsgRcv>(other.call);
        return receive && receive->msgtyp == message->type;
    });
    if (meant) return std::nullopt;
    const auto* waiting = known && all ? waits_for_meant(history, use, std::nullopt, message->type) : nullptr;
    const auto who = fmt::format("{}'s {}", history.name(use.process), call_at(use));
    auto found = wrong_type(
        use, waiting ? sure(buffer) : Level::advice,
        all ? fmt::format(
                  "{} was given a text without a type: the kernel took its first {} bytes, {}, for the type, which is "
                  "{} now{}.",
                  who, type_bytes, sysv::quoted(bytes), message->type,
                  waiting ? fmt::format("; {} waits for a message of type {} for ever", history.name(waiting->task),
                                        waiting->waits_for.msgtyp)
                          : "")
            : fmt::format(
                  "{} sent a message of type {}: the upper half of that number is the text {}. It looks as if the type "
                  "was declared as an int, and the kernel took the beginning of the text for the rest of it.",
                  who, message->type, sysv::quoted(bytes.substr(half))));
    show_waiting(history, found, waiting);
    return found;
}

std::optional<Finding> look_at_type(const History& history, const Use& use) {
    const auto* buffer = buffer_of(*use.call);
    if (!buffer) return std::nullopt;
    if (text_in_type(*buffer)) return text_taken_for_type(history, use, *buffer);
    const bool raw = buffer->type_size == 1U && buffer->text_at == 0U;
    if (!buffer->type_size || raw) return text_alone(history, use, *buffer);
    if (*buffer->type_size < type_bytes) return numbers_taken_for_type(history, use, *buffer);
    return std::nullopt;
}

} // namespace

std::vector<Finding> find_message_size_includes_type(const trace::Trace& trace) {
    const History history(trace);
    Once findings;
    for (const auto& use : history.uses) {
        const auto* buffer = buffer_of(*use.call);
        if (!buffer || !buffer->text_room || !use.ok() || text_in_type(*buffer)) continue;
        if (size_of(*use.call) > *buffer->text_room) findings.add(line_of(use), too_large(history, use, *buffer));
    }
    return std::move(findings).all();
}

std::vector<Finding> find_message_type_not_a_long(const trace::Trace& trace) {
    const History history(trace);
    Once findings;
    for (const auto& use : history.uses)
        if (auto found = look_at_type(history, use)) findings.add(line_of(use), std::move(*found));
    return std::move(findings).all();
}

} // namespace ipclab::analysis
