#include "session.h"

#include "alone.h"
#include "analysis/rules.h"
#include "drawing.h"
#include "engine/run.h"
#include "report/lanes.h"
#include "schedule/recency.h"
#include "script.h"
#include "shell.h"
#include "transcript.h"

#include <fmt/format.h>

#include <signal.h>
#include <string.h>

#include <algorithm>
#include <map>
#include <regex>
#include <stdexcept>
#include <utility>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

// In no output.
constexpr char separator = '\x1e';
constexpr char refusal = '\x1f'; ///< before why something is not to be had here

/// People are slow: they type when nothing else is going on. Else as `schedule::fixed` has it.
class SlowTypist final : public schedule::Schedule {
public:
    [[nodiscard]] std::string text() const override { return "fixed"; }

private:
    std::size_t decide(const schedule::Point& point) override {
        std::vector<schedule::Candidate> programs;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < point.candidates.size(); ++i) {
            const auto& candidate = point.candidates[i];
            // Who only asks again and again would keep the person from ever typing.
            if (candidate.task == trace::script || candidate.polling) continue;
            programs.push_back(candidate);
            places.push_back(i);
        }
        if (programs.empty() && point.candidates.front().task == trace::script) return 0;
        if (programs.empty()) return recency_.decide(point);
        return places.at(recency_.decide({.candidates = programs, .last = point.last, .events = point.events}));
    }
    void note(const schedule::Point& point, std::size_t next) override { recency_.note(point.candidates[next]); }
    schedule::Recency recency_;
};

/// What differs from time to time: times of day, and the device's number where it has not its usual one.
std::string masked(std::string text, const Place& place) {
    const auto replace = [&](const std::string& there, const std::string& usual) {
        for (auto at = text.find(there); at != std::string::npos; at = text.find(there, at + usual.size()))
            text.replace(at, there.size(), usual);
    };
    if (place.device != usual_device) {
        replace(fmt::format("{:#x}", place.device), fmt::format("{:#x}", usual_device));
        replace(fmt::format("{}", place.device), fmt::format("{}", usual_device));
    }
    constexpr auto days = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ";
    constexpr auto months = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ";
    constexpr auto rest = "[ 0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]";
    static const std::regex date{std::string{days} + months + rest + " [0-9]{4}"};
    static const std::regex time{std::string{months} + rest};
    return std::regex_replace(std::regex_replace(text, date, "Day Mon dd hh:mm:ss yyyy"), time, "Mon dd hh:mm:ss");
}

/// What a shell says of a program that a signal has ended.
std::string last_word(const trace::Exited& exited) {
    if (exited.signal == 0 || exited.signal == SIGINT || exited.signal == SIGPIPE) return {};
    return fmt::format("{}\n", strsignal(exited.signal));
}

bool is_first(const trace::Trace& trace, const trace::Event& event) {
    return event.task != trace::script && !trace.task(event.task).parent && !trace.task(event.task).thread;
}

std::string transcript_of(const trace::Trace& trace, const Script& script, const Place& place) {
    Recorder recorder;
    for (const auto& event : trace.events) {
        if (const auto* step = std::get_if<trace::Scripted>(&event.what)) {
            if (const auto* typed = script.typed_at(step->step)) recorder.type(*typed);
        } else if (const auto* output = std::get_if<trace::Output>(&event.what)) {
            recorder.print(script.terminal_of(trace.task(event.task).actor), output->bytes);
        } else if (const auto* exited = std::get_if<trace::Exited>(&event.what); exited && is_first(trace, event)) {
            recorder.print(script.terminal_of(trace.task(event.task).actor), last_word(*exited));
        }
    }
    return masked(recorder.text(), place);
}

/// The chapter's programs side by side. Tools, and whoever typed, are left out.
std::string figure_of(const trace::Trace& own) {
    if (own.events.empty()) return {};
    return without_addresses(report::lanes(own, {.width = 100}, {.evidence = {}, .last = 5, .indent = 0, .whole = true}));
}

void require_good_end(const trace::Trace& trace) {
    if (trace.outcome == trace::Outcome::engine_error) throw std::runtime_error("the engine: " + trace.error);
    if (trace.outcome == trace::Outcome::deadlock)
        throw std::runtime_error("the session never ends (end it with a line \"1│ ^C\"): " + analysis::tell_deadlock(trace));
    if (trace.outcome != trace::Outcome::finished)
        throw std::runtime_error(fmt::format("the session does not end well: {} after {} steps",
                                             trace::name_of(trace.outcome), trace.steps_done));
    if (!trace.left_processes.empty()) throw std::runtime_error("a process is left when the session ends");
    if (!trace.left_objects.empty())
        throw std::runtime_error(
            fmt::format("a {} is left when the session ends", sysv::name_of(sysv::id_of(trace.left_objects.front()).kind)));
}

std::vector<std::string> commands_of(const std::vector<Input>& inputs) {
    std::vector<std::string> commands;
    for (const auto& input : inputs)
        commands.push_back(input.text);
    return commands;
}

/// In the jail.
std::string played(const std::vector<Input>& inputs, const Provided& provided, const engine::Inside& inside) {
    const auto place = make_place(inside.folder, provided, commands_of(inputs));
    if (needs_to_be_alone(inputs)) return masked(play_alone(inputs, place), place) + separator + separator;
    const Script script{inputs, place, inside.folder};
    engine::RunSpec spec;
    spec.play = script.steps();
    spec.folder = place.folder;
    spec.env = environment();
    spec.level = inside.level;
    spec.ledger = inside.ledger;
    spec.budget.cpu = std::chrono::minutes{1};
    std::optional<NotHere> refused;
    spec.on_event = [&](const trace::Trace& so_far, const trace::Event& event) {
        if (const auto* step = std::get_if<trace::Scripted>(&event.what)) {
            const auto* typed = script.typed_at(step->step);
            if (typed != nullptr && typed->root && !set_limit(*typed))
                throw refused.emplace("a limit of the namespace cannot be set: " +
                                      typed->text); // ends the run: the rest would fill it
        }
        if (const auto* exited = std::get_if<trace::Exited>(&event.what); exited && is_first(so_far, event))
            script.ended(so_far.task(event.task).actor, exited->signal != 0 ? 128 + exited->signal : exited->code);
    };
    SlowTypist schedule;
    const auto trace = engine::Engine{}.run(spec, schedule);
    if (refused) throw *refused;
    require_good_end(trace);
    const auto own = with_events(trace, [&](const trace::Event& event) {
        return event.task != trace::script && script.is_own(trace.task(event.task).actor);
    });
    return transcript_of(trace, script, place) + separator + figure_of(own) + separator + trace::to_json(own);
}

} // namespace

Played play(const std::string& transcript, const Provided& provided, bool with_guest) {
    const auto inputs = inputs_of(transcript);
    const bool needs_guest = std::ranges::any_of(inputs, is_guests);
    if (needs_guest && !with_guest) throw NotHere("it takes a second user, whom only root can have played");
    const auto abilities = engine::probe();
    if (abilities.level != engine::Level::full || !abilities.can_run())
        throw NotHere("programs cannot be given namespaces of their own here: " + abilities.why_not);
    const auto ended = engine::in_jail(
        abilities.level,
        [&](const engine::Inside& inside) {
            try {
                return played(inputs, provided, inside);
            } catch (const NotHere& reason) {
                return refusal + std::string{reason.what()};
            }
        },
        {}, {.shared = false, .needed = {provided.chapter, provided.programs, provided.ipclab}},
        needs_guest ? std::vector<unsigned>{guest} : std::vector<unsigned>{});
    if (ended.error) throw std::runtime_error(*ended.error);
    if (ended.result.starts_with(refusal)) throw NotHere(ended.result.substr(1));
    const auto end = ended.result.find(separator), last = ended.result.rfind(separator);
    return {.transcript = ended.result.substr(0, end),
            .figure = ended.result.substr(end + 1, last - end - 1),
            .trace = ended.result.substr(last + 1)};
}

} // namespace ipclab::chapters
