#include "analysis/calls.h"
#include "analysis/each_rule.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>

#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>

namespace ipclab::analysis {

namespace {

/// So many questions in a row are no coincidence.
constexpr std::size_t in_a_row = 20;

/// The same question, asked by one process again and again with the same answer and nothing done in between.
struct Row {
    const trace::Event* first = nullptr;
    const trace::Event* last = nullptr;
    std::size_t times = 0;
    bool answered = false; ///< the next time, the answer was another: it had waited for that
    bool open = true;      ///< still asking when the run ended
};

const trace::Called& called(const trace::Event& event) { return std::get<trace::Called>(event.what); }

bool looks_only(const sysv::Call& call) {
    if (const auto* c = std::get_if<sysv::MsgCtl>(&call)) return c->cmd == IPC_STAT;
    if (const auto* c = std::get_if<sysv::ShmCtl>(&call)) return c->cmd == IPC_STAT;
    const auto* c = std::get_if<sysv::SemCtl>(&call);
    return c && (c->cmd == IPC_STAT || c->cmd == GETVAL || c->cmd == GETPID || c->cmd == GETNCNT || c->cmd == GETZCNT ||
                 c->cmd == GETALL);
}

/// A call that asks whether something has come, came back at once, and says: not yet.
bool asks(const trace::Called& made) {
    if (made.blocked) return false;
    if (const auto* wait = std::get_if<trace::WaitCall>(&made.call))
        return (wait->options & WNOHANG) != 0 && made.result.ok() && !wait->reaped;
    const auto* call = std::get_if<sysv::Call>(&made.call);
    if (!call || made.origin == trace::Called::Origin::fault) return false;
    if (made.result.ok()) return looks_only(*call);
    if (const auto* operation = std::get_if<sysv::SemOp>(call); operation && operation->timeout) return false;
    if (key_of(*call)) return made.result.error == ENOENT;
    return (made.result.error == EAGAIN || made.result.error == ENOMSG) && never_waits(*call);
}

bool same_question(const trace::Called& a, const trace::Called& b) {
    if (a.call.index() != b.call.index()) return false;
    if (const auto* call = std::get_if<sysv::Call>(&a.call)) return same_request(*call, std::get<sysv::Call>(b.call));
    const auto* wait = std::get_if<trace::WaitCall>(&a.call);
    return wait && wait->pid == std::get<trace::WaitCall>(b.call).pid;
}

/// What GETALL and IPC_STAT brought back.
bool same_answer(const trace::Called& a, const trace::Called& b) {
    if (a.result != b.result) return false;
    const auto* x = std::get_if<sysv::Call>(&a.call);
    if (!x) return true;
    const auto& y = std::get<sysv::Call>(b.call);
    if (const auto* c = std::get_if<sysv::MsgCtl>(x)) return c->state == std::get<sysv::MsgCtl>(y).state;
    if (const auto* c = std::get_if<sysv::ShmCtl>(x)) return c->state == std::get<sysv::ShmCtl>(y).state;
    if (const auto* c = std::get_if<sysv::SemCtl>(x))
        return c->state == std::get<sysv::SemCtl>(y).state && c->array == std::get<sysv::SemCtl>(y).array;
    return true;
}

/// Reading a clock or giving up the processor between two questions does not make it waiting.
bool is_idle(const trace::Event& event) {
    if (std::holds_alternative<trace::Noted>(event.what) || std::holds_alternative<trace::ClockAdvanced>(event.what))
        return true;
    const auto* made = std::get_if<trace::Called>(&event.what);
    if (!made || made->blocked) return false;
    const auto* other = std::get_if<trace::OtherCall>(&made->call);
    static constexpr std::array idle{"clock_gettime", "gettimeofday", "time", "times", "getrusage", "sched_yield", "getpid"};
    return other && std::ranges::find(idle, other->name) != idle.end();
}

/// Every row of at least two, in order.
std::vector<Row> rows(const History& history) {
    std::vector<Row> done;
    std::map<trace::TaskId, Row> running;
    const auto close = [&](trace::TaskId task, bool answered) {
        const auto row = running.find(task);
        if (row == running.end()) return;
        row->second.answered = answered;
        row->second.open = false;
        if (row->second.times > 1) done.push_back(row->second);
        running.erase(row);
    };
    for (std::size_t i = 0; i < history.horizon(); ++i) {
        const auto& event = history.trace.events[i];
        if (is_idle(event)) continue;
        const auto* made = std::get_if<trace::Called>(&event.what);
        const auto row = running.find(event.task);
        const bool same = made && row != running.end() && same_question(called(*row->second.last), *made);
        if (same && asks(*made) && same_answer(called(*row->second.last), *made)) {
            row->second.last = &event;
            ++row->second.times;
            continue;
        }
        // An end that the run does not explain is the engine's, which stopped a process that was still asking.
        const bool stopped = std::holds_alternative<trace::Exited>(event.what) && !history.end_of(event.task);
        if (stopped) continue;
        close(event.task, same && made->result != called(*row->second.last).result);
        if (made && asks(*made)) running[event.task] = {&event, &event, 1, false, true};
    }
    for (const auto& [task, row] : running)
        if (row.times > 1) done.push_back(row);
    std::ranges::stable_sort(done, {}, [](const Row& row) { return row.first->index; });
    return done;
}

std::string question(const History& history, const trace::Event& event) {
    return trace::describe(called(event).call, history.names, event.index) + at(event);
}

std::string answer(const History& history, const trace::Event& event) {
    return trace::describe(called(event).result, called(event).call, history.names, event.index);
}

std::string_view better(const trace::Call& call) {
    if (std::holds_alternative<trace::WaitCall>(call)) return "Leave out WNOHANG: wait then sleeps until a child ends.";
    const auto& made = std::get<sysv::Call>(call);
    if (key_of(made)) return "Let the first who comes make the object: IPC_CREAT in both programs.";
    if (looks_only(made)) return "Wait in semop or msgrcv: the kernel wakes you when it is time.";
    return "Leave out IPC_NOWAIT: the call then sleeps until its turn comes.";
}

} // namespace

std::vector<Finding> find_livelock(const trace::Trace& trace) {
    if (trace.outcome != trace::Outcome::livelock) return {};
    const History history(trace);
    Finding finding;
    finding.rule = "livelock";
    std::vector<std::string> who;
    for (const auto& row : rows(history)) {
        if (!row.open) continue;
        who.push_back(fmt::format("{} repeats {} and gets {} each time", history.name(row.first->task),
                                  question(history, *row.last), answer(history, *row.last)));
        finding.evidence.push_back(row.last->index);
        finding.where = row.last->where;
        finding.help = better(called(*row.last).call);
    }
    if (who.empty()) {
        // Several different calls in turn: name the last one of each that is still there.
        for (const auto process : history.processes()) {
            if (history.end_of(process) || history.waiting(process)) continue;
            for (std::size_t i = history.horizon(); i-- > 0;) {
                const auto& event = trace.events[i];
                if (history.process_of(event.task) != process || !std::holds_alternative<trace::Called>(event.what))
                    continue;
                who.push_back(fmt::format("{} makes calls such as {} again and again", history.name(process),
                                          question(history, event)));
                finding.evidence.push_back(event.index);
                finding.where = event.where;
                break;
            }
        }
        finding.help = "Wait in a call that sleeps until something has changed.";
    }
    finding.message = fmt::format("{}, and nobody is left who could change that.",
                                  who.empty() ? "The processes only ask and never wait" : listed(who));
    std::ranges::sort(finding.evidence);
    finding.expected = "A process that must wait sleeps in its call, and somebody wakes it.";
    return {finding};
}

std::vector<Finding> find_busy_wait(const trace::Trace& trace) {
    const History history(trace);
    std::vector<Finding> findings;
    std::vector<std::string> told;
    for (const auto& row : rows(history)) {
        if (row.times < in_a_row || (row.open && trace.outcome == trace::Outcome::livelock)) continue;
        const auto& made = called(*row.last);
        const auto* call = std::get_if<sysv::Call>(&made.call);
        // Sending without waiting and dropping what does not fit is a way to work; so is asking for a while and giving up.
        const bool drops = call && std::holds_alternative<sysv::MsgSnd>(*call);
        const bool waits = row.answered || row.open;
        const auto where = fmt::format("{} {}", history.name(row.first->task), question(history, *row.first));
        if (std::ranges::find(told, where) != told.end()) continue;
        told.push_back(where);
        Finding finding;
        finding.rule = "busy-wait";
        finding.level = waits && !drops ? Level::error : Level::advice;
        finding.message = fmt::format("{} called {} {} times in a row without sleeping, and got {} each time: it keeps a "
                                      "processor busy instead of waiting.",
                                      history.name(row.first->task), question(history, *row.first), row.times,
                                      answer(history, *row.first));
        finding.expected = "One call that sleeps until there is something to do.";
        finding.evidence = {row.first->index, row.last->index};
        finding.where = row.last->where;
        finding.help = better(made.call);
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace ipclab::analysis
