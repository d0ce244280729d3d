/// The moments of a play: when something is done to an actor.

#include "course/nearest.h"
#include "course/scenario.h"
#include "course/vocabulary.h"
#include "sysv/names.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::int64_t most_times = 1'000'000;
constexpr std::int64_t most_semaphores = 32'000; // SEMMSL

const std::vector<std::string> moments{"before", "after", "when_blocked", "while_holding", "at"};

struct Repeat {
    std::string_view text;
    Fault::Every every;
};
constexpr std::array repeats{
    Repeat{"every call", Fault::Every::call},     Repeat{"every wait", Fault::Every::waiting},
    Repeat{"every taking", Fault::Every::taking}, Repeat{"every call while holding", Fault::Every::holding},
    Repeat{"every access", Fault::Every::access}, Repeat{"every access while holding", Fault::Every::access_holding}};

bool is_at_access(const Fault& fault) {
    return fault.when == Fault::When::every &&
           (fault.every == Fault::Every::access || fault.every == Fault::Every::access_holding);
}

const Node* value_of(const Node& table, std::string_view key) {
    const auto found =
        std::find_if(table.members.begin(), table.members.end(), [&](const Member& member) { return member.key == key; });
    return found == table.members.end() ? nullptr : &found->value;
}

/// A call that a process can be met at; "any" is all of them.
std::optional<std::string> read_met_call(const Node& node, Problems& problems) {
    std::vector<std::string> names = waitable_calls();
    names.insert(names.end(), {"kill", "any"});
    auto name = read_call(node, names, problems);
    if (name == "any") name = "";
    return name;
}

bool read_at(Table& table, const Node& node, Fault& fault, Problems& problems) {
    const auto text = as_text(node, "\"at\"", problems);
    if (!text) return false;
    fault.when = Fault::When::every;
    const auto* found = std::find_if(repeats.begin(), repeats.end(), [&](const Repeat& one) { return one.text == *text; });
    if (found == repeats.end()) {
        std::vector<std::string> texts;
        for (const Repeat& one : repeats)
            texts.emplace_back(one.text);
        problems.add(node.span, fmt::format("a scenario cannot be repeated at {}", sysv::quoted(*text)),
                     did_you_mean(*text, texts, "it can at"));
        return false;
    }
    fault.every = found->every;
    if (is_at_access(fault) && fault.kind == Fault::Kind::fail) {
        problems.add(node.span, "an access is no call: it cannot fail", "\"every call\" can");
        return false;
    }
    if (const Node* call = table.find("call")) {
        if (is_at_access(fault))
            problems.add(table.key_span("call"), "an access is no call: there is none to choose", "take \"call\" away");
        const auto name = read_met_call(*call, problems);
        fault.call = name.value_or("");
        return name.has_value();
    }
    return true;
}

bool read_holding(const Node& node, Fault& fault, const Known& known, Problems& problems) {
    fault.when = Fault::When::holding;
    if (!is_table(node, "\"while_holding\"", problems)) return false;
    Table which(node, "\"while_holding\"", problems);
    bool good = true;
    if (const Node* sem = which.require("sem", "sem = \"locks\"")) {
        const auto name = as_text(*sem, "\"sem\"", problems);
        const auto key =
            std::find_if(known.keys.begin(), known.keys.end(), [&](const Key& one) { return one.name == name; });
        const bool misdefined =
            name && std::find(known.key_tables.begin(), known.key_tables.end(), *name) != known.key_tables.end();
        good = name.has_value();
        if (name && *name != "any") {
            fault.sem = *name;
            if (key == known.keys.end() && !misdefined) {
                std::vector<std::string> names{"any"};
                for (const Key& one : known.keys)
                    if (one.kind == Key::Kind::semaphores) names.push_back(one.name);
                problems.add(sem->span, fmt::format("there are no semaphores {}", sysv::quoted(*name)),
                             did_you_mean(*name, names, "known are"));
                good = false;
            } else if (key != known.keys.end() && key->kind != Key::Kind::semaphores) {
                problems.add(sem->span,
                             fmt::format("{} is a {}: nobody can hold it", sysv::quoted(*name), name_of(key->kind)),
                             "name a key of kind \"semaphores\", or \"any\"");
                good = false;
            }
        }
    } else {
        good = false;
    }
    if (const auto num = which.whole("num", {0, most_semaphores})) fault.num = static_cast<int>(*num);
    which.finish();
    return good;
}

bool read_fail(Table& table, Fault& fault, Problems& problems) {
    fault.when = Fault::When::before;
    bool good = true;
    if (const Node* at = table.find("at")) {
        good = read_at(table, *at, fault, problems);
    } else if (const Node* call = table.require("call", "call = \"msgsnd\"")) {
        const auto name = read_met_call(*call, problems);
        fault.call = name.value_or("");
        good = name.has_value();
    } else {
        good = false;
    }
    const Node* error = table.require("errno", "errno = \"EINTR\"");
    const auto name = error == nullptr ? std::nullopt : as_text(*error, "\"errno\"", problems);
    if (name && !sysv::errno_from_name(*name)) {
        std::vector<std::string> names(sysv::errno_names().begin(), sysv::errno_names().end());
        const auto meant = nearest(*name, names);
        problems.add(error->span, fmt::format("there is no errno {}", sysv::quoted(*name)),
                     meant ? fmt::format("did you mean \"{}\"?", *meant) : "errno -l lists them");
        good = false;
    }
    fault.name = name.value_or("");
    return good && name;
}

} // namespace

bool names_moment(const Node& step) {
    return std::any_of(moments.begin(), moments.end(),
                       [&](const std::string& moment) { return value_of(step, moment) != nullptr; });
}

bool read_moment(Table& table, Fault& fault, const Known& known, Problems& problems) {
    std::vector<std::string> named;
    for (const std::string& moment : moments)
        if (value_of(table.node(), moment) != nullptr) named.push_back(moment);
    const bool fails = fault.kind == Fault::Kind::fail;
    if (named.size() > 1) {
        problems.add(table.node().span, fmt::format("this happens at one moment, but the step names {}", listed(named)),
                     "make a step of each");
        for (const std::string& moment : named)
            table.find(moment);
        table.find("nth");
        return false;
    }
    bool good = true;
    if (fails) {
        good = read_fail(table, fault, problems);
    } else if (const Node* at = table.find("at")) {
        good = read_at(table, *at, fault, problems);
    } else if (const Node* holding = table.find("while_holding")) {
        good = read_holding(*holding, fault, known, problems);
    } else {
        const std::string& moment = named.front();
        fault.when = moment == "before"  ? Fault::When::before
                     : moment == "after" ? Fault::When::after
                                         : Fault::When::blocked;
        const auto name = read_met_call(*table.find(moment), problems);
        fault.call = name.value_or("");
        good = name.has_value();
    }
    if (const auto nth = table.whole("nth", {1, most_times})) {
        fault.nth = static_cast<int>(*nth);
        if (fault.when == Fault::When::every)
            problems.add(table.key_span("nth"), "every moment has its turn: there is nothing to count", "take \"nth\" away");
    }
    return good;
}

void check_repeats(const std::vector<Step>& steps, const Node& play, Problems& problems) {
    const auto count = std::count_if(steps.begin(), steps.end(), [](const Step& step) {
        const auto* fault = std::get_if<Fault>(&step.action);
        return fault != nullptr && fault->when == Fault::When::every;
    });
    if (count > 1)
        problems.add(play.span, "a scenario is repeated at every moment of one kind, but this one names several",
                     "make a scenario of each");
}

} // namespace ipclab::course
