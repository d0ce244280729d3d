#include "trace/trace.h"

namespace ipclab::trace {

namespace {

struct NameOf {
    std::string_view operator()(const sysv::Call& call) const { return sysv::name_of(call); }
    template <class Other>
    std::string_view operator()(const Other& call) const {
        return call.name;
    }
};

} // namespace

std::string_view name_of(const Call& call) {
    return std::visit(NameOf{}, call);
}

std::string_view name_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::finished: return "finished";
    case Outcome::deadlock: return "deadlock";
    case Outcome::livelock: return "livelock";
    case Outcome::stuck: return "stuck";
    case Outcome::step_not_reached: return "step-not-reached";
    case Outcome::cpu_limit: return "cpu-limit";
    case Outcome::event_limit: return "event-limit";
    case Outcome::output_limit: return "output-limit";
    case Outcome::process_limit: return "process-limit";
    case Outcome::interrupted: return "interrupted";
    case Outcome::engine_error: return "engine-error";
    }
    return "unknown";
}

} // namespace ipclab::trace
