#include "trace/check.h"

#include "trace/fields.h"

#include <fmt/format.h>
#include <stdexcept>

namespace ipclab::trace {

namespace {

// Looks at every task id below what it is shown.
class Checker {
public:
    Checker(const Trace& trace, std::string_view list, std::size_t index) : trace_(trace), list_(list), index_(index) {}

    template <class Value>
    void operator()(std::string_view name, const Value& field, Role) {
        name_ = name;
        value(field);
    }

    [[noreturn]] void refuse(std::string_view name, std::int64_t number) const {
        throw std::runtime_error(
            fmt::format("trace.{}[{}]: its {} is {}, which leads nowhere", list_, index_, name, number));
    }

private:
    void value(TaskId task) {
        if (task.value < script.value || task.value >= static_cast<std::int64_t>(trace_.tasks.size()))
            refuse(name_, task.value);
    }
    template <class Value>
    void value(const std::optional<Value>& what) {
        if (what) value(*what);
    }
    template <class Value>
    void value(const std::vector<Value>& list) {
        for (const Value& item : list)
            value(item);
    }
    template <class... Alternatives>
    void value(const std::variant<Alternatives...>& what) {
        std::visit([this](const auto& held) { this->value(held); }, what);
    }
    template <class Value>
    void value(const Value& what) {
        if constexpr (std::is_class_v<Value> && requires { fields(what, *this); }) fields(what, *this);
    }

    const Trace& trace_;
    std::string_view list_;
    std::size_t index_;
    std::string_view name_;
};

} // namespace

void check(const Trace& trace) {
    for (std::size_t i = 0; i < trace.tasks.size(); ++i) {
        Checker checker(trace, "tasks", i);
        if (static_cast<std::int64_t>(i) != trace.tasks[i].id.value) checker.refuse("id", trace.tasks[i].id.value);
        fields(trace.tasks[i], checker);
    }
    for (std::size_t i = 0; i < trace.events.size(); ++i) {
        const Event& event = trace.events[i];
        Checker checker(trace, "events", i);
        if (i != event.index) checker.refuse("index", event.index);
        fields(event, checker);
        const auto* called = std::get_if<Called>(&event.what);
        if (called && called->blocked && *called->blocked >= i) checker.refuse("blocked", *called->blocked);
    }
    for (std::size_t i = 0; i < trace.waiting.size(); ++i) {
        Checker checker(trace, "waiting", i);
        fields(trace.waiting[i], checker);
        if (trace.waiting[i].blocked >= trace.events.size()) checker.refuse("blocked", trace.waiting[i].blocked);
    }
    for (std::size_t i = 0; i < trace.left_processes.size(); ++i) {
        Checker checker(trace, "left_processes", i);
        checker("task", trace.left_processes[i], Role::plain);
    }
}

} // namespace ipclab::trace
