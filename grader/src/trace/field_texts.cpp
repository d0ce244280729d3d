#include "trace/field_texts.h"

#include "sysv/names.h"
#include "trace/fields.h"

#include <fmt/format.h>

namespace ipclab::trace {

namespace {

std::string seconds(std::chrono::nanoseconds duration) {
    std::string text = fmt::format("{}.{:09}", duration.count() / 1'000'000'000, duration.count() % 1'000'000'000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

// A visitor that puts all fields into one flat list.
class Collector {
public:
    template <class Value>
    void operator()(std::string_view name, const Value& field, Role role) {
        if (role == Role::ignored) return;
        add(fmt::format("{}{}{}", prefix_, name, suffix_), field, role);
    }
    template <class... Alternatives>
    void visit(const std::variant<Alternatives...>& what) {
        std::visit([this](const auto& held) { this->visit(held); }, what);
    }
    template <class Value>
    void visit(const Value& what) {
        fields(what, *this);
    }
    FieldTexts take() { return std::move(texts_); }

private:
    template <class Value>
    void add(std::string name, const Value& value, Role role) {
        if constexpr (std::is_same_v<Value, bool>) {
            put(std::move(name), value ? "1" : "0");
        } else if constexpr (std::is_integral_v<Value>) {
            put(std::move(name), number(value, role));
        } else {
            compound(std::move(name), value, role);
        }
    }
    template <class Number>
    static std::string number(Number number, Role role) {
        const auto small = static_cast<int>(number);
        switch (role) {
        case Role::mode: return fmt::format("0{:o}", number);
        case Role::signal: return sysv::signal_name(small);
        case Role::msgctl_command: return sysv::msgctl_command(small);
        case Role::semctl_command: return sysv::semctl_command(small);
        case Role::shmctl_command: return sysv::shmctl_command(small);
        default: return fmt::format("{}", number);
        }
    }
    void compound(std::string name, const std::string& text, Role) { put(std::move(name), text); }
    void compound(std::string name, std::chrono::nanoseconds time, Role) { put(std::move(name), seconds(time)); }
    void compound(const std::string&, TaskId, Role) {}
    template <class Value>
    void compound(const std::string& name, const std::optional<Value>& what, Role role) {
        if (what) add(name, *what, role);
    }
    template <class Value>
    void compound(const std::string& name, const std::vector<Value>& list, Role role) {
        for (std::size_t i = 0; i < list.size(); ++i)
            add(fmt::format("{}[{}]", name, i), list[i], role);
    }
    void compound(const std::string& name, const std::vector<sysv::SemBuf>& sops, Role) {
        for (std::size_t i = 0; i < sops.size(); ++i)
            nest(fmt::format("{}[{}].", name, i), "", sops[i]);
    }
    void compound(const std::string&, const std::vector<sysv::SemaphoreState>& semaphores, Role) {
        put("nsems", fmt::format("{}", semaphores.size()));
        for (std::size_t i = 0; i < semaphores.size(); ++i)
            nest("", fmt::format("[{}]", i), semaphores[i]);
    }
    void compound(const std::string&, const std::vector<sysv::Message>& messages, Role) {
        for (std::size_t i = 0; i < messages.size(); ++i)
            nest("", fmt::format("[{}]", i), messages[i]);
    }
    // A single message, a state and its permissions have names that are clear without saying where they stand. A call's own id
    // comes first; the state's says the same.
    void compound(const std::string&, const sysv::Message& message, Role) { fields(message, *this); }
    void compound(const std::string&, const sysv::Permissions& perm, Role) { fields(perm, *this); }
    template <class State>
    requires requires(const State& state) { state.perm; }
    void compound(const std::string&, const State& state, Role) { fields(state, *this); }

    template <class Value>
    void nest(std::string prefix, std::string suffix, const Value& what) {
        prefix_ = std::move(prefix);
        suffix_ = std::move(suffix);
        fields(what, *this);
        prefix_.clear();
        suffix_.clear();
    }
    void put(std::string name, std::string text) { texts_.emplace_back(std::move(name), std::move(text)); }

    FieldTexts texts_;
    std::string prefix_, suffix_;
};

} // namespace

FieldTexts field_texts(const Call& call) {
    Collector collector;
    collector.visit(call);
    return collector.take();
}

FieldTexts field_texts(const sysv::ObjectState& state) {
    Collector collector;
    collector.visit(state);
    return collector.take();
}

} // namespace ipclab::trace
