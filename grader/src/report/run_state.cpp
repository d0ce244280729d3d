#include "report/run_state.h"

#include "report/event_text.h"
#include "report/page.h"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

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

bool waits_for_last_user(const sysv::SegmentState& segment) { return (segment.perm.mode & to_be_removed) != 0; }

/// A segment's removal waits until nobody uses it.
bool is_removed(const sysv::ObjectState& state) {
    const auto* segment = std::get_if<sysv::SegmentState>(&state);
    return segment != nullptr && waits_for_last_user(*segment) && segment->nattch == 0;
}

std::string badge_text(const sysv::ObjectState& state) {
    if (const auto* queue = std::get_if<sysv::QueueState>(&state)) return fmt::format("{} msg", queue->qnum);
    if (const auto* set = std::get_if<sysv::SemaphoreSetState>(&state)) return short_values(set->semaphores);
    const auto& segment = std::get<sysv::SegmentState>(state);
    return fmt::format("×{}{}", segment.nattch, waits_for_last_user(segment) ? " ✕" : "");
}

/// The states that an event tells, in their order. A removed object's is that of before: a segment lives on for those who are
/// attached.
std::vector<const sysv::ObjectState*> states_in(const trace::Event& event) {
    std::vector<const sysv::ObjectState*> states;
    for (const sysv::ObjectState& state : states_after(event))
        states.push_back(&state);
    if (const auto* scripted = std::get_if<trace::Scripted>(&event.what);
        scripted != nullptr && scripted->looked && scripted->looked->state)
        states.push_back(&*scripted->looked->state);
    return states;
}

std::optional<sysv::ObjectId> removed_by(const trace::Event& event) {
    const auto* called = std::get_if<trace::Called>(&event.what);
    return called == nullptr ? std::nullopt : called->removed;
}

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

/// What lies in queues. A trace's states have only the number of messages; the calls tell which they are.
class Changes::Letters {
public:
    using Messages = std::deque<const sysv::Message*>;

    void follow(const trace::Event& event) {
        const auto* called = std::get_if<trace::Called>(&event.what);
        const auto* call = called == nullptr ? nullptr : std::get_if<sysv::Call>(&called->call);
        if (call == nullptr || !called->result.ok()) return;
        if (const auto* send = std::get_if<sysv::MsgSnd>(call)) {
            auto& letters = queues_[send->msqid];
            if (letters && send->message)
                letters->push_back(&*send->message);
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

    /// Nothing where it is not certain which they are.
    [[nodiscard]] const std::optional<Messages>& in(const sysv::QueueState& queue) {
        auto& letters = queues_[queue.id];
        if (queue.messages.size() == queue.qnum) {
            letters.emplace();
            for (const sysv::Message& message : queue.messages)
                letters->push_back(&message);
        } else if (letters && letters->size() != queue.qnum) {
            letters.reset();
        }
        return letters;
    }

private:
    std::map<int, std::optional<Messages>> queues_; ///< nothing: not known
};

std::vector<ObjectBadge> badges_of(const trace::Event& event, const trace::Names& names) {
    std::vector<ObjectBadge> badges;
    for (const sysv::ObjectState* state : states_in(event))
        badges.push_back({names.object(sysv::id_of(*state), event.index), badge_text(*state), is_removed(*state)});
    if (const auto gone = removed_by(event)) badges.push_back({names.object(*gone, event.index), "", true});
    return badges;
}

Changes::Changes(const trace::Trace& trace, const trace::Names& names)
    : trace_{trace}, names_{names}, letters_{std::make_unique<Letters>()} {}
Changes::~Changes() = default;

Change Changes::next() {
    const trace::Event& event = trace_.events.at(next_++);
    letters_->follow(event);
    Change change;
    for (const sysv::ObjectState* state : states_in(event))
        change.objects.push_back(view_of(*state, event.index));
    if (const auto id = removed_by(event)) {
        ObjectView gone{.name = names_.object(*id, event.index), .kind = id->kind};
        gone.summary = "removed";
        gone.removed = true;
        change.objects.push_back(std::move(gone));
    }
    change.written = written_by(event, names_);
    return change;
}

ObjectView Changes::view_of(const sysv::ObjectState& state, trace::EventIndex at) {
    ObjectView view{.name = names_.object(sysv::id_of(state), at), .kind = sysv::id_of(state).kind};
    const std::string told = tell_state(state, names_, at);
    view.summary = told.substr(std::min(told.find(": ") + 2, told.size()));
    view.removed = is_removed(state);
    if (const auto* queue = std::get_if<sysv::QueueState>(&state)) {
        const auto& letters = letters_->in(*queue);
        view.unread = !letters;
        const std::size_t there = letters ? letters->size() : 0;
        view.more = there - std::min(there, most_told);
        if (letters) view.messages.assign(letters->begin(), letters->end() - static_cast<std::ptrdiff_t>(view.more));
    } else if (const auto* set = std::get_if<sysv::SemaphoreSetState>(&state)) {
        view.semaphores = std::span{set->semaphores}.first(std::min(set->semaphores.size(), most_told));
        view.more = set->semaphores.size() - view.semaphores.size();
    } else if (const auto* segment = std::get_if<sysv::SegmentState>(&state); waits_for_last_user(*segment)) {
        view.summary += ", and is gone when nobody has it attached";
    }
    return view;
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
