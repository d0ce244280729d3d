#include "session.h"

#include "alone.h"
#include "analysis/rules.h"
#include "engine/run.h"
#include "report/lanes.h"
#include "schedule/recency.h"
#include "shell.h"
#include "transcript.h"

#include <fmt/format.h>

#include <signal.h>
#include <string.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <stdexcept>
#include <utility>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

constexpr char separator = '\x1e'; // in no output

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

/// The steps that type a session's lines, and what each of them stands for.
class Script {
public:
    Script(const std::vector<Input>& inputs, const Place& place, fs::path statuses)
        : place_{place}, statuses_{std::move(statuses)} {
        for (const auto& input : inputs) {
            if (input.signo != 0 || input.text == "fg")
                press(input);
            else
                start(input);
        }
    }
    [[nodiscard]] const std::vector<engine::Step>& steps() const { return steps_; }
    [[nodiscard]] const std::map<std::size_t, Input>& typed() const { return typed_; }
    [[nodiscard]] int terminal_of(const std::string& actor) const { return terminals_.at(actor); }
    /// True for one that is a program of the chapter, started without a shell.
    [[nodiscard]] bool is_own(const std::string& actor) const { return own_.contains(actor); }
    [[nodiscard]] fs::path status_file(int terminal) const { return statuses_ / fmt::format("status.{}", terminal); }

private:
    void press(const Input& input) {
        const auto running = running_.find(input.terminal);
        if (running == running_.end())
            throw std::runtime_error(fmt::format("{}: nothing runs at that terminal", input.text));
        const int signo = input.text == "fg" ? SIGCONT : input.signo == SIGTSTP ? SIGSTOP : input.signo;
        add(engine::Send{running->second, signo, true}, input);
    }

    void start(const Input& input) {
        if (const auto running = running_.find(input.terminal); running != running_.end())
            add(engine::Until{running->second, engine::Until::State::exited, {}, 1}, std::nullopt);
        engine::Start start;
        auto words = plain_words(input.text);
        const bool own = words && words->front().starts_with("./");
        if (words)
            start.program.path = own ? (place_.folder / words->front().substr(2)).string() : in_path(words->front());
        else
            words = {{"sh", "-c", for_shell(input)}};
        if (start.program.path.empty()) start.program.path = in_path("sh");
        start.program.argv = *words;
        const auto name = fs::path{words->front()}.filename().string();
        start.actor = name;
        for (int n = 2; terminals_.contains(start.actor); ++n)
            start.actor = fmt::format("{}{}", name, n);
        terminals_[start.actor] = input.terminal;
        running_[input.terminal] = start.actor;
        if (own) own_.insert(start.actor);
        add(start, input);
    }

    /// `$?` is how the last command at this terminal ended, as in a shell that had run it.
    [[nodiscard]] std::string for_shell(const Input& input) const {
        if (input.text.find("$?") == std::string::npos) return input.text;
        return fmt::format("status() {{ return \"$1\"; }}; read -r last <{}; status \"$last\"; {}",
                           status_file(input.terminal).string(), input.text);
    }

    template <class Action>
    void add(Action action, std::optional<Input> input) {
        if (input) typed_[steps_.size()] = *std::move(input);
        steps_.push_back({std::move(action), "types"});
    }

    Place place_;
    fs::path statuses_;
    std::vector<engine::Step> steps_;
    std::map<std::size_t, Input> typed_;
    std::map<std::string, int> terminals_;
    std::map<int, std::string> running_;
    std::set<std::string> own_;
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
    static const std::regex time{
        "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]"};
    return std::regex_replace(text, time, "Mon dd hh:mm:ss");
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
            if (const auto typed = script.typed().find(step->step); typed != script.typed().end())
                recorder.type(typed->second);
        } else if (const auto* output = std::get_if<trace::Output>(&event.what)) {
            recorder.print(script.terminal_of(trace.task(event.task).actor), output->bytes);
        } else if (const auto* exited = std::get_if<trace::Exited>(&event.what); exited && is_first(trace, event)) {
            recorder.print(script.terminal_of(trace.task(event.task).actor), last_word(*exited));
        }
    }
    return masked(recorder.text(), place);
}

/// The chapter's programs side by side. Tools, and whoever typed, are left out.
std::string figure_of(trace::Trace trace, const Script& script) {
    std::erase_if(trace.events, [&](const trace::Event& event) {
        return event.task == trace::script || !script.is_own(trace.task(event.task).actor);
    });
    if (trace.events.empty()) return {};
    // Events are known by their place.
    std::map<trace::EventIndex, trace::EventIndex> places;
    for (trace::EventIndex place = 0; place < trace.events.size(); ++place)
        places[std::exchange(trace.events[place].index, place)] = place;
    for (auto& event : trace.events)
        if (auto* called = std::get_if<trace::Called>(&event.what); called != nullptr && called->blocked)
            called->blocked = places.at(*called->blocked);
    return report::lanes(trace, {.width = 100}, {.evidence = {}, .last = 5, .indent = 0, .whole = true});
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
    if (needs_to_be_alone(inputs)) return masked(play_alone(inputs, place), place) + separator;
    const Script script{inputs, place, inside.folder};
    engine::RunSpec spec;
    spec.play = script.steps();
    spec.folder = place.folder;
    spec.env = environment();
    spec.level = inside.level;
    spec.ledger = inside.ledger;
    spec.budget.cpu = std::chrono::minutes{1};
    spec.on_event = [&](const trace::Trace& so_far, const trace::Event& event) {
        const auto* exited = std::get_if<trace::Exited>(&event.what);
        if (exited == nullptr || !is_first(so_far, event)) return;
        std::ofstream file{script.status_file(script.terminal_of(so_far.task(event.task).actor))};
        file << (exited->signal != 0 ? 128 + exited->signal : exited->code) << '\n';
    };
    SlowTypist schedule;
    const auto trace = engine::Engine{}.run(spec, schedule);
    require_good_end(trace);
    return transcript_of(trace, script, place) + separator + figure_of(trace, script);
}

} // namespace

Played play(const std::string& transcript, const Provided& provided) {
    const auto inputs = inputs_of(transcript);
    const auto abilities = engine::probe();
    if (abilities.level != engine::Level::full || !abilities.can_run())
        throw NotHere("programs cannot be given namespaces of their own here: " + abilities.why_not);
    const auto ended =
        engine::in_jail(abilities.level, [&](const engine::Inside& inside) { return played(inputs, provided, inside); }, {},
                        {.shared = false, .needed = {provided.chapter, provided.programs, provided.ipclab}});
    if (ended.error) throw std::runtime_error(*ended.error);
    const auto end = ended.result.find(separator);
    return {.transcript = ended.result.substr(0, end), .figure = ended.result.substr(end + 1)};
}

} // namespace ipclab::chapters
