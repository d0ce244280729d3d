#include "report/run_state.h"

#include "report/event_text.h"
#include "report/page.h"

#include <algorithm>
#include <map>

#include <sys/msg.h>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

/// As linux/shm.h has it: the segment goes with its last user.
constexpr unsigned to_be_removed = 01000;

/// "1 0 2", as much as there is room for beside a lane.
std::string short_values(const std::vector<sysv::SemaphoreState>& semaphores) {
    constexpr std::size_t room = 11;
    std::string text;
    for (const auto& semaphore : semaphores) {
        const std::string value = std::to_string(semaphore.value);
        if (text.size() + 1 + value.size() > room) return text + " …";
        text += (text.empty() ? "" : " ") + value;
    }
    return text;
}

ObjectView view_of(const sysv::ObjectState& state, const trace::Names& names, trace::EventIndex at) {
    ObjectView view{.name = names.object(sysv::id_of(state), at), .kind = sysv::id_of(state).kind};
    const std::string told = tell_state(state, names, at);
    view.summary = told.substr(std::min(told.find(": ") + 2, told.size()));
    if (const auto* queue = std::get_if<sysv::QueueState>(&state)) {
        view.badge = fmt::format("{} msg", queue->qnum);
        view.messages = queue->messages;
        view.unread = queue->messages.size() != queue->qnum;
    } else if (const auto* set = std::get_if<sysv::SemaphoreSetState>(&state)) {
        view.badge = short_values(set->semaphores);
        view.semaphores = set->semaphores;
    } else if (const auto* segment = std::get_if<sysv::SegmentState>(&state)) {
        view.badge = fmt::format("×{}", segment->nattch);
        if ((segment->perm.mode & to_be_removed) != 0) {
            view.removed = segment->nattch == 0;
            view.summary += ", and is gone when nobody has it attached";
            view.badge += " ✕";
        }
    }
    return view;
}

/// What lies in queues. A trace's states have only the number of messages; the calls tell which they are.
class Letters {
public:
    void follow(const trace::Called& called) {
        const auto* call = std::get_if<sysv::Call>(&called.call);
        if (call == nullptr || !called.result.ok()) return;
        if (const auto* send = std::get_if<sysv::MsgSnd>(call)) {
            auto& letters = queues_[send->msqid];
            if (letters && send->message)
                letters->push_back(*send->message);
            else
                letters.reset();
        }
        const auto* receive = std::get_if<sysv::MsgRcv>(call);
        if (receive == nullptr || (receive->msgflg & MSG_COPY) != 0) return;
        auto& letters = queues_[receive->msqid];
        if (!letters || !receive->message) return letters.reset();
        // Whatever was asked for: it is the oldest of its type.
        const auto taken = std::ranges::find(*letters, receive->message->type, &sysv::Message::type);
        if (taken == letters->end())
            letters.reset();
        else
            letters->erase(taken);
    }

    /// Adds the messages, if it is certain which they are.
    [[nodiscard]] sysv::ObjectState completed(sysv::ObjectState state) {
        if (auto* queue = std::get_if<sysv::QueueState>(&state)) {
            auto& letters = queues_[queue->id];
            if (queue->messages.size() == queue->qnum)
                letters = queue->messages;
            else if (letters && letters->size() != queue->qnum)
                letters.reset();
            if (letters) queue->messages = *letters;
        }
        return state;
    }

private:
    std::map<int, std::optional<std::vector<sysv::Message>>> queues_; ///< nothing: not known
};

/// What became known of a segment's bytes.
std::vector<Written> written_by(const trace::Event& event, const trace::Names& names) {
    using Kind = trace::Accessed::Kind;
    std::vector<Written> written;
    if (const auto* accessed = std::get_if<trace::Accessed>(&event.what);
        accessed != nullptr && accessed->kind != Kind::read && accessed->kind != Kind::atomic_read) {
        const std::uint64_t known = accessed->bytes.size();
        written.push_back({names.object(accessed->segment, event.index), accessed->offset, accessed->bytes,
                           accessed->size > known ? accessed->size - known : 0});
    }
    if (const auto* scripted = std::get_if<trace::Scripted>(&event.what); scripted != nullptr && scripted->looked)
        for (const trace::Contents& contents : scripted->looked->contents)
            written.push_back({names.object(contents.segment, event.index), contents.offset, contents.bytes, 0});
    return written;
}

/// The id that a get call gave, or the one that the call names.
std::optional<sysv::ObjectId> id_in(const sysv::Call& call, const trace::Called* called) {
    if (const auto named = sysv::object_of(call)) return named;
    const bool gets = std::holds_alternative<sysv::MsgGet>(call) || std::holds_alternative<sysv::SemGet>(call) ||
                      std::holds_alternative<sysv::ShmGet>(call);
    if (gets && called != nullptr && called->result.ok())
        return sysv::ObjectId{sysv::kind_of(call), static_cast<int>(called->result.value)};
    return std::nullopt;
}

} // namespace

std::vector<Change> changes_of(const trace::Trace& trace, const trace::Names& names) {
    std::vector<Change> changes;
    changes.reserve(trace.events.size());
    Letters letters;
    for (const trace::Event& event : trace.events) {
        Change change;
        if (const auto* called = std::get_if<trace::Called>(&event.what)) letters.follow(*called);
        for (const sysv::ObjectState& state : states_after(event))
            change.objects.push_back(view_of(letters.completed(state), names, event.index));
        if (const auto* called = std::get_if<trace::Called>(&event.what); called != nullptr && called->removed) {
            // Its state, if there is one, is that of before: a segment lives on for those who are attached.
            ObjectView gone{.name = names.object(*called->removed, event.index), .kind = called->removed->kind};
            gone.summary = "removed";
            gone.removed = true;
            change.objects.push_back(std::move(gone));
        }
        if (const auto* scripted = std::get_if<trace::Scripted>(&event.what);
            scripted != nullptr && scripted->looked && scripted->looked->state)
            change.objects.push_back(view_of(letters.completed(*scripted->looked->state), names, event.index));
        change.written = written_by(event, names);
        changes.push_back(std::move(change));
    }
    return changes;
}

std::optional<std::string> object_of(const trace::Event& event, const trace::Names& names) {
    if (const auto* accessed = std::get_if<trace::Accessed>(&event.what))
        return names.object(accessed->segment, event.index);
    const trace::Call* call = nullptr;
    const auto* called = std::get_if<trace::Called>(&event.what);
    if (called != nullptr)
        call = &called->call;
    else if (const auto* blocked = std::get_if<trace::Blocked>(&event.what))
        call = &blocked->call;
    if (call == nullptr) return std::nullopt;
    const auto* ipc = std::get_if<sysv::Call>(call);
    if (ipc == nullptr) return std::nullopt;
    const auto id = id_in(*ipc, called);
    if (!id) return std::nullopt;
    // A call that waited names its object as it was when it began to.
    const trace::EventIndex at = called != nullptr && called->blocked ? *called->blocked : event.index;
    return names.object(*id, at);
}

} // namespace ipclab::report
