// Time, randomness, and waits inside a process: answered without the kernel, so that they are the same in every run.

#include "engine/controller.h"
#include "engine/process_status.h"

#include <fmt/format.h>

#include <linux/futex.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ipclab::engine {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

nanoseconds duration_of(const timespec& value) { return seconds{value.tv_sec} + nanoseconds{value.tv_nsec}; }

timespec timespec_of(nanoseconds value) {
    const auto whole = std::chrono::duration_cast<seconds>(value);
    return {.tv_sec = whole.count(), .tv_nsec = (value - whole).count()};
}

timeval timeval_of(nanoseconds value) {
    const auto time = timespec_of(value);
    return {.tv_sec = time.tv_sec, .tv_usec = time.tv_nsec / 1000};
}

bool valid(const timespec& value) { return value.tv_sec >= 0 && value.tv_nsec >= 0 && value.tv_nsec < 1'000'000'000; }

bool pending_now(const SignalMasks& masks, std::uint64_t set) { return (masks.pending & set) != 0; }

struct FutexCall {
    int operation = 0;
    bool waits = false, wakes = false;
    bool realtime = false;
    std::uint64_t address = 0;
    std::uint32_t value = 0;
    std::uint64_t timeout = 0;
};

FutexCall futex_of(const Pending& pending) {
    const auto& a = pending.arguments;
    FutexCall call;
    call.operation = static_cast<int>(a[1]) & FUTEX_CMD_MASK;
    call.realtime = (a[1] & FUTEX_CLOCK_REALTIME) != 0;
    call.waits = call.operation == FUTEX_WAIT || call.operation == FUTEX_WAIT_BITSET;
    call.wakes = call.operation == FUTEX_WAKE || call.operation == FUTEX_WAKE_BITSET;
    call.address = a[0];
    call.value = static_cast<std::uint32_t>(a[2]);
    call.timeout = a[3];
    return call;
}

} // namespace

void Controller::answer_random(Task& task) {
    const auto& a = task.pending->arguments;
    const auto size = std::min<std::uint64_t>(a[1], 1 << 16);
    std::string bytes;
    while (bytes.size() < size) {
        const auto word = task.process->random.next();
        bytes.append(reinterpret_cast<const char*>(&word), sizeof word); // NOLINT: its bytes are what is wanted
    }
    const bool written = task.memory.write(a[0], bytes.data(), size);
    answer(task, written ? static_cast<std::int64_t>(size) : -EFAULT, trace::Called::Origin::engine, false);
}

void Controller::answer_clock(Task& task) {
    // A reading costs a microsecond; who reads on and on while nothing else happens sees time pass faster and faster, as it would
    // have with other things going on.
    clock_.advance(clock_step_);
    const auto idle = idle_; // reading a clock is no polling by itself, and `unseen` bounds it
    asked(task, static_cast<std::uint64_t>(task.pending->visible->number));
    idle_ = idle;
    if (task.polling) clock_step_ = std::min<VirtualTime>(clock_step_ * 2, std::chrono::milliseconds{10});
    const auto& a = task.pending->arguments;
    const auto& memory = task.memory;
    std::int64_t result = 0;
    bool written = true;
    switch (task.pending->visible->number) {
    case SYS_clock_gettime: {
        const auto clock = static_cast<int>(a[0]);
        if (clock > CLOCK_TAI) {
            result = -EINVAL;
        } else {
            written = memory.put(a[1], timespec_of(clock_.reading(clock)));
        }
        break;
    }
    case SYS_gettimeofday:
        if (a[0] != 0) written = memory.put(a[0], timeval_of(clock_.reading(CLOCK_REALTIME)));
        break;
    default: // time
        result = std::chrono::duration_cast<seconds>(clock_.reading(CLOCK_REALTIME)).count();
        if (a[0] != 0) written = memory.put(a[0], static_cast<std::int64_t>(result));
        break;
    }
    answer(task, written ? result : -EFAULT, trace::Called::Origin::engine, false);
}

bool Controller::perform_simple(Task& task) {
    auto& process = *task.process;
    const auto& a = task.pending->arguments;
    const auto left = [&](std::optional<VirtualTime> due) {
        return due ? std::max(*due - clock_.now(), VirtualTime{1}) : VirtualTime{0};
    };
    switch (task.pending->visible->number) {
    case SYS_alarm: {
        const auto before = std::chrono::ceil<seconds>(left(process.alarm)).count();
        const seconds after{static_cast<std::uint32_t>(a[0])};
        process.alarm = after.count() > 0 ? std::optional{clock_.now() + after} : std::nullopt;
        process.alarm_interval = VirtualTime{0};
        task.pending->call = trace::TimeCall{.name = "alarm", .duration = after};
        answer(task, before);
        return true;
    }
    case SYS_setitimer:
    case SYS_getitimer: {
        const bool sets = task.pending->visible->number == SYS_setitimer;
        if (a[0] != ITIMER_REAL) break; // those of CPU time run as they do
        const auto old_address = sets ? a[2] : a[1];
        const itimerval old{.it_interval = timeval_of(process.alarm_interval), .it_value = timeval_of(left(process.alarm))};
        std::optional<itimerval> wanted;
        if (sets) wanted = task.memory.get<itimerval>(a[1]);
        const bool readable = !sets || wanted;
        const bool written = readable && (old_address == 0 || task.memory.put(old_address, old));
        VirtualTime after{0};
        if (written && sets) {
            const auto nanos = [](const timeval& t) { return seconds{t.tv_sec} + std::chrono::microseconds{t.tv_usec}; };
            after = nanos(wanted->it_value);
            process.alarm = after.count() > 0 ? std::optional{clock_.now() + after} : std::nullopt;
            process.alarm_interval = nanos(wanted->it_interval);
        }
        task.pending->call = trace::TimeCall{.name = std::string{task.pending->visible->name}, .duration = after};
        answer(task, written ? 0 : -EFAULT);
        return true;
    }
    default: break;
    }
    task.pending.reset(); // runs as it is
    return true;
}

void Controller::describe_sleep(Task& task) {
    auto& pending = *task.pending;
    const auto& a = pending.arguments;
    const bool plain = pending.visible->number == SYS_nanosleep;
    const auto request = task.memory.get<timespec>(plain ? a[0] : a[2]);
    trace::TimeCall call{.name = std::string{pending.visible->name}, .duration = VirtualTime{0}};
    if (request && valid(*request)) {
        call.duration = duration_of(*request);
        const bool absolute = !plain && (a[1] & TIMER_ABSTIME) != 0;
        if (absolute) call.duration = std::max(call.duration - clock_.reading(static_cast<int>(a[0])), VirtualTime{0});
        pending.deadline = clock_.now() + call.duration;
    }
    pending.call = std::move(call);
}

void Controller::describe_wait(Task& task) {
    auto& pending = *task.pending;
    auto& call = std::get<trace::OtherCall>(pending.call);
    if (pending.visible->family == Family::sigwait && pending.arguments[2] != 0) {
        if (const auto timeout = task.memory.get<timespec>(pending.arguments[2]); timeout && valid(*timeout))
            pending.deadline = clock_.now() + duration_of(*timeout);
    }
    if (pending.visible->family == Family::futex) {
        const auto futex = futex_of(pending);
        call.arguments.emplace_back(futex.waits ? "wait" : "wake");
        if (futex.waits && futex.timeout != 0)
            if (const auto timeout = task.memory.get<timespec>(futex.timeout); timeout && valid(*timeout)) {
                // FUTEX_WAIT takes a duration, FUTEX_WAIT_BITSET a point in time (futex(2)).
                const auto until = duration_of(*timeout);
                const auto clock = futex.realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC;
                pending.deadline =
                    clock_.now() +
                    (futex.operation == FUTEX_WAIT ? until : std::max(until - clock_.reading(clock), VirtualTime{0}));
            }
    }
}

std::optional<trace::WaitsFor> Controller::time_obstacle(Task& task) {
    const auto& pending = *task.pending;
    trace::WaitsFor reason;
    switch (pending.visible->family) {
    case Family::sleep:
        if (!pending.deadline || *pending.deadline <= clock_.now()) return std::nullopt;
        reason.what = trace::WaitsFor::What::time;
        return reason;
    case Family::sigwait: {
        const auto set = task.memory.get<std::uint64_t>(pending.arguments[0]);
        const auto masks = signal_masks(task.tid);
        if (!set || !masks || pending_now(*masks, *set)) return std::nullopt;
        reason.what = trace::WaitsFor::What::signal;
        return reason;
    }
    case Family::futex: {
        const auto futex = futex_of(pending);
        if (!futex.waits || task.memory.get<std::uint32_t>(futex.address) != futex.value) return std::nullopt;
        reason.what = trace::WaitsFor::What::wakeup;
        return reason;
    }
    default: // pause and sigsuspend end by signals only
        reason.what = trace::WaitsFor::What::signal;
        return reason;
    }
}

bool Controller::perform_time(Task& task) {
    const auto family = task.pending->visible->family;
    if (family == Family::sleep) {
        // Reached where the request was invalid or the time is up.
        if (!task.pending->deadline) {
            const auto made = make(task);
            if (made) called(task, *made, trace::Called::Origin::kernel);
            return made.has_value();
        }
        answer(task, 0);
        return true;
    }
    if (family == Family::futex && futex_of(*task.pending).wakes) {
        const auto futex = futex_of(*task.pending);
        std::int64_t woken = 0;
        std::vector<Task*> waiting;
        for (const auto& other : tasks_)
            if (other->state == Task::State::blocked && other->process == task.process &&
                other->pending->visible->family == Family::futex && futex_of(*other->pending).address == futex.address)
                waiting.push_back(other.get());
        std::ranges::sort(waiting, {}, [](const Task* waiter) { return waiter->pending->order; });
        for (auto* waiter : waiting) {
            if (woken >= static_cast<std::int64_t>(futex.value)) break;
            answer(*waiter, 0);
            ++woken;
        }
        if (woken > 0) changed();
        answer(task, woken);
        return true;
    }
    const auto made = make(task);
    if (!made) return false;
    const bool futex = family == Family::futex;
    called(task, *made, trace::Called::Origin::kernel);
    if (futex && *made < 0)
        asked(task, static_cast<std::uint64_t>(SYS_futex));
    else
        changed();
    return true;
}

bool Controller::futex_inline(Task& task) {
    const auto futex = futex_of(*task.pending);
    const auto address = futex.address;
    if (task.process->mappings.empty()) task.process->mappings = read_mappings(task.tid);
    // A word in shared memory is waited for by other processes too, and operations beyond these two are rare: they run as they
    // do. Who then sleeps is seen to sleep, but not why.
    const bool shared = is_shared_memory(task.tid, address);
    if (shared && (futex.waits || futex.wakes)) talks_by("futex");
    const bool modelled = (futex.waits || futex.wakes) && !shared;
    if (modelled && !(futex.wakes && task.process->threads == 1)) return false;
    task.pending.reset();
    return true;
}

void Controller::review_futexes(const Process& process) {
    // The end of a thread clears a word and wakes who waits for it (CLONE_CHILD_CLEARTID): pthread_join.
    for (const auto& task : tasks_) {
        if (task->process != &process || task->state != Task::State::blocked ||
            task->pending->visible->family != Family::futex)
            continue;
        const auto futex = futex_of(*task->pending);
        if (task->memory.get<std::uint32_t>(futex.address) != futex.value) answer(*task, 0);
    }
    changed();
}

bool Controller::time_is_up(Task& task) {
    switch (task.pending->visible->family) {
    case Family::sleep: answer(task, 0); break;
    case Family::futex: answer(task, -ETIMEDOUT); break;
    default: answer(task, -EAGAIN); break; // semtimedop, rt_sigtimedwait
    }
    // Nothing else has changed by it: who sleeps and looks, sleeps and looks, is still only looking.
    ++idle_;
    return true;
}

} // namespace ipclab::engine
