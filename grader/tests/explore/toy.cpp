#include "toy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sys/ipc.h>
#include <sys/sem.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace ipclab::explore::tests {
namespace {

using Kind = Op::Kind;

bool is_access(const Op& op) { return op.kind == Kind::store || op.kind == Kind::load; }

class Machine {
public:
    explicit Machine(const Toy& toy) : toy_{toy}, values_{toy.values} {
        for (std::size_t i = 0; i < toy.programs.size(); ++i) {
            const auto name = std::string(1, static_cast<char>('A' + i));
            trace_.tasks.push_back({.id = id(i), .actor = name, .name = name});
            tasks_.emplace_back();
        }
    }

    trace::Trace run(schedule::Schedule& schedule) {
        try {
            while (step(schedule)) {
            }
        } catch (const schedule::Abandoned&) {
            trace_.outcome = trace::Outcome::abandoned;
        }
        for (const auto value : values_)
            trace_.error += fmt::format("{} ", value); // what is left, for `outcome_of`
        // Between messages of different types nobody left can tell an order; while somebody could, they were received.
        std::ranges::stable_sort(queue_, {}, &sysv::Message::type);
        for (const auto& message : queue_)
            trace_.error += fmt::format("m{}from{} ", message.type, message.text);
        for (const auto byte : bytes_)
            trace_.error += fmt::format("b{} ", byte);
        return std::move(trace_);
    }

private:
    struct Task {
        std::size_t next = 0;
        std::optional<std::uint64_t> place; ///< among those who wait
        std::optional<trace::EventIndex> blocked;
        bool ready = true; ///< has its own code to run before its next call
        bool exited = false;
    };

    static trace::TaskId id(std::size_t i) { return {static_cast<int>(i)}; }
    [[nodiscard]] const Op* op(std::size_t i) const {
        const auto& program = toy_.programs[i];
        return tasks_[i].next < program.size() ? &program[tasks_[i].next] : nullptr;
    }

    bool step(schedule::Schedule& schedule) {
        std::vector<schedule::Candidate> candidates;
        std::deque<trace::Call> calls;
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            if (tasks_[i].exited || tasks_[i].place) continue;
            const auto* next = tasks_[i].ready ? nullptr : op(i);
            schedule::Candidate candidate{.task = id(i)};
            if (next != nullptr) {
                calls.emplace_back(call_of(*next));
                candidate.call = &calls.back();
                candidate.entering = !completes(*next);
                candidate.notices = next->kind == Kind::remove || next->kind == Kind::count;
            }
            candidates.push_back(candidate);
        }
        if (candidates.empty()) {
            const bool all = std::ranges::all_of(tasks_, &Task::exited);
            trace_.outcome = all ? trace::Outcome::finished : trace::Outcome::deadlock;
            return false;
        }
        const auto chosen = candidates[schedule.choose({.candidates = candidates, .last = last_, .events = trace_.events})];
        const auto i = static_cast<std::size_t>(chosen.task.value);
        if (chosen.entering) {
            tasks_[i].place = ++places_;
            tasks_[i].blocked = emit(i, trace::Blocked{.call = call_of(*op(i)), .waits_for = waits_for(*op(i))});
            return true;
        }
        last_ = chosen.task;
        if (std::exchange(tasks_[i].ready, false)) {
            go_on(i);
            return true;
        }
        if (op(i) == nullptr) {
            tasks_[i].exited = true;
            emit(i, trace::Exited{});
            return true;
        }
        const auto what = *op(i);
        perform(i);
        settle(what);
        go_on(i);
        return true;
    }

    /// Its own code after a call: accesses to memory are no calls.
    void go_on(std::size_t i) {
        for (; op(i) != nullptr && is_access(*op(i)); ++tasks_[i].next) {
            auto& byte = bytes_.at(static_cast<std::size_t>(op(i)->a));
            trace::Accessed access{.segment = {sysv::Kind::segment, 0},
                                   .offset = static_cast<std::uint64_t>(op(i)->a),
                                   .size = 1,
                                   .kind = trace::Accessed::Kind::read};
            if (op(i)->kind == Kind::store) {
                byte = static_cast<char>('a' + i);
                access.kind = trace::Accessed::Kind::write;
            }
            access.bytes = std::string(1, byte);
            emit(i, access);
        }
    }

    [[nodiscard]] bool completes(const Op& op) const {
        const auto fits = [&](int number, int amount) {
            const auto value = values_.at(static_cast<std::size_t>(number));
            return amount == 0 ? value == 0 : value + amount >= 0;
        };
        switch (op.kind) {
        case Kind::change: return removed_ || fits(op.a, op.b);
        case Kind::both: return removed_ || (fits(0, op.a) && fits(1, op.b));
        case Kind::send: return queue_.size() < toy_.room;
        case Kind::receive: return chosen(op.a) != queue_.end();
        default: return true;
        }
    }

    [[nodiscard]] std::vector<sysv::Message>::const_iterator chosen(int type) const {
        if (type < 0) {
            const auto lowest = std::ranges::min_element(queue_, {}, &sysv::Message::type);
            return lowest != queue_.end() && lowest->type <= -type ? lowest : queue_.end();
        }
        return std::ranges::find_if(queue_, [&](const auto& m) { return type == 0 || m.type == type; });
    }

    [[nodiscard]] static sysv::Call call_of(const Op& op) {
        const auto amount = [&](int number, int by) {
            return sysv::SemBuf{.sem_num = static_cast<unsigned>(number),
                                .sem_op = by,
                                .sem_flg = op.kind == Kind::try_change ? IPC_NOWAIT : 0};
        };
        switch (op.kind) {
        case Kind::change:
        case Kind::try_change: return sysv::SemOp{.semid = 0, .nsops = 1, .sops = {amount(op.a, op.b)}};
        case Kind::both: return sysv::SemOp{.semid = 0, .nsops = 2, .sops = {amount(0, op.a), amount(1, op.b)}};
        case Kind::set:
            return sysv::SemCtl{.semid = 0, .semnum = op.a, .cmd = SETVAL, .arg = static_cast<std::uint64_t>(op.b)};
        case Kind::get: return sysv::SemCtl{.semid = 0, .semnum = op.a, .cmd = GETVAL};
        case Kind::count: return sysv::SemCtl{.semid = 0, .semnum = op.a, .cmd = GETNCNT};
        case Kind::remove: return sysv::SemCtl{.semid = 0, .cmd = IPC_RMID};
        case Kind::send: return sysv::MsgSnd{.msqid = 0, .msgsz = 1};
        default: return sysv::MsgRcv{.msqid = 0, .msgsz = 1, .msgtyp = op.a};
        }
    }

    [[nodiscard]] static trace::WaitsFor waits_for(const Op& op) {
        using What = trace::WaitsFor::What;
        const bool queue = op.kind == Kind::send || op.kind == Kind::receive;
        trace::WaitsFor reason;
        reason.what = op.kind == Kind::send ? What::room : queue ? What::message : op.b == 0 ? What::zero : What::increase;
        reason.object = sysv::ObjectId{queue ? sysv::Kind::queue : sysv::Kind::semaphores, 0};
        reason.semnum = op.kind == Kind::change ? op.a : 0;
        return reason;
    }

    /// Makes the call that task `i` is at.
    void perform(std::size_t i) {
        const auto what = *op(i);
        auto call = call_of(what);
        trace::Result result;
        const auto number = what.kind == Kind::both ? 0 : static_cast<std::size_t>(std::max(what.a, 0));
        const bool set_call = what.kind <= Kind::remove;
        if (set_call && removed_) {
            result = {.value = -1, .error = tasks_[i].place ? EIDRM : EINVAL};
        } else {
            switch (what.kind) {
            case Kind::change: values_.at(number) += what.b; break;
            case Kind::try_change:
                if (values_.at(number) + what.b < 0)
                    result = {.value = -1, .error = EAGAIN};
                else
                    values_.at(number) += what.b;
                break;
            case Kind::both:
                values_[0] += what.a;
                values_[1] += what.b;
                break;
            case Kind::set: values_.at(number) = what.b; break;
            case Kind::get: result.value = values_.at(number); break;
            case Kind::count:
                result.value = std::ranges::count_if(tasks_, [&](const Task& task) {
                    const auto* waiting = op(static_cast<std::size_t>(&task - tasks_.data()));
                    return task.place && waiting->kind == Kind::change && waiting->a == what.a && waiting->b < 0;
                });
                break;
            case Kind::remove: removed_ = true; break;
            case Kind::send: {
                const sysv::Message message{.type = what.a, .text = std::to_string(i)};
                std::get<sysv::MsgSnd>(call).message = message;
                queue_.push_back(message);
                break;
            }
            default: {
                const auto taken = chosen(what.a);
                std::get<sysv::MsgRcv>(call).message = *taken;
                queue_.erase(taken);
                break;
            }
            }
        }
        trace::Called event{.call = std::move(call), .result = result};
        event.blocked = tasks_[i].blocked;
        const bool looks = what.kind == Kind::get || what.kind == Kind::count;
        if (result.ok() && !looks && what.kind != Kind::remove) event.after.push_back(state(set_call));
        if (what.kind == Kind::remove && result.ok()) event.removed = sysv::ObjectId{sysv::Kind::semaphores, 0};
        tasks_[i].place.reset();
        tasks_[i].blocked.reset();
        ++tasks_[i].next;
        emit(i, std::move(event));
    }

    [[nodiscard]] sysv::ObjectState state(bool set) const {
        if (!set)
            return sysv::QueueState{
                .id = 0, .qnum = queue_.size(), .cbytes = queue_.size(), .qbytes = toy_.room, .messages = queue_};
        sysv::SemaphoreSetState all{.id = 0};
        for (const auto value : values_)
            all.semaphores.push_back({.value = value});
        return all;
    }

    /// Who waits and can go on does, first come, first served; who waits for zero before the others.
    void settle(const Op& what) {
        const bool queue = what.kind == Kind::send || what.kind == Kind::receive;
        for (bool again = true; again;) {
            again = false;
            std::vector<std::size_t> waiting;
            for (std::size_t i = 0; i < tasks_.size(); ++i) {
                const bool at_queue = op(i) != nullptr && (op(i)->kind == Kind::send || op(i)->kind == Kind::receive);
                if (tasks_[i].place && at_queue == queue) waiting.push_back(i);
            }
            std::ranges::sort(waiting, {}, [&](std::size_t i) {
                const bool zero = op(i)->kind == Kind::change && op(i)->b == 0;
                return std::pair{!zero, *tasks_[i].place};
            });
            for (const auto i : waiting) {
                if (!completes(*op(i))) continue;
                if (op(i)->kind == Kind::send) { // only wakes
                    tasks_[i].place.reset();
                    tasks_[i].blocked.reset();
                    continue;
                }
                perform(i);
                tasks_[i].ready = true; // it runs on when it is let
                again = true;
                break;
            }
        }
    }

    template <class What>
    trace::EventIndex emit(std::size_t i, What&& what) {
        const auto index = static_cast<trace::EventIndex>(trace_.events.size());
        trace_.events.push_back({.index = index, .task = id(i), .what = std::forward<What>(what)});
        return index;
    }

    const Toy& toy_;
    std::vector<int> values_;
    std::array<char, 4> bytes_{'-', '-', '-', '-'};
    std::vector<sysv::Message> queue_;
    std::vector<Task> tasks_;
    bool removed_ = false;
    std::uint64_t places_ = 0;
    trace::TaskId last_ = trace::script;
    trace::Trace trace_;
};

} // namespace

trace::Trace Toy::run(schedule::Schedule& schedule) const { return Machine{*this}.run(schedule); }

std::string outcome_of(const trace::Trace& trace) {
    std::map<trace::TaskId, std::string> seen;
    for (const auto& event : trace.events) {
        auto& text = seen[event.task];
        if (const auto* access = std::get_if<trace::Accessed>(&event.what)) text += "<" + access->bytes + ">";
        const auto* called = std::get_if<trace::Called>(&event.what);
        if (called == nullptr) continue;
        text += called->result.ok() ? std::to_string(called->result.value) : "E" + std::to_string(called->result.error);
        const auto& ipc = std::get<sysv::Call>(called->call);
        if (const auto* receive = std::get_if<sysv::MsgRcv>(&ipc); receive != nullptr && receive->message)
            text += fmt::format("({} from {})", receive->message->type, receive->message->text);
        text += ' ';
    }
    std::string all{trace::name_of(trace.outcome)};
    for (const auto& [task, text] : seen)
        all += fmt::format("; {}: {}", task.value, text);
    return all + "| " + trace.error;
}

std::string text_of(const Toy& toy) {
    constexpr std::array names{"change", "try", "both", "set", "get", "count", "remove", "send", "receive", "store", "load"};
    std::string text = fmt::format("values {} room {}", fmt::join(toy.values, " "), toy.room);
    for (const auto& program : toy.programs) {
        text += "\n ";
        for (const auto& op : program)
            text += fmt::format(" {}({},{})", names.at(static_cast<std::size_t>(op.kind)), op.a, op.b);
    }
    return text;
}

} // namespace ipclab::explore::tests
