#include "sample.h"

#include <cerrno>
#include <csignal>
#include <sys/sem.h>
#include <utility>

namespace ipclab::trace::samples {

using namespace std::chrono_literals;
using sysv::Kind;

Event& add(Trace& trace, int task, What what) {
    const auto index = static_cast<EventIndex>(trace.events.size());
    trace.events.push_back({index, 0ns, TaskId{task}, std::nullopt, std::move(what)});
    return trace.events.back();
}

Called done(Call call, std::int64_t value) {
    Called called;
    called.call = std::move(call);
    called.result.value = value;
    return called;
}

Called failed(Call call, int error) {
    Called called = done(std::move(call), -1);
    called.result.error = error;
    return called;
}

namespace {

sysv::Permissions permissions(const Chosen& chosen) {
    return {.key = chosen.key, .uid = 1000, .gid = 1001, .cuid = 1002, .cgid = 1003, .mode = 0640};
}

sysv::QueueState queue(const Chosen& chosen) {
    return {.id = chosen.queue,
            .perm = permissions(chosen),
            .qnum = 1,
            .cbytes = 6,
            .qbytes = 16384,
            .lspid = chosen.sender,
            .lrpid = chosen.receiver,
            .messages = {{3, "hello\n"}}};
}

sysv::SemaphoreSetState set(const Chosen& chosen) {
    return {.id = chosen.set,
            .perm = permissions(chosen),
            .semaphores = {{.value = 1, .pid = chosen.sender, .ncnt = 2, .zcnt = 3}, {.value = 0}},
            .operated = true};
}

sysv::SegmentState segment(const Chosen& chosen) {
    return {.id = chosen.segment,
            .perm = permissions(chosen),
            .segsz = 4096,
            .cpid = chosen.sender,
            .lpid = chosen.receiver,
            .nattch = 2};
}

void add_queue_calls(Trace& trace, const Chosen& chosen) {
    Called made = done(sysv::MsgGet{chosen.key, 01640}, chosen.queue);
    made.after = {queue(chosen)};
    add(trace, 0, made).where = Location{"post.cpp", 17, "main"};

    Called sent = done(sysv::MsgSnd{chosen.queue, chosen.stack, 6, 04000, sysv::Message{3, "hello\n"}});
    sent.after = {queue(chosen)};
    add(trace, 0, sent);

    sysv::MsgRcv receive{chosen.queue, chosen.stack + 64, 4, -3, 010000, std::nullopt, std::nullopt};
    WaitsFor message{.what = WaitsFor::What::message, .object = sysv::ObjectId{Kind::queue, chosen.queue}};
    message.msgtyp = -3;
    message.msgflg = 010000;
    const EventIndex blocked = add(trace, 1, Blocked{sysv::Call(receive), message}).index;
    receive.message = sysv::Message{3, std::string("h\0\xff\n", 4)};
    receive.full_size = 6;
    Called received = done(sysv::Call(receive), 4);
    received.blocked = blocked;
    add(trace, 1, received).time = 1500ms;

    sysv::MsgCtl control{chosen.queue, IPC_SET, chosen.stack, queue(chosen)};
    add(trace, 0, done(control));
    Called removal = done(sysv::MsgCtl{chosen.queue, IPC_RMID, 0, std::nullopt});
    removal.removed = sysv::ObjectId{Kind::queue, chosen.queue};
    add(trace, 0, removal);
}

void add_other_ipc_calls(Trace& trace, const Chosen& chosen) {
    Called made = done(sysv::SemGet{chosen.key, 2, 0600}, chosen.set);
    made.after = {set(chosen)};
    add(trace, 0, made);
    const sysv::SemOp timed{chosen.set, chosen.stack, 2, {{0, -1, SEM_UNDO}, {1, 1, 0}}, 500ms};
    Called interrupted = failed(timed, EINTR);
    interrupted.origin = Called::Origin::fault;
    add(trace, 1, interrupted);
    add(trace, 1, done(sysv::SemCtl{chosen.set, 1, SETVAL, 1, {}, std::nullopt}));
    add(trace, 1, done(sysv::SemCtl{chosen.set, 1, GETPID, chosen.stack, {}, std::nullopt}, chosen.sender));
    add(trace, 1, done(sysv::SemCtl{chosen.set, 0, GETALL, chosen.stack, {1, 0}, std::nullopt}));
    add(trace, 1, done(sysv::SemCtl{chosen.set, 0, IPC_STAT, chosen.stack, {}, set(chosen)}));

    add(trace, 0, done(sysv::ShmGet{chosen.key, 4096, 01600}, chosen.segment));
    const auto at = static_cast<std::int64_t>(chosen.shared);
    add(trace, 0, done(sysv::ShmAt{chosen.segment, 0, 010000}, at));
    add(trace, 0, done(sysv::ShmDt{chosen.shared, chosen.segment}));
    add(trace, 0, done(sysv::ShmCtl{chosen.segment, IPC_STAT, chosen.stack, segment(chosen)}));
}

void add_other_calls(Trace& trace, const Chosen& chosen) {
    add(trace, 0, done(Transfer{"write", 4, "pipe 3", "Grüße\n"}, 8));
    add(trace, 1, failed(Transfer{"read", 3, "pipe 3", ""}, EAGAIN));
    add(trace, 0, done(WaitCall{"wait4", chosen.receiver, 1, TaskId{1}, 3 << 8}, chosen.receiver));
    add(trace, 0, done(KillCall{"kill", -chosen.receiver, SIGTERM, {TaskId{1}}}));
    add(trace, 0, done(TimeCall{"nanosleep", 2s}));
    Called woken = done(OtherCall{"futex", {"0x7f1234567000", "FUTEX_WAKE"}}, 1);
    woken.origin = Called::Origin::engine;
    add(trace, 1, woken);
}

} // namespace

Trace everything(const Chosen& chosen) {
    Trace trace;
    trace.tasks = {{TaskId{0}, "post", "post", std::nullopt, false, chosen.sender},
                   {TaskId{1}, "post", "post/1", TaskId{0}, true, chosen.receiver}};
    add(trace, script.value, Scripted{2, "start post box.key", TaskId{0}});
    add(trace, 0, Started{"post", {"./post", "box.key"}});
    add(trace, 0, Forked{Forked::How::thread, TaskId{1}});
    add(trace, 1, Execed{"/bin/true", {"true"}});
    add_queue_calls(trace, chosen);
    add_other_ipc_calls(trace, chosen);
    add_other_calls(trace, chosen);
    add(trace, 0,
        Accessed{{Kind::segment, chosen.segment},
                 8,
                 4,
                 Accessed::Kind::write,
                 Accessed::Witness::hook,
                 chosen.shared + 8,
                 "abc\n"});
    add(trace, 1, Faulted{"kill post after semop 2"});
    add(trace, 0, Output{2, "no such box\n"});
    add(trace, 1, Signalled{SIGUSR1, Signalled::Effect::handled, TaskId{0}});
    add(trace, script.value, ClockAdvanced{2s}).time = 2s;
    add(trace, script.value, Noted{"a signal was refused"});
    const Contents contents{{Kind::segment, chosen.segment}, 8, std::string("elm\0", 4)};
    add(trace, script.value,
        Scripted{3, "look at page", std::nullopt, Looked{Kind::segment, chosen.key, segment(chosen), {contents}}});
    add(trace, script.value, Scripted{4, "look at box", std::nullopt, Looked{Kind::queue, chosen.key, std::nullopt, {}}});
    add(trace, 1, Exited{3, SIGTERM, {set(chosen), segment(chosen)}});

    trace.outcome = Outcome::step_not_reached;
    for (int what = 0; what <= static_cast<int>(WaitsFor::What::unmodelled); ++what) {
        WaitsFor waits_for{.what = static_cast<WaitsFor::What>(what),
                           .object = sysv::ObjectId{Kind::semaphores, chosen.set}};
        waits_for.semnum = 1;
        waits_for.amount = -1;
        waits_for.channel = "pipe 3";
        waits_for.who = {TaskId{1}};
        trace.waiting.push_back({TaskId{0}, waits_for, 11});
    }
    trace.left_objects = {set(chosen), segment(chosen)};
    trace.left_contents = {contents};
    trace.left_files = {{"spool.out", FileLeft::Is::regular, "one\n"}, {"gone", FileLeft::Is::missing, ""}};
    trace.left_processes = {TaskId{1}};
    trace.steps_done = 2;
    trace.keys = {{"box", chosen.key}};
    trace.schedule = "pick-0x3.1";
    trace.error = "the disk is full";
    trace.other_channels = {"flock"};
    trace.watched = Accessed::Witness::page;
    return trace;
}

} // namespace ipclab::trace::samples
