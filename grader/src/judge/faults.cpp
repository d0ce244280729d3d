#include "judge/faults.h"

#include "course/values.h"
#include "engine/given.h"
#include "judge/objects.h"
#include "sysv/names.h"

#include <algorithm>

namespace ipclab::judge {

engine::Fault fault_of(const course::Fault& step) {
    using From = course::Fault;
    using Kind = engine::Fault::Kind;
    using Moment = engine::Moment;
    engine::Fault fault;
    fault.who = step.actor;
    switch (step.kind) {
    case From::Kind::kill: fault.kind = Kind::kill; break;
    case From::Kind::stop: fault.kind = Kind::stop; break;
    case From::Kind::signal:
        fault.kind = Kind::signal;
        fault.number = sysv::signal_from_name(step.name).value_or(0);
        break;
    case From::Kind::fail:
        fault.kind = Kind::fail;
        fault.number = sysv::errno_from_name(step.name).value_or(0);
        break;
    }
    switch (step.when) {
    case From::When::before:
    case From::When::every: fault.when.kind = Moment::Kind::before; break;
    case From::When::after: fault.when.kind = Moment::Kind::after; break;
    case From::When::blocked: fault.when.kind = Moment::Kind::blocked; break;
    case From::When::holding: fault.when.kind = Moment::Kind::holding; break;
    }
    fault.when.call = step.call == "semtimedop" ? "semop" : step.call;
    fault.when.set = step.sem;
    fault.when.num = step.num;
    fault.when.nth = step.nth;
    return fault;
}

const course::Fault* repeated_step(const course::Scenario& scenario) {
    for (const auto& step : scenario.play)
        if (const auto* fault = std::get_if<course::Fault>(&step.action);
            fault != nullptr && fault->when == course::Fault::When::every)
            return fault;
    return nullptr;
}

bool stops_at_accesses(const course::Scenario& scenario) {
    const auto* step = repeated_step(scenario);
    return step != nullptr &&
           (step->every == course::Fault::Every::access || step->every == course::Fault::Every::access_holding);
}

std::vector<engine::Fault> moments_of(const course::Fault& step, const trace::Trace& run) {
    using From = course::Fault::Every;
    using To = engine::Every;
    const auto every = step.every == From::call      ? To::call
                       : step.every == From::waiting ? To::waiting
                       : step.every == From::taking  ? To::taking
                       : step.every == From::holding ? To::holding
                       : step.every == From::access  ? To::access
                                                     : To::access_holding;
    return engine::at_every(run, every, fault_of(step));
}

std::vector<engine::Given> given_objects(const course::Scenario& scenario, const course::Lab& lab,
                                         const std::map<std::string, std::string>& known,
                                         const std::vector<trace::NamedKey>& keys) {
    std::vector<engine::Given> objects;
    for (const auto& given : scenario.given) {
        const auto key = std::ranges::find(lab.keys, given.key, &course::Key::name);
        const auto number = std::ranges::find(keys, given.key, &trace::NamedKey::name);
        engine::Given object;
        object.kind = kind_of(key->kind);
        object.key = number->key;
        object.mode = static_cast<unsigned>(given.mode);
        object.stranger = given.stranger;
        for (const auto& message : given.messages)
            object.messages.push_back({.type = message.type, .text = course::fill(message.text, known)});
        object.size = static_cast<std::uint64_t>(given.size);
        object.byte = static_cast<unsigned char>(given.byte);
        object.values = given.values;
        objects.push_back(std::move(object));
    }
    return objects;
}

std::optional<std::string> unmet_need(const course::Scenario& scenario) {
    if (scenario.needs.contains(course::Need::second_uid) && !engine::has_second_user())
        return "it needs a second user, and here ipclab has only one: where it may run as root it has two";
    return std::nullopt;
}

} // namespace ipclab::judge
