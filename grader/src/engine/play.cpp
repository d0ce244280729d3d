// The scenario's script: one more actor of the schedule.

#include "engine/controller.h"
#include "engine/spawn.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace ipclab::engine {
namespace {

constexpr unsigned long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                                  PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;

/// A file with this text, read from its start.
Descriptor file_with(const std::string& text) {
    Descriptor file{memfd_create("stdin", MFD_CLOEXEC)};
    if (!file || write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        lseek(file.get(), 0, SEEK_SET) != 0)
        throw EngineError(fmt::format("making a standard input: {}", std::strerror(errno)));
    return file;
}

} // namespace

Process* Controller::root_of(const std::string& actor) {
    // An actor may be started again after its end: the latest is meant.
    Process* latest = nullptr;
    for (const auto& [pid, process] : processes_)
        if (process->root && process->actor == actor && (latest == nullptr || latest->task < process->task))
            latest = process.get();
    return latest;
}

bool Controller::script_enabled() {
    if (script_done()) return false;
    const auto& action = spec_.play[trace_.steps_done].action;
    if (const auto* pass = std::get_if<Pass>(&action)) {
        if (!script_until_) script_until_ = clock_.now() + pass->duration;
        return *script_until_ <= clock_.now();
    }
    if (const auto* struck = std::get_if<Struck>(&action)) {
        if (faults_.has_struck(struck->fault)) return true;
        const auto* root = struck->or_ended.empty() ? nullptr : root_of(struck->or_ended);
        return root != nullptr && root->dead;
    }
    const auto* until = std::get_if<Until>(&action);
    if (until == nullptr) return true;
    const auto* root = root_of(until->actor);
    if (root == nullptr) return false;
    const auto named = [&](const trace::Call& call) { return until->call.empty() || trace::name_of(call) == until->call; };
    switch (until->state) {
    case Until::State::exited: return root->dead;
    case Until::State::blocked: {
        const auto& task = *tasks_.at(static_cast<std::size_t>(root->task.value));
        return task.state == Task::State::blocked && !task.interrupted && named(task.pending->call);
    }
    case Until::State::returned:
        return until->nth <= std::ranges::count_if(trace_.events, [&](const trace::Event& event) {
                   const auto* called = std::get_if<trace::Called>(&event.what);
                   return called != nullptr && event.task == root->task && named(called->call);
               });
    }
    return false;
}

std::optional<trace::TaskId> Controller::whom(const Step& step) {
    const std::string* actor = nullptr;
    if (const auto* until = std::get_if<Until>(&step.action)) actor = &until->actor;
    if (const auto* send = std::get_if<Send>(&step.action)) actor = &send->actor;
    const auto* root = actor != nullptr ? root_of(*actor) : nullptr;
    return root != nullptr ? std::optional{root->task} : std::nullopt;
}

void Controller::play_step() {
    const auto& step = spec_.play[trace_.steps_done];
    trace::Scripted event{.step = trace_.steps_done, .text = step.text, .whom = whom(step), .looked = {}};
    const auto* where = std::get_if<Look>(&step.action);
    if (where != nullptr) event.looked = look(*where);
    emit(trace::script, std::move(event));
    ++trace_.steps_done;
    if (where != nullptr) return; // that changes nothing for anybody
    script_until_.reset();
    changed();
    if (const auto* begin = std::get_if<Start>(&step.action)) {
        start(*begin);
    } else if (const auto* send = std::get_if<Send>(&step.action)) {
        auto* root = root_of(send->actor);
        if (root == nullptr || root->dead) return;
        sent_.insert_or_assign(send->signo, trace::script);
        if (send->signo == SIGKILL && !send->group) {
            emit(root->task,
                 trace::Signalled{.signo = SIGKILL, .effect = trace::Signalled::Effect::ends, .from = trace::script});
            kill_process(*root);
            return;
        }
        std::vector<Process*> reached;
        for (const auto& [pid, process] : processes_)
            if (!process->dead && (process.get() == root || (send->group && getpgid(pid) == getpgid(root->pid))))
                reached.push_back(process.get());
        for (const auto* process : reached) {
            kill(process->pid, send->signo);
            // Until the script lets it go on, or nobody else can.
            if (send->signo == SIGSTOP) stopped_.insert_or_assign(process->pid, VirtualTime::max());
            if (send->signo == SIGCONT) stopped_.erase(process->pid);
        }
        signal_sent(reached, send->signo);
    }
}

void Controller::start(const Start& start) {
    auto& actor = actors_[start.actor];
    actor.name = start.actor;
    StandardFiles files;
    Descriptor input;
    if (spec_.own_terminal) {
        files = {.in = 0, .out = 1, .err = 2};
    } else {
        if (!actor.out) {
            actor.out = std::make_unique<Terminal>();
            actor.err = std::make_unique<Terminal>();
        }
        input = start.program.stdin_text ? file_with(*start.program.stdin_text)
                                         : Descriptor{open("/dev/null", O_RDONLY | O_CLOEXEC)};
        files = {.in = input.get(), .out = actor.out->slave(), .err = actor.err->slave()};
    }
    const Beginning beginning{.launch = launch_of(start.program, spec_),
                              .random = {spec_.seed, start.actor, actor.starts++},
                              .filter = &filter_,
                              .level = spec_.level};
    begin(beginning, files, start.actor);
}

void Controller::begin(const Beginning& beginning, const StandardFiles& files, const std::string& actor) {
    const auto* from = templates_.find(beginning);
    auto pid = from != nullptr ? templates_.start(*from, files, options) : 0;
    if (pid == 0) {
        from = nullptr;
        pid = spawn(beginning.launch, files, filter_, options);
    }
    auto process = std::make_unique<Process>();
    process->random = beginning.random;
    process->pid = pid;
    process->actor = actor;
    process->root = true;
    auto& task = adopt(pid, *process, false);
    processes_.insert_or_assign(pid, std::move(process));
    emit(task.id, trace::Started{.actor = actor, .argv = beginning.launch.argv});
    if (from == nullptr) {
        on_exec(task);
        return;
    }
    const auto& entry = from->entry();
    begins_program(task, entry.executable, entry.argv);
    task.process->random = entry.random;
    task.unseen = entry.unseen;
}

} // namespace ipclab::engine
