#include "judge/expect.h"
#include "judge/text_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace ipclab::judge {

namespace {

/// What several actors have printed, line by line as each was finished: a line is one actor's, also where another prints while
/// it is not whole yet.
class Together {
public:
    Together(const std::vector<std::string>& names, const trace::Trace& trace) {
        for (const auto& name : names)
            actors_.emplace_back(trace, name);
        std::map<std::string, std::string> begun;
        const trace::Event* last = nullptr;
        for (const auto& event : trace.events) {
            const auto* output = std::get_if<trace::Output>(&event.what);
            if (output == nullptr || output->fd != 1) continue;
            const auto owner = std::ranges::find_if(actors_, [&](const Actor& actor) { return actor.owns(event.task); });
            if (owner == actors_.end()) continue;
            last = &event;
            auto& line = begun[owner->name()];
            for (const char byte : output->bytes) {
                line += byte;
                if (byte == '\n') add(std::exchange(line, {}), event);
            }
        }
        for (auto& [name, line] : begun)
            if (!line.empty()) add(line + '\n', *last);
    }

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const trace::Event* event_at(std::size_t offset) const {
        const auto behind = lines_.upper_bound(offset);
        return behind == lines_.begin() ? nullptr : std::prev(behind)->second;
    }
    /// The first of them who has a reason to be silent.
    [[nodiscard]] const Actor* silent() const {
        const auto found = std::ranges::find_if(actors_, [](const Actor& actor) { return !actor.why_silent().empty(); });
        return found == actors_.end() ? nullptr : &*found;
    }

private:
    void add(const std::string& line, const trace::Event& event) {
        lines_.emplace(text_.size(), &event);
        text_ += line;
    }

    std::vector<Actor> actors_;
    std::string text_;
    std::map<std::size_t, const trace::Event*> lines_; ///< by where in the text they begin
};

} // namespace

std::vector<analysis::Finding> check_together(const course::ExpectTogether& expect, const std::vector<std::string>& actors,
                                              const Context& context) {
    const Together together(actors, context.trace);
    const auto names = listed(actors, "and");
    Witnessed witnessed{.text = together.text(),
                        .subject = names,
                        .place = "the output of " + names,
                        .verb = "print",
                        .does_not = "do not",
                        .nothing = "printed nothing",
                        .event_at = [&](std::size_t offset) { return together.event_at(offset); },
                        .why_silent = {},
                        .fate = {}};
    if (const auto* silent = together.silent()) {
        witnessed.why_silent = fmt::format("of {}, {}", silent->name(), silent->why_silent());
        if (const auto event = silent->fate_event(); event && *event < context.trace.events.size()) {
            witnessed.fate = {*event};
            witnessed.fate_place = context.trace.events[*event].where;
        }
    }
    TextCheck check(std::move(witnessed));
    if (expect.lines) check.exactly(context.filled(*expect.lines));
    check.has(context.filled(expect.has_lines));
    check.lacks(context.filled(expect.lacks_lines));
    check.in_order(context.filled(expect.in_order));
    return check.take();
}

} // namespace ipclab::judge
