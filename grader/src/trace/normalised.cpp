#include "sysv/names.h"
#include "trace/fields.h"
#include "trace/trace.h"

#include <charconv>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <utility>

namespace ipclab::trace {

namespace {

// Below this, what looks like an address is a mistake (or a flag): it is the same in every run. vm.mmap_min_addr is 65536.
constexpr std::uint64_t least_address = 65536;

// What a call's result stands for.
Role role_of_result(const Call& call) {
    if (std::holds_alternative<WaitCall>(call)) return Role::pid;
    const auto* ipc = std::get_if<sysv::Call>(&call);
    if (!ipc) return Role::plain;
    if (std::holds_alternative<sysv::MsgGet>(*ipc)) return Role::queue;
    if (std::holds_alternative<sysv::SemGet>(*ipc)) return Role::semaphores;
    if (std::holds_alternative<sysv::ShmGet>(*ipc)) return Role::segment;
    if (std::holds_alternative<sysv::ShmAt>(*ipc)) return Role::address;
    const auto* control = std::get_if<sysv::SemCtl>(ipc);
    return control && control->cmd == GETPID ? Role::pid : Role::plain;
}

// A visitor that writes all fields it is shown.
class Writer {
public:
    explicit Writer(const Trace& trace) : names_(trace) {
        for (const Task& task : trace.tasks)
            pids_[task.pid] = task.id;
    }

    std::string take() { return std::move(text_); }

    void line(const Event& event) {
        const std::int64_t time = event.time.count();
        add("{}.{:09} {} ", time / 1'000'000'000, time % 1'000'000'000, name(event.task));
        task_ = event.task;
        at_ = event.index;
        // A call that had to wait speaks of the object that was there when it began to.
        if (const auto* called = std::get_if<Called>(&event.what); called && called->blocked)
            named_at_ = *called->blocked;
        else
            named_at_ = at_;
        value(event.what, Role::plain);
        text_ += '\n';
    }

    template <class Value>
    void line(std::string_view name, const Value& what, EventIndex at) {
        at_ = named_at_ = at;
        text_ += name;
        text_ += ' ';
        value(what, Role::plain);
        text_ += '\n';
    }

    template <class Value>
    void operator()(std::string_view name, const Value& field, Role role) {
        if constexpr (sysv::may_be_absent<Value>) {
            if (sysv::is_absent(field)) return;
        }
        if (role == Role::ignored) return;
        add(" {}=", name);
        value(field, role);
    }

private:
    template <class... Arguments>
    void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    }

    template <class Value>
    void value(const Value& what, Role role) {
        if constexpr (std::is_same_v<Value, bool>) {
            text_ += what ? "yes" : "no";
        } else if constexpr (std::is_integral_v<Value>) {
            number(what, role);
        } else if constexpr (std::is_enum_v<Value>) {
            text_ += names_of(std::type_identity<Value>{}).at(static_cast<std::size_t>(what));
        } else {
            compound(what, role);
        }
    }

    template <class Number>
    void number(Number number, Role role) {
        const auto small = static_cast<int>(number);
        switch (role) {
        case Role::key: text_ += names_.short_key(small); break;
        case Role::queue: object({sysv::Kind::queue, small}); break;
        case Role::semaphores: object({sysv::Kind::semaphores, small}); break;
        case Role::segment: object({sysv::Kind::segment, small}); break;
        case Role::address: address(static_cast<std::uint64_t>(number)); break;
        case Role::pid: pid(small); break;
        case Role::mode: add("0{:o}", number); break;
        default: add("{}", number);
        }
    }

    void compound(const std::string& what, Role role) {
        std::uint64_t number = 0;
        const bool hexadecimal = role == Role::address && what.starts_with("0x");
        const char* end = what.data() + what.size();
        if (hexadecimal && std::from_chars(what.data() + 2, end, number, 16).ptr == end) {
            address(number);
        } else {
            text_ += sysv::quoted(what);
        }
    }
    void compound(TaskId task, Role) { text_ += name(task); }
    void compound(sysv::ObjectId id, Role) { object(id); }
    void compound(std::chrono::nanoseconds time, Role) { add("{}ns", time.count()); }
    void compound(const Location&, Role) {}
    void compound(const Called& called, Role) {
        call_result_ = role_of_result(called.call);
        braces(called);
    }
    // A failed call's result is -1, whatever it would have stood for.
    void compound(const Result& result, Role) {
        if (result.ok())
            number(result.value, call_result_);
        else
            text_ += sysv::errno_name(result.error);
    }
    template <class Value>
    void compound(const std::optional<Value>& what, Role role) {
        if (what) value(*what, role);
    }
    template <class Value>
    void compound(const std::vector<Value>& list, Role role) {
        text_ += '[';
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i > 0) text_ += ' ';
            value(list[i], role);
        }
        text_ += ']';
    }
    template <class... Alternatives>
    void compound(const std::variant<Alternatives...>& what, Role) {
        std::visit(
            [this]<class Value>(const Value& held) {
                if constexpr (requires { tag(std::type_identity<Value>{}); }) text_ += tag(std::type_identity<Value>{});
                value(held, Role::plain);
            },
            what);
    }
    // What a call left behind is told as it was after the call, though its arguments may be older.
    void compound(const std::vector<sysv::ObjectState>& states, Role role) {
        const EventIndex named_at = std::exchange(named_at_, at_);
        compound<sysv::ObjectState>(states, role);
        named_at_ = named_at;
    }
    template <class Value>
    requires requires(const Value& what, Writer& writer) { fields(what, writer); }
    void compound(const Value& what, Role) { braces(what); }

    template <class Value>
    void braces(const Value& what) {
        text_ += '{';
        const std::size_t begin = text_.size();
        fields(what, *this);
        if (text_.size() > begin) text_.erase(begin, 1); // the first field's blank
        text_ += '}';
    }

    void object(sysv::ObjectId id) {
        if (id.id < 0)
            add("{}", id.id);
        else
            text_ += names_.object(id, named_at_);
    }
    void pid(int pid) {
        const auto found = pids_.find(pid < 0 ? -pid : pid);
        if (pid == 0 || found == pids_.end())
            add("{}", pid);
        else
            add("{}{}", pid < 0 ? "-" : "", name(found->second));
    }
    // Two programs may find different things at the same address, or not, by chance: each task counts for itself.
    void address(std::uint64_t address) {
        if (address < least_address)
            add("{}", address);
        else
            add("A{}", addresses_.try_emplace({task_, address}, addresses_.size()).first->second);
    }
    static std::string name(TaskId task) { return task == script ? "script" : fmt::format("P{}", task.value); }

    std::string text_;
    Names names_;
    std::map<int, TaskId> pids_;
    std::map<std::pair<TaskId, std::uint64_t>, std::size_t> addresses_;
    TaskId task_;
    EventIndex at_ = 0;
    EventIndex named_at_ = 0;
    Role call_result_ = Role::plain;
};

} // namespace

std::string normalised(const Trace& trace) {
    Writer writer(trace);
    const auto end = static_cast<EventIndex>(trace.events.size());
    for (const Task& task : trace.tasks)
        writer.line("task", task, 0);
    for (const NamedKey& key : trace.keys)
        writer.line("key", key, 0);
    for (const Event& event : trace.events)
        writer.line(event);
    writer.line("outcome", trace.outcome, end);
    writer.line("steps", trace.steps_done, end);
    for (const Waiting& waiting : trace.waiting)
        writer.line("waiting", waiting, waiting.blocked);
    for (const sysv::ObjectState& state : trace.left_objects)
        writer.line("left", state, end);
    for (const Contents& contents : trace.left_contents)
        writer.line("left", contents, end);
    for (const FileLeft& file : trace.left_files)
        writer.line("left", file, end);
    for (const TaskId task : trace.left_processes)
        writer.line("left", task, end);
    if (!trace.error.empty()) writer.line("error", trace.error, end);
    return writer.take();
}

std::string fingerprint(const Trace& trace) {
    // FNV-1a (Fowler, Noll, Vo) with 64 bits.
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char byte : normalised(trace)) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 0x100000001b3;
    }
    return fmt::format("{:016x}", hash);
}

} // namespace ipclab::trace
