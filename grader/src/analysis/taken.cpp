#include "analysis/taken.h"

#include <algorithm>
#include <set>

#include <sys/msg.h>

namespace ipclab::analysis {

namespace {

/// Follows the messages of one queue; `there` are those that nobody took.
std::vector<Taken> follow(const History& history, std::size_t queue, std::vector<const Use*>& there) {
    std::vector<Taken> taken;
    for (const auto& use : history.uses) {
        if (use.object != queue || !use.ok()) continue;
        if (const auto* send = std::get_if<sysv::MsgSnd>(use.call); send && send->message) there.push_back(&use);
        const auto* receive = std::get_if<sysv::MsgRcv>(use.call);
        if (!receive || !receive->message || (receive->msgflg & MSG_COPY) != 0) continue;
        // Within a type the kernel gives the oldest; MSG_NOERROR may have cut the text.
        const auto match = std::ranges::find_if(there, [&](const Use* sent) {
            const auto& message = *std::get<sysv::MsgSnd>(*sent->call).message;
            return message.type == receive->message->type && message.text.starts_with(receive->message->text);
        });
        if (match == there.end()) continue;
        taken.push_back({*match, &use});
        there.erase(match);
    }
    return taken;
}

} // namespace

std::vector<Taken> taken_messages(const History& history, std::size_t queue) {
    std::vector<const Use*> there;
    return follow(history, queue, there);
}

std::vector<long> types_left(const History& history, std::size_t queue, const sysv::QueueState& state) {
    std::set<long> types;
    for (const auto& message : state.messages)
        types.insert(message.type);
    if (types.empty()) {
        std::vector<const Use*> there;
        follow(history, queue, there);
        if (there.size() != state.qnum) return {}; // some were there before the run
        for (const auto* sent : there)
            types.insert(std::get<sysv::MsgSnd>(*sent->call).message->type);
    }
    return {types.begin(), types.end()};
}

} // namespace ipclab::analysis
