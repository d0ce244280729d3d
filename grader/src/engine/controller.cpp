#include "engine/controller.h"

#include "engine/given.h"
#include "engine/interruption.h"
#include "engine/kernel.h"
#include "engine/ledger.h"
#include "engine/left_file.h"
#include "engine/process_status.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ipclab::engine {
namespace {

constexpr std::chrono::nanoseconds default_epoch = std::chrono::seconds{1'767'225'600}; // 2026-01-01 00:00 UTC

/// A timer never fires before its time, and always a little after it: who measures a sleep must see at least its length.
constexpr VirtualTime timer_latency = std::chrono::microseconds{50};

/// So many events pass before a due timer is looked for although somebody can go on.
constexpr std::size_t busy_events = 20'000;

/// How long a child that outlives the actors' first processes is watched before it counts as left behind.
constexpr std::size_t grace_steps = 1000;
constexpr VirtualTime grace_time = std::chrono::seconds{10};

} // namespace

std::chrono::nanoseconds Clock::reading(int clock) const {
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI) return epoch_ + now_;
    if (clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID) return now_;
    return std::chrono::seconds{1000} + now_;
}

Controller::Controller(const RunSpec& spec, schedule::Schedule& schedule, const std::vector<sock_filter>& filter,
                       source::Symbols& symbols, Templates& templates)
    : spec_{spec}, schedule_{schedule}, filter_{filter}, symbols_{symbols},
      templates_{templates}, clock_{spec.epoch.count() != 0 ? spec.epoch : default_epoch}, faults_{spec.faults},
      stops_at_accesses_{spec.stop_at_accesses || std::ranges::any_of(spec.faults, strikes_at_access)} {}

Controller::~Controller() { kill_everybody(); }

trace::Trace Controller::run() {
    constexpr std::size_t many_events = 16384; // address space only, until they come
    trace_.events.reserve(many_events);
    trace_.keys = spec_.keys;
    if (closes_pages()) trace_.watched = trace::Accessed::Witness::page;
    if (spec_.level == Level::none)
        for (const auto& state : all_objects())
            foreign_.insert(sysv::id_of(state));
    try {
        make_given();
        loop();
    } catch (const RunOver&) {
        // `finish` has said how.
    } catch (const Interrupted&) {
        trace_.outcome = trace::Outcome::interrupted;
    } catch (const schedule::Abandoned&) {
        trace_.outcome = trace::Outcome::abandoned;
    } catch (const std::exception& error) {
        trace_.outcome = trace::Outcome::engine_error;
        trace_.error = error.what();
    }
    if (closes_pages()) tell_atomics_apart();
    // Everybody is parked or has ended, so both must say the same; without an IPC namespace others may have had a hand in it.
    if (const auto differs = objects_.disagreement(); !differs.empty() && spec_.level != Level::none &&
                                                      trace_.outcome != trace::Outcome::stuck &&
                                                      trace_.outcome != trace::Outcome::engine_error) {
        trace_.outcome = trace::Outcome::engine_error;
        trace_.error = differs;
    }
    // The state is taken before what is left is killed, or the evidence is gone.
    for (auto& state : all_objects()) {
        const auto id = sysv::id_of(state);
        const bool ours = spec_.level != Level::none || std::ranges::find(made_, id) != made_.end();
        if (ours && !foreign_.contains(id)) trace_.left_objects.push_back(std::move(state));
    }
    keep_contents();
    kill_everybody();
    for (const auto& name : spec_.files_at_end)
        trace_.left_files.push_back(left_file(spec_.folder, name));
    for (const auto id : made_) {
        remove_object(id);
        if (spec_.ledger != nullptr) spec_.ledger->drop(id);
    }
    trace_.schedule = schedule_.text();
    return std::move(trace_);
}

trace::EventIndex Controller::emit(trace::TaskId task, trace::What&& what, std::optional<trace::Location> where) {
    const auto index = static_cast<trace::EventIndex>(trace_.events.size());
    auto& event = trace_.events.emplace_back();
    event.index = index;
    event.time = clock_.now();
    event.task = task;
    event.where = std::move(where);
    event.what = std::move(what);
    if (!faults_.none()) faults_.read(trace_, event);
    if (spec_.on_event) spec_.on_event(trace_, event);
    return index;
}

void Controller::make_given() {
    if (spec_.ids_above_zero) use_up_first_ids();
    for (const auto& given : spec_.given) {
        auto makings = engine::make(given);
        const sysv::ObjectId id{given.kind, static_cast<int>(makings.front().value)};
        made_.push_back(id);
        if (spec_.ledger != nullptr) spec_.ledger->add(id);
        objects_.refresh(id);
        objects_.holds(id, given.messages);
        for (std::size_t i = 0; i < makings.size(); ++i) {
            trace::Called event;
            event.call = std::move(makings[i].call);
            event.result.value = makings[i].value;
            if (i + 1 == makings.size()) event.after = state_now(id);
            emit(trace::script, std::move(event));
        }
    }
}

void Controller::loop() {
    while (step()) {
    }
}

bool Controller::step() {
    within_budget(nullptr);
    if (std::ranges::any_of(tasks_,
                            [](const auto& t) { return t->state == Task::State::away || t->state == Task::State::stopped; }))
        absorb(false);
    if (signals_pending_) review_signals();
    const bool play_done = script_done();
    if (play_done && everybody_ended()) {
        trace_.outcome = trace::Outcome::finished;
        return false;
    }
    if (play_done && roots_ended()) {
        if (!roots_ended_at_) roots_ended_at_ = clock_.now();
        if (++grace_ > grace_steps || clock_.now() - *roots_ended_at_ > grace_time) {
            finish(trace::Outcome::finished);
        }
    }

    auto able = candidates();
    add_sleepers(able);
    const bool only_polling = std::ranges::all_of(able, &schedule::Candidate::polling);
    // Who is busy without end sees timers fire all the same.
    const bool long_busy = trace_.events.size() - events_at_time_ > busy_events;
    if (!stopped_.empty() && let_stopped_go(false)) return true;
    if ((only_polling || long_busy) && let_time_pass()) return true;
    if (only_polling && let_stopped_go(true)) return true;
    if (able.empty()) {
        if (wait_outside()) return true;
        conclude();
        return false;
    }
    const auto chosen = able[schedule_.choose({.candidates = able, .last = last_, .events = trace_.events})];
    if (!chosen.entering) last_ = chosen.task; // who begins to wait has not gone on
    if (chosen.task == trace::script) {
        play_step();
        return true;
    }
    auto& task = *tasks_.at(static_cast<std::size_t>(chosen.task.value));
    if (struck_before(task)) return true;
    if (chosen.entering) {
        enter(task);
        struck_while_blocked(task);
        return true;
    }
    wake_early(task);
    switch (task.state) {
    case Task::State::exiting: let_exit(task); break;
    case Task::State::parked:
    case Task::State::blocked:
        if (perform(task)) run_on(task);
        break;
    default: run_on(task); break;
    }
    return true;
}

std::vector<schedule::Candidate> Controller::candidates() {
    std::vector<schedule::Candidate> able;
    if (script_enabled()) {
        const auto& action = spec_.play[trace_.steps_done].action;
        const auto* at = std::get_if<Look>(&action); // at a set: it sees who waits
        const bool notices = std::holds_alternative<Send>(action) || (at != nullptr && at->kind == sysv::Kind::semaphores);
        able.push_back({.task = trace::script, .notices = notices});
    }
    for (const auto& task : tasks_) {
        bool enabled = false;
        bool entering = false;
        switch (task->state) {
        case Task::State::ready:
        case Task::State::exiting: enabled = true; break;
        case Task::State::parked:
            enabled = true;
            entering = !task->interrupted && obstacle(*task).has_value();
            break;
        case Task::State::blocked:
            review(*task);
            enabled = task->state == Task::State::parked || task->interrupted ||
                      (task->pending->deadline && *task->pending->deadline <= clock_.now());
            break;
        default: break;
        }
        const bool polling = (task->polling && task->asked_at == changes_) || task->spinning;
        if (enabled)
            able.push_back({.task = task->id,
                            .polling = polling && !entering,
                            .entering = entering,
                            .notices = entering ? is_awaited(*task) : notices(*task),
                            .call = task->pending ? &task->pending->call : nullptr});
    }
    return able;
}

bool Controller::notices(const Task& task) const {
    if (task.state != Task::State::parked) return false;
    if (task.pending->visible->family == Family::kill) return true;
    const auto* call = std::get_if<sysv::Call>(&task.pending->call);
    if (call == nullptr) return false;
    if (const auto* queue = std::get_if<sysv::MsgCtl>(call)) return queue->cmd == IPC_RMID;
    const auto* set = std::get_if<sysv::SemCtl>(call);
    return set != nullptr && (set->cmd == IPC_RMID || set->cmd == GETNCNT || set->cmd == GETZCNT);
}

bool Controller::is_awaited(const Task& task) const {
    if (script_done() || !task.process->root || task.thread) return false;
    const auto* until = std::get_if<Until>(&spec_.play[trace_.steps_done].action);
    return until != nullptr && until->state == Until::State::blocked && until->actor == task.process->actor;
}

bool Controller::everybody_ended() const {
    return std::ranges::all_of(processes_, [](const auto& entry) { return entry.second->dead; });
}

bool Controller::roots_ended() const {
    return std::ranges::all_of(processes_, [](const auto& entry) { return entry.second->dead || !entry.second->root; });
}

bool Controller::let_time_pass() {
    std::optional<VirtualTime> next = script_until_;
    const auto sooner = [&](std::optional<VirtualTime> when) {
        if (when && (!next || *when < *next)) next = when;
    };
    for (const auto& task : tasks_)
        if (task->state == Task::State::blocked && task->pending) sooner(task->pending->deadline);
    for (const auto& [pid, process] : processes_)
        if (!process->dead) sooner(process->alarm);
    if (!next || *next > spec_.budget.virtual_time) return false;
    return pass_time_to(*next);
}

bool Controller::pass_time_to(VirtualTime when) {
    events_at_time_ = trace_.events.size();
    if (when > clock_.now()) {
        clock_.advance_to(when + timer_latency);
        emit(trace::script, trace::ClockAdvanced{.to = clock_.now()});
    }
    // Who is busy has a turn between any two timers: one that fires again and again would starve it (a thread that looks every
    // few milliseconds whether the other has done its work).
    for (const auto& task : tasks_)
        task->spinning = false;
    bool anything = false;
    for (const auto& [pid, process] : processes_) {
        if (process->dead || !process->alarm || *process->alarm > clock_.now()) continue;
        process->alarm =
            process->alarm_interval.count() > 0 ? std::optional{clock_.now() + process->alarm_interval} : std::nullopt;
        sent_.erase(SIGALRM);
        kill(pid, SIGALRM);
        process->signalled = true;
        signals_pending_ = true;
        anything = true;
    }
    // True where time alone has enabled somebody; a task that was due already is a candidate as it is.
    for (const auto& task : tasks_)
        anything = anything || (task->state == Task::State::blocked && task->pending->deadline &&
                                *task->pending->deadline <= clock_.now());
    return anything || (script_until_ && *script_until_ <= clock_.now());
}

bool Controller::wait_outside() {
    // Somebody waits for input from outside the run, or sleeps in a call without a model: real time has to pass.
    const bool away = std::ranges::any_of(tasks_, [](const auto& t) { return t->state == Task::State::away; });
    const bool input = std::ranges::any_of(tasks_, [](const auto& t) {
        return t->state == Task::State::blocked && t->pending->waits_for.what == trace::WaitsFor::What::outside;
    });
    if (interruption_requested()) throw Interrupted{};
    if (input) {
        poll(nullptr, 0, 10);
        if (away) absorb(false);
        return true;
    }
    if (!away) return false;
    // A call without a model that nobody of the run can end: looked at for half a second of its own time.
    for (int look = 0; look < 50; ++look) {
        poll(nullptr, 0, 10);
        const auto before = trace_.events.size();
        absorb(false);
        if (trace_.events.size() != before || !candidates().empty()) return true;
        const bool computes = std::ranges::any_of(tasks_, [](const auto& t) {
            if (t->state != Task::State::away) return false;
            const auto times = process_times(t->tid);
            return times && times->state == 'R';
        });
        if (computes) --look;
    }
    return false;
}

void Controller::conclude() {
    const auto waiting = [](const auto& task) {
        return task->state == Task::State::blocked || task->state == Task::State::away ||
               task->state == Task::State::stopped;
    };
    const bool anybody = std::ranges::any_of(tasks_, waiting);
    if (!anybody) {
        trace_.outcome = script_done() ? trace::Outcome::finished : trace::Outcome::step_not_reached;
        return;
    }
    for (const auto& task : tasks_) {
        if (!waiting(task)) continue;
        trace::Waiting entry{.task = task->id, .waits_for = {}, .blocked = 0};
        if (task->state == Task::State::blocked) {
            entry.waits_for = task->pending->waits_for;
            entry.blocked = task->pending->blocked.value_or(0);
        } else {
            entry.waits_for.what = trace::WaitsFor::What::unmodelled;
        }
        trace_.waiting.push_back(std::move(entry));
    }
    const bool unmodelled = std::ranges::any_of(tasks_, [](const auto& t) { return t->state == Task::State::away; });
    if (script_done() && roots_ended())
        finish(trace::Outcome::finished);
    else
        finish(unmodelled ? trace::Outcome::stuck : trace::Outcome::deadlock);
}

void Controller::finish(trace::Outcome outcome) {
    trace_.outcome = outcome;
    for (const auto& [pid, process] : processes_)
        if (!process->dead) trace_.left_processes.push_back(process->task);
    std::ranges::sort(trace_.left_processes);
    throw RunOver{};
}

void Controller::within_budget(const Task* task) {
    const auto& budget = spec_.budget;
    if (trace_.events.size() > budget.events) finish(trace::Outcome::event_limit);
    if (idle_ > budget.idle_calls) finish(trace::Outcome::livelock);
    if (clock_.now() > budget.virtual_time) finish(trace::Outcome::event_limit);
    if (task != nullptr && task->computed > budget.cpu) finish(trace::Outcome::cpu_limit);
    int living = 0;
    for (const auto& [pid, process] : processes_)
        if (!process->dead) living += process->threads;
    if (static_cast<std::size_t>(living) > budget.tasks || tasks_.size() > budget.tasks * 16)
        finish(trace::Outcome::process_limit);
    for (const auto& [name, actor] : actors_)
        if (actor.written > budget.output) finish(trace::Outcome::output_limit);
}

} // namespace ipclab::engine
