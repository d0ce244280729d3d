#include "engine/message_buffer.h"

#include "engine/controller.h"

#include <algorithm>
#include <string_view>

namespace ipclab::engine {
namespace {

using Element = source::Element;

constexpr std::uint64_t type_bytes = sizeof(long);

/// A row of bytes in a message's text.
struct Row {
    std::uint64_t at = 0, size = 0;
};

/// Fewer could be there by chance: characters that are no text in UTF-8, or a number.
constexpr std::uint64_t shortest = 4;

std::optional<Row> row_in(std::string_view text, std::uint64_t begin, std::uint64_t end, char filler) {
    for (auto at = begin; at < end; ++at) {
        if (text[at] != filler) continue;
        const auto after = std::min<std::uint64_t>(text.find_first_not_of(filler, at), end);
        if (after - at >= shortest) return Row{at, after - at};
        at = after;
    }
    return std::nullopt;
}

/// The first row of the text that was never written. What lies between the elements is nobody's business.
std::optional<Row> unwritten(std::string_view text, const std::vector<Element>& elements, char filler) {
    for (const auto& element : elements) {
        const auto begin = std::max(element.offset, type_bytes) - type_bytes;
        const auto end =
            std::min<std::uint64_t>(std::max(element.offset + element.size, type_bytes) - type_bytes, text.size());
        if (begin >= end) continue;
        const auto row = row_in(text, begin, end, filler);
        // A number is written as a whole or not at all.
        const bool all = row && row->size == element.size;
        if (row && (all || element.kind != Element::Kind::number)) return row;
    }
    return std::nullopt;
}

template <class MessageCall>
void note(MessageCall& call, const source::Buffer& known) {
    auto& buffer = call.buffer;
    buffer.text_room = std::max(known.room, type_bytes) - type_bytes;
    const auto& elements = known.elements;
    if (!elements.empty() && elements.front().offset == 0 && elements.front().kind != Element::Kind::other) {
        const bool is_number = elements.front().kind == Element::Kind::number;
        const auto text =
            std::ranges::find_if(elements, [](const Element& element) { return element.kind != Element::Kind::number; });
        buffer.type_size = is_number ? elements.front().size : 1;
        if (text != elements.end()) buffer.text_at = text->offset;
    }
    // No object that begins there can be as large as the call takes it to be.
    const bool larger_than_any = known.next && type_bytes + call.msgsz > *known.next;
    if (!known.certain && !larger_than_any) buffer.unsure = true;
}

/// The address that the call hands over as msgp; nothing for other calls than msgsnd and msgrcv.
std::optional<std::uint64_t> message_address(const sysv::Call& call) {
    if (const auto* send = std::get_if<sysv::MsgSnd>(&call)) return send->msgp;
    if (const auto* receive = std::get_if<sysv::MsgRcv>(&call)) return receive->msgp;
    return std::nullopt;
}

} // namespace

void note_buffer(sysv::Call& call, const source::Buffer& buffer) {
    if (auto* receive = std::get_if<sysv::MsgRcv>(&call)) note(*receive, buffer);
    auto* send = std::get_if<sysv::MsgSnd>(&call);
    if (!send) return;
    note(*send, buffer);
    if (!send->message || !buffer.certain || !buffer.unwritten) return;
    const auto row = unwritten(send->message->text, buffer.elements, static_cast<char>(*buffer.unwritten));
    if (!row) return;
    send->unwritten_at = row->at;
    send->unwritten = row->size;
}

void Controller::look_at_message(Task& task, const Registers& registers) {
    auto* call = std::get_if<sysv::Call>(&task.pending->call);
    const auto address = call == nullptr ? std::nullopt : message_address(*call);
    if (!address) return;
    const auto& process = *task.process;
    const auto memory = [&](std::uint64_t from, void* to, std::size_t size) { return task.memory.read(from, to, size); };
    const auto buffer =
        symbols_.buffer_at(*address, registers.for_unwinding(), process.mappings, memory, process.executable);
    if (buffer) note_buffer(*call, *buffer);
}

} // namespace ipclab::engine
