#include "trace_builder.h"

#include <algorithm>
#include <cerrno>

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/wait.h>

namespace ipclab::analysis::test {

using sysv::Kind;
using trace::EventIndex;
using trace::WaitsFor;

namespace {

constexpr std::uint64_t usual_qbytes = 16384;
/// Where `Actor::attaches` puts every segment.
constexpr std::uint64_t attached_at = 0x7f0000000000;

sysv::Permissions permissions(int key, int mode) {
    sysv::Permissions perm;
    perm.key = key;
    perm.mode = static_cast<std::uint32_t>(mode) & 0777U;
    return perm;
}

bool wants(long msgtyp, long type) { return msgtyp == 0 || (msgtyp > 0 ? type == msgtyp : type <= -msgtyp); }

} // namespace

// Story -----------------------------------------------------------------------------------------------------------------

Actor Story::actor(std::string name) {
    const trace::TaskId id{static_cast<int>(trace_.tasks.size())};
    trace_.tasks.push_back({id, name, name, std::nullopt, false, 1000 + id.value});
    Actor started(*this, id);
    EventIndex index = 0;
    event(index, id, 0, trace::Started{name, {name}});
    return started;
}

int Story::stale_queue(int key) {
    sysv::QueueState state;
    state.id = next_id_++;
    state.perm = permissions(key, 0600);
    state.qbytes = usual_qbytes;
    objects_[{Kind::queue, state.id}] = state;
    return state.id;
}

void Story::script(std::string text) {
    EventIndex index = 0;
    event(index, trace::script, 0, trace::Scripted{static_cast<std::size_t>(steps_++), std::move(text)});
}

void Story::event(EventIndex& index, trace::TaskId task, int line, trace::What what) {
    index = static_cast<EventIndex>(trace_.events.size());
    trace::Event event;
    event.index = index;
    event.time = now_;
    event.task = task;
    if (line > 0) event.where = trace::Location{"/home/student/" + trace_.task(task).actor + ".cpp", line, "main"};
    event.what = std::move(what);
    trace_.events.push_back(std::move(event));
}

trace::Trace Story::ends(trace::Outcome outcome) {
    trace_.outcome = outcome;
    trace_.left_objects.clear();
    for (const auto& [id, state] : objects_)
        trace_.left_objects.push_back(state);
    return trace_;
}

sysv::QueueState& Story::queue(int id) { return std::get<sysv::QueueState>(objects_.at({Kind::queue, id})); }
sysv::SemaphoreSetState& Story::set(int id) {
    return std::get<sysv::SemaphoreSetState>(objects_.at({Kind::semaphores, id}));
}
sysv::SegmentState& Story::segment(int id) { return std::get<sysv::SegmentState>(objects_.at({Kind::segment, id})); }

// Actor: the pieces -----------------------------------------------------------------------------------------------------

Actor& Actor::line(int number) {
    line_ = number;
    return *this;
}

EventIndex Actor::adds(trace::What what) {
    EventIndex index = 0;
    story_->event(index, id_, line_, std::move(what));
    return index;
}

EventIndex Actor::calls(trace::Call call, trace::Result result, std::vector<sysv::ObjectState> after) {
    std::erase_if(story_->trace_.waiting, [&](const auto& waiting) { return waiting.task == id_; });
    trace::Called called;
    called.call = std::move(call);
    called.result = result;
    called.after = std::move(after);
    return adds(std::move(called));
}

EventIndex Actor::blocks(trace::Call call, WaitsFor waits_for) {
    const auto index = adds(trace::Blocked{std::move(call), waits_for});
    story_->trace_.waiting.push_back({id_, std::move(waits_for), index});
    return index;
}

// Queues ----------------------------------------------------------------------------------------------------------------

int Actor::makes_queue(int key, int mode) {
    const int id = story_->stale_queue(key);
    story_->queue(id).perm = permissions(key, mode);
    calls(sysv::Call{sysv::MsgGet{key, IPC_CREAT | mode}}, {id, 0}, {story_->queue(id)});
    return id;
}

void Actor::opens_queue(int key, int id) { calls(sysv::Call{sysv::MsgGet{key, 0}}, {id, 0}); }

void Actor::fails_to_open_queue(int key, int error, int flags) { calls(sysv::Call{sysv::MsgGet{key, flags}}, {-1, error}); }

namespace {

sysv::MsgSnd sending(int id, long type, std::string text, int flags) {
    sysv::MsgSnd call;
    call.msqid = id;
    call.msgsz = text.size();
    call.msgflg = flags;
    call.message = sysv::Message{type, std::move(text)};
    return call;
}

sysv::MsgRcv receiving(int id, long type, int flags) {
    sysv::MsgRcv call;
    call.msqid = id;
    call.msgsz = 64;
    call.msgtyp = type;
    call.msgflg = flags;
    return call;
}

} // namespace

EventIndex Actor::sends(int id, long type, std::string text, int flags) {
    auto& queue = story_->queue(id);
    queue.messages.push_back({type, text});
    queue.qnum += 1;
    queue.cbytes += text.size();
    return calls(sysv::Call{sending(id, type, std::move(text), flags)}, {0, 0}, {queue});
}

EventIndex Actor::fails_to_send(int id, long type, int error, int flags) {
    return calls(sysv::Call{sending(id, type, "x", flags)}, {-1, error});
}

EventIndex Actor::receives(int id, long type, int flags) {
    auto& queue = story_->queue(id);
    const auto found = std::ranges::find_if(queue.messages, [&](const auto& m) { return wants(type, m.type); });
    auto call = receiving(id, type, flags);
    call.message = *found;
    queue.messages.erase(found);
    queue.qnum -= 1;
    queue.cbytes -= call.message->text.size();
    const auto size = static_cast<std::int64_t>(call.message->text.size());
    return calls(sysv::Call{std::move(call)}, {size, 0}, {queue});
}

EventIndex Actor::fails_to_receive(int id, long type, int error, int flags) {
    return calls(sysv::Call{receiving(id, type, flags)}, {-1, error});
}

EventIndex Actor::waits_for_message(int id, long type, int flags) {
    WaitsFor waits;
    waits.what = WaitsFor::What::message;
    waits.object = {Kind::queue, id};
    waits.msgtyp = type;
    waits.msgflg = flags;
    return blocks(sysv::Call{receiving(id, type, flags)}, waits);
}

EventIndex Actor::waits_for_room(int id, long type) {
    WaitsFor waits;
    waits.what = WaitsFor::What::room;
    waits.object = {Kind::queue, id};
    return blocks(sysv::Call{sending(id, type, "x", 0)}, waits);
}

EventIndex Actor::removes_queue(int id) {
    story_->objects_.erase({Kind::queue, id});
    trace::Called called;
    called.call = sysv::Call{sysv::MsgCtl{id, IPC_RMID, 0, std::nullopt}};
    called.removed = sysv::ObjectId{Kind::queue, id};
    return adds(std::move(called));
}

void Actor::fails_to_remove_queue(int id, int error) {
    calls(sysv::Call{sysv::MsgCtl{id, IPC_RMID, 0, std::nullopt}}, {-1, error});
}

// Semaphores ------------------------------------------------------------------------------------------------------------

int Actor::makes_semaphores(int key, int count, int mode) {
    sysv::SemaphoreSetState state;
    state.id = story_->next_id_++;
    state.perm = permissions(key, mode);
    state.semaphores.resize(static_cast<std::size_t>(count));
    story_->objects_[{Kind::semaphores, state.id}] = state;
    calls(sysv::Call{sysv::SemGet{key, count, IPC_CREAT | mode}}, {state.id, 0}, {state});
    return state.id;
}

void Actor::opens_semaphores(int key, int id) { calls(sysv::Call{sysv::SemGet{key, 0, 0}}, {id, 0}); }

void Actor::sets(int id, int number, int value) {
    auto& set = story_->set(id);
    set.semaphores.at(static_cast<std::size_t>(number)).value = value;
    sysv::SemCtl call;
    call.semid = id;
    call.semnum = number;
    call.cmd = SETVAL;
    call.arg = static_cast<std::uint64_t>(value);
    calls(sysv::Call{std::move(call)}, {0, 0}, {set});
}

namespace {

sysv::SemOp operation(int id, int number, int amount, int flags) {
    sysv::SemOp call;
    call.semid = id;
    call.nsops = 1;
    call.sops = {{static_cast<unsigned>(number), amount, flags}};
    return call;
}

} // namespace

EventIndex Actor::operates(int id, int number, int amount, int flags) {
    auto& set = story_->set(id);
    set.semaphores.at(static_cast<std::size_t>(number)).value += amount;
    set.operated = true;
    return calls(sysv::Call{operation(id, number, amount, flags)}, {0, 0}, {set});
}

EventIndex Actor::fails_to_operate(int id, int number, int amount, int error, int flags) {
    return calls(sysv::Call{operation(id, number, amount, flags)}, {-1, error});
}

EventIndex Actor::waits_for_semaphore(int id, int number, int amount) {
    WaitsFor waits;
    waits.what = amount < 0 ? WaitsFor::What::increase : WaitsFor::What::zero;
    waits.object = {Kind::semaphores, id};
    waits.semnum = number;
    waits.amount = amount;
    return blocks(sysv::Call{operation(id, number, amount, 0)}, waits);
}

EventIndex Actor::operates(int id, std::vector<sysv::SemBuf> operations) {
    auto& set = story_->set(id);
    for (const auto& op : operations)
        set.semaphores.at(op.sem_num).value += op.sem_op;
    set.operated = true;
    sysv::SemOp call;
    call.semid = id;
    call.nsops = operations.size();
    call.sops = std::move(operations);
    return calls(sysv::Call{std::move(call)}, {0, 0}, {set});
}

void Actor::sets_all(int id, std::vector<std::uint16_t> values) {
    auto& set = story_->set(id);
    for (std::size_t i = 0; i < values.size(); ++i)
        set.semaphores.at(i).value = values[i];
    sysv::SemCtl call;
    call.semid = id;
    call.cmd = SETALL;
    call.array = std::move(values);
    calls(sysv::Call{std::move(call)}, {0, 0}, {set});
}

void Actor::looks_at_semaphores(int id) {
    sysv::SemCtl call;
    call.semid = id;
    call.cmd = IPC_STAT;
    call.state = story_->set(id);
    calls(sysv::Call{std::move(call)}, {0, 0});
}

void Actor::looks_at_segment(int id) {
    sysv::ShmCtl call;
    call.shmid = id;
    call.cmd = IPC_STAT;
    call.state = story_->segment(id);
    calls(sysv::Call{std::move(call)}, {0, 0});
}

void Actor::reads_value(int id, int number, int value) {
    sysv::SemCtl call;
    call.semid = id;
    call.semnum = number;
    call.cmd = GETVAL;
    calls(sysv::Call{std::move(call)}, {value, 0});
}

void Actor::removes_semaphores(int id) {
    story_->objects_.erase({Kind::semaphores, id});
    trace::Called called;
    sysv::SemCtl call;
    call.semid = id;
    call.cmd = IPC_RMID;
    called.call = sysv::Call{std::move(call)};
    called.removed = sysv::ObjectId{Kind::semaphores, id};
    adds(std::move(called));
}

// Shared memory ---------------------------------------------------------------------------------------------------------

int Actor::makes_segment(int key, std::uint64_t size) {
    sysv::SegmentState state;
    state.id = story_->next_id_++;
    state.perm = permissions(key, 0600);
    state.segsz = size;
    story_->objects_[{Kind::segment, state.id}] = state;
    calls(sysv::Call{sysv::ShmGet{key, size, IPC_CREAT | 0600}}, {state.id, 0}, {state});
    return state.id;
}

void Actor::attaches(int id) {
    story_->segment(id).nattch += 1;
    calls(sysv::Call{sysv::ShmAt{id, 0, 0}}, {static_cast<std::int64_t>(attached_at), 0}, {story_->segment(id)});
}

void Actor::fails_to_attach(int id, int error) { calls(sysv::Call{sysv::ShmAt{id, 0, 0}}, {-1, error}); }

void Actor::detaches(std::uint64_t address, int error) {
    calls(sysv::Call{sysv::ShmDt{address, -1}}, {error == 0 ? 0 : -1, error});
}

void Actor::opens_segment(int key, int id, int flags) { calls(sysv::Call{sysv::ShmGet{key, 0, flags}}, {id, 0}); }

void Actor::removes_segment(int id) {
    story_->objects_.erase({Kind::segment, id});
    trace::Called called;
    called.call = sysv::Call{sysv::ShmCtl{id, IPC_RMID, 0, std::nullopt}};
    called.removed = sysv::ObjectId{Kind::segment, id};
    adds(std::move(called));
}

namespace {

trace::Accessed accessing(trace::Accessed::Kind kind, int segment, std::uint64_t offset, std::uint64_t size) {
    trace::Accessed access;
    access.segment = {Kind::segment, segment};
    access.kind = kind;
    access.offset = offset;
    access.size = size;
    access.address = attached_at + offset;
    return access;
}

} // namespace

EventIndex Actor::reads(int segment, std::uint64_t offset, std::uint64_t size) {
    return accesses(accessing(trace::Accessed::Kind::read, segment, offset, size));
}

EventIndex Actor::writes(int segment, std::uint64_t offset, std::string bytes) {
    auto access = accessing(trace::Accessed::Kind::write, segment, offset, bytes.size());
    access.bytes = std::move(bytes);
    return accesses(std::move(access));
}

EventIndex Actor::atomically(trace::Accessed::Kind kind, int segment, std::uint64_t offset, std::uint64_t size) {
    return accesses(accessing(kind, segment, offset, size));
}

EventIndex Actor::accesses(trace::Accessed access) {
    if (!story_->trace_.watched) story_->trace_.watched = trace::Accessed::Witness::hook;
    access.witness = *story_->trace_.watched;
    return adds(std::move(access));
}

// Everything else -------------------------------------------------------------------------------------------------------

Actor Actor::forks(std::string name) {
    auto& tasks = story_->trace_.tasks;
    const trace::TaskId child{static_cast<int>(tasks.size())};
    const auto actor = tasks.at(static_cast<std::size_t>(id_.value)).actor;
    tasks.push_back({child, actor, std::move(name), id_, false, 1000 + child.value});
    adds(trace::Forked{trace::Forked::How::fork, child});
    return Actor(*story_, child).line(line_);
}

Actor Actor::makes_thread(std::string name) {
    auto thread = forks(std::move(name));
    story_->trace_.tasks.back().thread = true;
    std::get<trace::Forked>(story_->trace_.events.back().what).how = trace::Forked::How::thread;
    return thread;
}

void Actor::sleeps(std::chrono::milliseconds duration) { wakes(begins_to_sleep(duration), duration); }

EventIndex Actor::begins_to_sleep(std::chrono::milliseconds duration) {
    WaitsFor waits;
    waits.what = WaitsFor::What::time;
    return blocks(trace::TimeCall{"clock_nanosleep", duration}, waits);
}

void Actor::wakes(EventIndex began, std::chrono::milliseconds duration) {
    story_->now_ += duration;
    calls(trace::TimeCall{"clock_nanosleep", duration}, {0, 0});
    std::get<trace::Called>(story_->trace_.events.back().what).blocked = began;
}

void Actor::puts_into(std::string channel, std::string bytes) {
    const auto size = static_cast<std::int64_t>(bytes.size());
    calls(trace::Transfer{"write", 4, std::move(channel), std::move(bytes)}, {size, 0});
}

void Actor::gets_from(std::string channel, std::string bytes) {
    const auto size = static_cast<std::int64_t>(bytes.size());
    calls(trace::Transfer{"read", 3, std::move(channel), std::move(bytes)}, {size, 0});
}

void Actor::kills(const Actor& target, int signo) {
    calls(trace::KillCall{"kill", 1000 + target.id().value, signo, {target.id()}}, {0, 0});
}
void Actor::reads_clock() { calls(trace::OtherCall{"clock_gettime", {}}, {0, 0}); }
void Actor::prints(std::string text, int fd) { adds(trace::Output{fd, std::move(text)}); }

void Actor::asks_for_child() { calls(trace::WaitCall{"wait4", -1, WNOHANG, std::nullopt, 0}, {0, 0}); }

void Actor::reaps(const Actor& child, int status) {
    calls(trace::WaitCall{"wait4", -1, 0, child.id(), status}, {1000 + child.id().value, 0});
}

EventIndex Actor::waits_for_child(const Actor& child) {
    WaitsFor waits;
    waits.what = WaitsFor::What::child;
    waits.who = {child.id()};
    return blocks(trace::WaitCall{"wait4", -1, 0, std::nullopt, 0}, waits);
}

EventIndex Actor::waits(WaitsFor waits_for, std::string call) {
    return blocks(trace::OtherCall{std::move(call), {}}, std::move(waits_for));
}

void Actor::is_signalled(int signo, trace::Signalled::Effect effect, std::optional<trace::TaskId> from) {
    adds(trace::Signalled{signo, effect, from});
}

EventIndex Actor::exits(int code) { return adds(trace::Exited{code, 0, {}}); }

EventIndex Actor::is_killed(int signo, std::optional<trace::TaskId> from) {
    std::erase_if(story_->trace_.waiting, [&](const auto& waiting) { return waiting.task == id_; });
    is_signalled(signo, trace::Signalled::Effect::ends, from);
    return adds(trace::Exited{0, signo, {}});
}

EventIndex Actor::exits_and_undoes(int code, int id, int number, int value) {
    auto& set = story_->set(id);
    set.semaphores.at(static_cast<std::size_t>(number)).value = value;
    return adds(trace::Exited{code, 0, {set}});
}

void Actor::is_cleaned_up() { adds(trace::Exited{0, 9, {}}); }

} // namespace ipclab::analysis::test
