#include "judge/play.h"

#include "course/values.h"
#include "judge/faults.h"
#include "judge/objects.h"
#include "judge/segment_text.h"
#include "sysv/names.h"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace ipclab::judge {

namespace fs = std::filesystem;

namespace {

/// Bytes an actor may print: far more than a lab asks for, and still no great trace where each line is a call of its own.
constexpr std::size_t most_output = 256 << 10;

std::string nth(int n) {
    const auto last = n % 10;
    const bool teen = n / 10 % 10 == 1;
    const auto* ending = teen ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
    return fmt::format("{}{}", n, ending);
}

/// A word as a shell would need it.
std::string shell_word(const std::string& word) {
    const bool plain =
        !word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                                "-_./:,+@%=") == std::string::npos;
    return plain ? word : sysv::quoted(word);
}

/// Turns steps into the engine's, with a text for people.
class Director {
public:
    Director(const course::Lab& lab, const std::map<std::string, std::string>& known, const fs::path& programs,
             const RunFolder& folder, engine::RunSpec& spec)
        : lab_(lab), known_(known), programs_(programs), folder_(folder), spec_(spec) {}

    engine::Step operator()(const course::Start& start) const {
        engine::Program program;
        program.path = programs_ / start.program;
        program.argv.push_back("./" + start.program);
        auto text = "start " + start.program;
        for (const auto& arg : start.args) {
            program.argv.push_back(course::fill(arg, known_));
            text += " " + shell_word(program.argv.back());
        }
        if (start.actor != start.program) text += " as " + start.actor;
        for (const auto& [name, value] : start.env)
            program.env[name] = course::fill(value, known_);
        if (!start.cwd.empty()) program.cwd = folder_.path() / start.cwd;
        if (start.input) program.stdin_text = course::fill(*start.input, known_);
        return {engine::Start{start.actor, std::move(program)}, text};
    }

    engine::Step operator()(const course::Until& until) const {
        using From = course::Until::State;
        using To = engine::Until::State;
        const auto state = until.state == From::exited    ? To::exited
                           : until.state == From::blocked ? To::blocked
                                                          : To::returned;
        const auto call = until.call.empty() ? "a call" : until.call;
        auto text = state == To::exited    ? fmt::format("until {} has exited", until.actor)
                    : state == To::blocked ? fmt::format("until {} is blocked in {}", until.actor, call)
                                           : fmt::format("until {} has returned from {}", until.actor, call);
        if (until.nth > 1) text += fmt::format(" for the {} time", nth(until.nth));
        return {engine::Until{until.actor, state, until.call, until.nth}, text};
    }

    engine::Step operator()(const course::Send& send) const {
        const auto signo = sysv::signal_from_name(send.signal);
        if (!signo) throw std::invalid_argument(fmt::format("there is no signal {}", send.signal));
        return {engine::Send{send.actor, *signo, send.group},
                fmt::format("send {} to {}{}", send.signal, send.actor, send.group ? "'s process group" : "")};
    }

    engine::Step operator()(const course::Pass& pass) const {
        const auto duration =
            std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(pass.seconds));
        return {engine::Pass{duration}, fmt::format("let {} s pass", pass.seconds)};
    }

    engine::Step operator()(const course::Fault& fault) const { return struck(fault_of(fault), {}); }

    engine::Step operator()(const course::Look& look) const {
        auto at = look_at(look.expect);
        const auto key = std::ranges::find(lab_.keys, look.expect.key, &course::Key::name);
        auto text = fmt::format("look at the {} of {}", sysv::name_of(at.kind), key->file);
        return {std::move(at), std::move(text)};
    }

    /// Throws std::invalid_argument for a key that the lab does not have.
    [[nodiscard]] engine::Look look_at(const course::ExpectObject& expect) const {
        const auto key = std::ranges::find(lab_.keys, expect.key, &course::Key::name);
        const auto number = std::ranges::find(folder_.keys(), expect.key, &trace::NamedKey::name);
        if (key == lab_.keys.end() || number == folder_.keys().end())
            throw std::invalid_argument(fmt::format("the lab has no key {}", expect.key));
        return {kind_of(key->kind), number->key, pieces_of(expect)};
    }

    /// Waits for the fault; where `or_ended` names somebody, also for the end of the one who could have met it.
    [[nodiscard]] engine::Step struck(engine::Fault fault, const std::string& or_ended) const {
        auto text = engine::text(fault);
        spec_.faults.push_back(std::move(fault));
        return {engine::Struck{spec_.faults.size() - 1, or_ended}, std::move(text)};
    }

private:
    const course::Lab& lab_;
    const std::map<std::string, std::string>& known_;
    const fs::path& programs_;
    const RunFolder& folder_;
    engine::RunSpec& spec_;
};

} // namespace

engine::RunSpec run_spec(const course::Scenario& scenario, const course::Lab& lab,
                         const std::map<std::string, std::string>& values, const RunFolder& folder, const fs::path& programs,
                         const std::optional<engine::Fault>& moment) {
    auto known = values;
    for (std::size_t i = 0; i < lab.keys.size(); ++i) {
        known[lab.keys[i].name + ".file"] = lab.keys[i].file;
        add_key_placeholders(known, lab.keys[i].name, folder.keys().at(i).key);
    }
    engine::RunSpec spec;
    const Director director(lab, known, programs, folder, spec);
    folder.make_files(scenario.files, known);
    for (const auto& step : scenario.play) {
        const auto* fault = std::get_if<course::Fault>(&step.action);
        if (fault == nullptr || fault->when != course::Fault::When::every)
            spec.play.push_back(std::visit(director, step.action));
        else if (moment)
            spec.play.push_back(director.struck(*moment, fault->actor.substr(0, fault->actor.find('/'))));
        if (const auto* start = std::get_if<course::Start>(&step.action); start != nullptr && !start->cwd.empty())
            folder.make_inner(start->cwd);
    }
    for (const auto& expectation : scenario.expect)
        if (const auto* object = std::get_if<course::ExpectObject>(&expectation.what);
            object != nullptr && !pieces_of(*object).empty())
            spec.contents_at_end.push_back(director.look_at(*object));
    for (const auto& expectation : scenario.expect)
        if (const auto* file = std::get_if<course::ExpectFile>(&expectation.what)) spec.files_at_end.push_back(file->file);
    if (scenario.sleepers_in_any_order)
        spec.faults.push_back({.kind = engine::Fault::Kind::sleepers, .who = {}, .when = {}});
    spec.stop_at_accesses = stops_at_accesses(scenario);
    spec.given = given_objects(scenario, lab, known, folder.keys());
    spec.ids_above_zero = scenario.ids_above_zero;
    spec.folder = folder.path();
    spec.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", folder.path()}, {"LC_ALL", "C.UTF-8"}, {"TERM", "dumb"}};
    spec.keys = folder.keys();
    spec.budget.output = most_output;
    return spec;
}

} // namespace ipclab::judge
