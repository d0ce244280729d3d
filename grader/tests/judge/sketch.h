#pragma once

/// @file
/// Traces made by hand, an event a line.

#include "course/lab.h"
#include "trace/trace.h"

#include <csignal>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <utility>

namespace ipclab::judge {

inline constexpr std::int32_t box_key = 0x42010203;

/// A run that grows by what is said of it. Processes are named by their numbers, in the order of `starts`.
class Sketch {
public:
    Sketch() { trace.keys.push_back({"box", box_key}); }

    trace::TaskId starts(const std::string& actor) {
        const trace::TaskId id{static_cast<int>(trace.tasks.size())};
        trace.tasks.push_back({id, actor, actor, {}, false, 100 + id.value});
        add(id, trace::Started{actor, {"./" + actor}});
        return id;
    }
    trace::TaskId forks(trace::TaskId parent) {
        const trace::TaskId id{static_cast<int>(trace.tasks.size())};
        const auto& of = trace.task(parent);
        trace.tasks.push_back({id, of.actor, of.actor + "/1", parent, false, 100 + id.value});
        add(parent, trace::Forked{trace::Forked::How::fork, id});
        return id;
    }
    void prints(trace::TaskId task, const std::string& bytes, int fd = 1) { add(task, trace::Output{fd, bytes}); }
    trace::Event& calls(trace::TaskId task, const sysv::Call& call, trace::Result result = {},
                        std::vector<sysv::ObjectState> after = {}) {
        return add(task, trace::Called{call, result, {}, {}, std::move(after), {}});
    }
    void waits(trace::TaskId task, const sysv::Call& call, const trace::WaitsFor& what) {
        const auto index = add(task, trace::Blocked{call, what}).index;
        trace.waiting.push_back({task, what, index});
        trace.outcome = trace::Outcome::deadlock;
    }
    void exits(trace::TaskId task, int code = 0) { add(task, trace::Exited{code, 0, {}}); }
    void dies(trace::TaskId task, int signal) { add(task, trace::Exited{0, signal, {}}); }

    /// The queue of the key, as its maker sees it.
    static sysv::QueueState queue(int id, std::uint64_t qnum = 0, std::uint64_t cbytes = 0, std::uint32_t mode = 0600) {
        sysv::QueueState state;
        state.id = id;
        state.perm.key = box_key;
        state.perm.mode = mode;
        state.qnum = qnum;
        state.cbytes = cbytes;
        return state;
    }
    void makes_queue(trace::TaskId task, int id) {
        calls(task, sysv::MsgGet{box_key, IPC_CREAT | 0600}, {id, 0}, {queue(id)});
    }
    void removes_queue(trace::TaskId task, int id) {
        auto& event = calls(task, sysv::MsgCtl{id, IPC_RMID, 0, {}});
        std::get<trace::Called>(event.what).removed = sysv::ObjectId{sysv::Kind::queue, id};
    }

    trace::Event& add(trace::TaskId task, trace::What what) {
        const auto index = static_cast<trace::EventIndex>(trace.events.size());
        return trace.events.emplace_back(trace::Event{index, {}, task, {}, std::move(what)});
    }

    trace::Trace trace;
};

inline course::Lab lab_with_box() {
    course::Lab lab;
    lab.id = "02-message-queues/9-test";
    lab.keys.push_back({"box", course::Key::Kind::queue, "box.key", 'B'});
    return lab;
}

} // namespace ipclab::judge
