#include "report/told.h"

#include <algorithm>
#include <optional>
#include <set>

namespace ipclab::report {

bool is_call(const trace::Event& event) {
    const auto* called = std::get_if<trace::Called>(&event.what);
    return (called != nullptr && !called->blocked) || std::holds_alternative<trace::Blocked>(event.what);
}

bool is_quiet(const trace::Event& event) {
    if (const auto* called = std::get_if<trace::Called>(&event.what))
        // Its bytes are told by the Output event.
        if (const auto* transfer = std::get_if<trace::Transfer>(&called->call))
            return transfer->channel == "terminal" && called->result.ok();
    if (const auto* signalled = std::get_if<trace::Signalled>(&event.what))
        return signalled->effect == trace::Signalled::Effect::ignored;
    return std::holds_alternative<trace::Scripted>(event.what) || std::holds_alternative<trace::ClockAdvanced>(event.what);
}

bool is_first_exec(const trace::Trace& trace, const trace::Event& event) {
    if (!std::holds_alternative<trace::Execed>(event.what) || event.index == 0) return false;
    const trace::Event& before = trace.events[event.index - 1];
    return before.task == event.task && std::holds_alternative<trace::Started>(before.what);
}

Prints::Prints(const trace::Trace& trace) {
    std::optional<trace::EventIndex> open;
    int fd = 0;
    for (const trace::Event& event : trace.events) {
        const auto* output = std::get_if<trace::Output>(&event.what);
        if (output == nullptr) {
            if (!is_quiet(event)) open.reset();
            continue;
        }
        if (open && trace.events[*open].task == event.task && fd == output->fd) {
            first_[event.index] = *open;
            text_[*open] += output->bytes;
        } else {
            open = event.index;
            fd = output->fd;
            text_[*open] = output->bytes;
        }
    }
}

trace::EventIndex Prints::told_by(trace::EventIndex event) const {
    const auto found = first_.find(event);
    return found == first_.end() ? event : found->second;
}

trace::Event Prints::whole(trace::Event event) const {
    if (auto* output = std::get_if<trace::Output>(&event.what)) output->bytes = text_.at(event.index);
    return event;
}

std::vector<Told> told_events(const trace::Trace& trace, const Prints& prints,
                              const std::vector<trace::EventIndex>& evidence, std::size_t most) {
    // "starts" says the same, with all words of the command line.
    const auto is_start = [&](const trace::Event& event) {
        return std::holds_alternative<trace::Scripted>(event.what) && event.index + 1 < trace.events.size() &&
               std::holds_alternative<trace::Started>(trace.events[event.index + 1].what);
    };
    const auto is_told = [&](const trace::Event& event) {
        if (is_start(event) || is_first_exec(trace, event) || prints.told_by(event.index) != event.index) return false;
        const bool across =
            std::holds_alternative<trace::Scripted>(event.what) || std::holds_alternative<trace::ClockAdvanced>(event.what);
        return across || !is_quiet(event);
    };
    std::vector<Told> all;
    for (const trace::Event& event : trace.events)
        if (is_told(event)) all.push_back({event.index});
    if (all.size() <= most) return all;
    // How it ends tells more than how it begins.
    const std::size_t head = most / 8;
    const std::size_t tail = all.size() - (most - head);
    const std::set<trace::EventIndex> kept{evidence.begin(), evidence.end()};
    std::vector<Told> shown;
    for (std::size_t at = 0; at < all.size(); ++at) {
        const bool left_out = at >= head && at < tail && !kept.contains(all[at].event);
        if (left_out && !shown.empty() && shown.back().left_out > 0)
            ++shown.back().left_out;
        else
            shown.push_back({all[at].event, left_out ? 1U : 0U});
    }
    return shown;
}

std::size_t row_of(const std::vector<Told>& told, trace::EventIndex event) {
    const auto after = std::ranges::upper_bound(told, event, {}, &Told::event);
    return after == told.begin() ? 0 : static_cast<std::size_t>(after - told.begin()) - 1;
}

} // namespace ipclab::report
