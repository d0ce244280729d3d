#include "course/nearest.h"
#include "course/scenario.h"
#include "course/vocabulary.h"
#include "sysv/names.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::int64_t most_times = 1'000'000;
constexpr double longest_pass = 364.0 * 24 * 60 * 60; // a run's virtual time is a year

const std::vector<std::string> all_verbs{"start", "until", "kill", "signal", "stop", "continue", "fail", "pass", "look"};

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Reads a play step by step and knows who has been started so far.
class Play {
public:
    Play(const Known& known, const Scope& scope, Cast& cast, Problems& problems)
        : known_(known), scope_(scope), cast_(cast), problems_(problems) {}

    /// Who is started at all, so that a step about somebody who comes later is told from a misspelt name.
    void collect_cast(const Node& list);
    std::optional<Step> read_step(const Node& node);

private:
    std::optional<Start> read_start(Table& table, const Node& program);
    std::optional<Until> read_until(Table& table, const Node& actor);
    std::optional<Send> read_send(Table& table, std::string_view key, const Node& actor, std::string signal);
    void report_verbs(const Node& node, const std::vector<std::string>& verbs);
    std::optional<Pass> read_pass(const Node& node);
    std::optional<Look> read_look(Table& table, const Node& object);
    std::optional<std::string> read_actor(const Node& node, std::string_view key, bool kin = false);
    bool read_at_moment(Table& table, std::string_view verb, const Node& value, Step& step);
    std::map<std::string, std::string> read_env(const Node& node);

    const Known& known_;
    const Scope& scope_;
    Cast& cast_;
    Problems& problems_;
    std::vector<std::string> started_;
    std::vector<int> lines_; ///< where each of the cast is started
};

const Node* value_of(const Node& table, std::string_view key) {
    for (const Member& member : table.members)
        if (member.key == key) return &member.value;
    return nullptr;
}

/// "A" of "A/1" and "A/any".
std::string without_kin(const std::string& name) {
    const auto slash = name.find('/');
    const auto kin = slash == std::string::npos ? std::string{} : name.substr(slash + 1);
    const bool number = !kin.empty() && kin.find_first_not_of("0123456789") == std::string::npos;
    return number || kin == "any" ? name.substr(0, slash) : name;
}

/// What the step does: one thing, where it is right.
std::vector<std::string> verbs_of(const Node& step) {
    std::vector<std::string> verbs;
    for (const std::string& verb : all_verbs)
        if (value_of(step, verb) != nullptr) verbs.push_back(verb);
    return verbs;
}

void Play::collect_cast(const Node& list) {
    for (const Node& step : list.items) {
        const Node* program = value_of(step, "start");
        const Node* as = value_of(step, "as");
        const Node* name = as == nullptr ? program : as;
        if (program != nullptr && name->kind == Node::Kind::text) {
            cast_.actors.push_back(name->text);
            lines_.push_back(name->span.begin.line);
            // Of a misspelt program nobody knows by which name others call it.
            if (as == nullptr && !contains(known_.programs, name->text)) cast_.complete = false;
        } else if (program != nullptr || verbs_of(step).empty()) {
            cast_.complete = false; // a start that cannot be read, or a step that may be meant as one
        }
    }
}

std::optional<std::string> Play::read_actor(const Node& node, std::string_view key, bool kin) {
    auto name = as_text(node, fmt::format("\"{}\"", key), problems_);
    if (!name) return name;
    const auto whole = *name;
    if (kin) name = without_kin(*name); // "A/1" is a child of A
    if (contains(started_, *name)) return whole;
    const auto later = std::find(cast_.actors.begin(), cast_.actors.end(), *name);
    if (later != cast_.actors.end())
        problems_.add(node.span, fmt::format("{} is not started yet at this step", sysv::quoted(*name)),
                      fmt::format("it is started in line {}: move this step behind that one",
                                  lines_[static_cast<std::size_t>(later - cast_.actors.begin())]));
    else if (cast_.complete)
        problems_.add(node.span, fmt::format("no step starts an actor {}", sysv::quoted(*name)),
                      did_you_mean(*name, cast_.actors, "the actors"));
    return std::nullopt;
}

std::map<std::string, std::string> Play::read_env(const Node& node) {
    std::map<std::string, std::string> env;
    if (!is_table(node, "\"env\"", problems_)) return env;
    for (const Member& member : node.members) {
        check_name(member.key, member.span, "an environment variable", false, problems_);
        const auto text = as_text(member.value, fmt::format("\"{}\"", member.key), problems_);
        if (!text) continue;
        check_placeholders(member.value, scope_, Filled::before, problems_);
        env[member.key] = *text;
    }
    return env;
}

std::optional<Start> Play::read_start(Table& table, const Node& program) {
    Start start;
    start.program = as_text(program, "\"start\"", problems_).value_or("");
    if (program.kind == Node::Kind::text && !contains(known_.programs, start.program))
        problems_.add(program.span, fmt::format("the lab has no program {}", sysv::quoted(start.program)),
                      did_you_mean(start.program, known_.programs, "its programs"));
    const Node* as = table.find("as");
    start.actor = as == nullptr ? start.program : as_text(*as, "\"as\"", problems_).value_or("");
    if (as != nullptr && as->kind == Node::Kind::text) check_name(start.actor, as->span, "an actor", false, problems_);
    if (!start.actor.empty()) {
        if (contains(started_, start.actor))
            problems_.add(as == nullptr ? program.span : as->span,
                          fmt::format("an actor {} has been started already", sysv::quoted(start.actor)),
                          "give this one a name of its own, for example: as = \"B\"");
        started_.push_back(start.actor);
    }
    for (const Node* arg : table.texts("args")) {
        check_placeholders(*arg, scope_, Filled::before, problems_);
        start.args.push_back(arg->text);
    }
    start.input = table.text("stdin");
    if (start.input) check_placeholders(*table.find("stdin"), scope_, Filled::before, problems_);
    if (const Node* env = table.find("env")) start.env = read_env(*env);
    if (const auto cwd = table.text("cwd")) {
        start.cwd = *cwd;
        if (!is_inner_path(*cwd))
            problems_.add(table.find("cwd")->span, fmt::format("{} is no folder inside the run's own", sysv::quoted(*cwd)),
                          "for example: cwd = \"desk\"; it is made, and the files of the keys are then \"../box.key\"");
    }
    return start;
}

std::optional<Until> Play::read_until(Table& table, const Node& actor) {
    Until until;
    const auto name = read_actor(actor, "until");
    until.actor = name.value_or("");
    bool good = name.has_value();
    const Node* state = table.require("state", "state = \"exited\"");
    const auto word = state == nullptr ? std::nullopt : as_text(*state, "\"state\"", problems_);
    if (word == "exited")
        until.state = Until::State::exited;
    else if (word == "blocked")
        until.state = Until::State::blocked;
    else if (word == "returned")
        until.state = Until::State::returned;
    else if (word) {
        problems_.add(state->span, fmt::format("an actor is never {}", sysv::quoted(*word)),
                      did_you_mean(*word, {"exited", "blocked", "returned"}, "the states"));
        good = false;
    }
    good = good && word;
    const bool ended = word == "exited";
    if (const Node* call = table.find("call")) {
        until.call = read_call(*call, waitable_calls(), problems_).value_or("");
        if (ended) problems_.add(table.key_span("call"), "a program that has exited is in no call", "take \"call\" away");
    }
    if (const auto nth = table.whole("nth", {1, most_times})) {
        until.nth = static_cast<int>(*nth);
        if (word && word != "returned")
            problems_.add(table.key_span("nth"), "\"nth\" counts calls that have returned",
                          "use it with state = \"returned\", or take it away");
    }
    return good ? std::optional(until) : std::nullopt;
}

std::optional<Send> Play::read_send(Table& table, std::string_view key, const Node& actor, std::string signal) {
    Send send;
    const auto name = read_actor(actor, key);
    send.actor = name.value_or("");
    send.signal = std::move(signal);
    send.group = table.yes_no("group").value_or(false);
    return name ? std::optional(send) : std::nullopt;
}

std::optional<Pass> Play::read_pass(const Node& node) {
    if (node.kind != Node::Kind::whole && node.kind != Node::Kind::real) {
        problems_.add(node.span, fmt::format("\"pass\" should be a number of seconds, but is {}", describe(node)),
                      "for example: { pass = 1.5 }");
        return std::nullopt;
    }
    const double seconds = node.kind == Node::Kind::real ? node.real : static_cast<double>(node.whole);
    if (!std::isfinite(seconds) || seconds <= 0 || seconds > longest_pass) {
        problems_.add(node.span, fmt::format("\"pass\" is {} seconds, but should be more than 0 and at most {}",
                                             problems_.source(node.span), longest_pass));
        return std::nullopt;
    }
    return Pass{seconds};
}

/// An object at this moment, and what must be true of it.
std::optional<Look> Play::read_look(Table& table, const Node& object) {
    Look look;
    look.expect = read_object(table, object, "look", known_, scope_, problems_);
    look.because = read_because(table, scope_, problems_);
    const bool named = contains(known_.key_tables, look.expect.key);
    const bool tells = std::any_of(table.node().members.begin(), table.node().members.end(),
                                   [](const Member& member) { return member.key != "look" && member.key != "because"; });
    if (named && !tells)
        problems_.add(object.span, fmt::format("this step does not say what must be true of {}", look.expect.key),
                      "as an expectation does, for example: exists = true");
    return named && tells ? std::optional(look) : std::nullopt;
}

/// For a step that does several things, or none.
void Play::report_verbs(const Node& node, const std::vector<std::string>& verbs) {
    if (!verbs.empty()) {
        problems_.add(node.span, fmt::format("a step does one thing, but this one has {}", listed(verbs)),
                      "make a step of each");
        return;
    }
    for (const Member& member : node.members)
        if (const auto meant = nearest(member.key, all_verbs)) {
            problems_.add(member.span, fmt::format("a step has no key \"{}\"", member.key),
                          fmt::format("did you mean \"{}\"?", *meant));
            return;
        }
    problems_.add(node.span, "this step does nothing", fmt::format("a step has one of {}", listed(all_verbs)));
}

/// What is done to somebody at a moment of its own.
bool Play::read_at_moment(Table& table, std::string_view verb, const Node& value, Step& step) {
    Fault fault;
    fault.kind = verb == "fail"     ? Fault::Kind::fail
                 : verb == "kill"   ? Fault::Kind::kill
                 : verb == "signal" ? Fault::Kind::signal
                                    : Fault::Kind::stop;
    const Node* whom = &value;
    if (verb == "signal") {
        fault.name = read_signal(value, problems_).value_or("");
        whom = table.require("to", "to = \"collect\"");
    }
    const auto actor = whom == nullptr ? std::nullopt : read_actor(*whom, verb == "signal" ? "to" : verb, true);
    fault.actor = actor.value_or("");
    if (verb == "continue") {
        problems_.add(table.node().span, "who was stopped goes on at once, or by itself when nobody else can",
                      "take the moment away: { continue = \"A\" }");
        read_moment(table, fault, known_, problems_);
        return false;
    }
    const bool moment = read_moment(table, fault, known_, problems_);
    step.action = std::move(fault);
    return moment && actor;
}

std::optional<Step> Play::read_step(const Node& node) {
    if (!is_table(node, "a step of \"play\"", problems_)) return std::nullopt;
    Table table(node, "this step", problems_);
    Step step;
    step.place = node.span.begin;
    const std::vector<std::string> verbs = verbs_of(node);
    if (verbs.size() != 1) {
        report_verbs(node, verbs);
        return std::nullopt;
    }
    const Node& value = *table.find(verbs[0]);
    bool good = false;
    const auto keep = [&](const auto& action) {
        if (action) step.action = *action;
        good = action.has_value();
    };
    if (verbs[0] == "start")
        keep(read_start(table, value));
    else if (verbs[0] == "until")
        keep(read_until(table, value));
    else if (verbs[0] == "pass")
        keep(read_pass(value));
    else if (verbs[0] == "look")
        keep(read_look(table, value));
    else if (verbs[0] == "fail" || names_moment(node))
        good = read_at_moment(table, verbs[0], value, step);
    else if (verbs[0] == "kill")
        keep(read_send(table, "kill", value, "SIGKILL"));
    else if (verbs[0] == "stop")
        keep(read_send(table, "stop", value, "SIGSTOP"));
    else if (verbs[0] == "continue")
        keep(read_send(table, "continue", value, "SIGCONT"));
    else {
        const auto signal = read_signal(value, problems_);
        if (const Node* to = table.require("to", "to = \"collect\""))
            keep(read_send(table, "to", *to, signal.value_or("")));
        else
            table.find("group");
    }
    table.finish();
    return good ? std::optional(step) : std::nullopt;
}

} // namespace

std::vector<Step> read_play(const Node& node, const Known& known, const Scope& scope, Cast& cast, Problems& problems) {
    std::vector<Step> steps;
    if (!is_list(node, "\"play\"", "steps", problems)) {
        cast.complete = false;
        return steps;
    }
    Play play(known, scope, cast, problems);
    play.collect_cast(node);
    for (const Node& item : node.items)
        if (auto step = play.read_step(item)) steps.push_back(std::move(*step));
    if (cast.actors.empty() && cast.complete)
        problems.add(node.span, "nobody is started", "the first step is usually: { start = \"PROGRAM\" }");
    check_repeats(steps, node, problems);
    return steps;
}

} // namespace ipclab::course
