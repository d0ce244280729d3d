#include "judge/actor.h"

#include "sysv/names.h"

#include <fmt/format.h>
#include <utility>

namespace ipclab::judge {

namespace {

const trace::Output* output_of(const trace::Event& event, int fd) {
    const auto* output = std::get_if<trace::Output>(&event.what);
    return output != nullptr && output->fd == fd ? output : nullptr;
}

std::string waits(const trace::Trace& trace, const trace::Waiting& waiting) {
    const trace::Names names(trace);
    std::string call = "a call";
    if (waiting.blocked < trace.events.size())
        if (const auto* blocked = std::get_if<trace::Blocked>(&trace.events[waiting.blocked].what))
            call = trace::name_of(blocked->call);
    const auto last = trace.events.empty() ? trace::EventIndex{0} : trace.events.back().index;
    return fmt::format("waits in {} for {}", call, trace::describe(waiting.waits_for, names, last));
}

/// What a program said of its failure, for the end of a sentence: the last line that it wrote to stderr.
std::string last_complaint(std::string errors) {
    while (!errors.empty() && (errors.back() == '\n' || errors.back() == ' '))
        errors.pop_back();
    const auto start = errors.rfind('\n');
    const auto line = start == std::string::npos ? errors : errors.substr(start + 1);
    return line.empty() ? "" : fmt::format(" after saying {}", sysv::quoted(line));
}

} // namespace

Actor::Actor(const trace::Trace& trace, std::string name) : trace_(&trace), name_(std::move(name)) {
    for (const auto& task : trace.tasks)
        if (first_ == nullptr && task.actor == name_) first_ = &task;
    if (first_ == nullptr) return;
    for (const auto& event : trace.events)
        if (event.task == first_->id && std::holds_alternative<trace::Exited>(event.what)) end_ = &event;
    for (const auto& waiting : trace.waiting)
        if (owns(waiting.task) && (waiting_ == nullptr || waiting.task == first_->id)) waiting_ = &waiting;
}

bool Actor::owns(trace::TaskId task) const {
    return task != trace::script && static_cast<std::size_t>(task.value) < trace_->tasks.size() &&
           trace_->task(task).actor == name_;
}

std::string Actor::output(int fd) const {
    std::string all;
    for (const auto& event : trace_->events)
        if (const auto* output = output_of(event, fd); output != nullptr && owns(event.task)) all += output->bytes;
    return all;
}

const trace::Event* Actor::event_of_output(int fd, std::size_t offset) const {
    const trace::Event* last = nullptr;
    std::size_t before = 0;
    for (const auto& event : trace_->events) {
        const auto* output = output_of(event, fd);
        if (output == nullptr || !owns(event.task)) continue;
        last = &event;
        before += output->bytes.size();
        if (offset < before) break;
    }
    return last;
}

std::string Actor::fate() const {
    if (first_ == nullptr) return "was never started";
    if (end_ != nullptr) {
        const auto& exited = std::get<trace::Exited>(end_->what);
        if (exited.signal != 0) return fmt::format("was ended by {}", sysv::signal_name(exited.signal));
        return fmt::format("ended with exit status {}{}", exited.code, exited.code == 0 ? "" : last_complaint(output(2)));
    }
    if (waiting_ != nullptr) return fmt::format("never ended: it {}", waits(*trace_, *waiting_));
    return "never ended";
}

std::string Actor::why_silent() const {
    if (first_ == nullptr) return "it was never started";
    // A child that waits keeps its output back, also where the first process has ended.
    if (waiting_ != nullptr) return fmt::format("{} {}", trace_->task(waiting_->task).name, waits(*trace_, *waiting_));
    if (end_ == nullptr) return "it never ended";
    const auto& exited = std::get<trace::Exited>(end_->what);
    return exited.signal == 0 && exited.code == 0 ? "" : "it " + fate();
}

std::optional<trace::EventIndex> Actor::fate_event() const {
    if (end_ != nullptr) return end_->index;
    if (waiting_ != nullptr) return waiting_->blocked;
    return {};
}

} // namespace ipclab::judge
