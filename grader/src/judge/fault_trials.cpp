#include "judge/fault_trials.h"

#include "sysv/names.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <tuple>

namespace ipclab::judge {

namespace {

using engine::Fault;
using engine::Moment;

class Trials {
public:
    explicit Trials(const trace::Trace& run) : run_{run}, names_{run} {
        for (const auto& event : run.events)
            if (const auto* called = std::get_if<trace::Called>(&event.what)) read(event, *called);
    }
    [[nodiscard]] std::vector<Fault> all() && { return std::move(all_); }

private:
    void read(const trace::Event& event, const trace::Called& called) {
        // As faults count: semtimedop is a semop.
        const auto* ipc = std::get_if<sysv::Call>(&called.call);
        const bool operates = ipc && std::holds_alternative<sysv::SemOp>(*ipc);
        const std::string call{operates ? "semop" : trace::name_of(called.call)};
        const int nth = ++counts_[{event.task, call}];
        if (event.task == trace::script || ipc == nullptr || !called.result.ok()) return;
        const auto& task = run_.task(event.task);
        if (task.thread || task.name.find_first_of(" \t") != std::string::npos) return; // a fault could not name it
        const bool sends = std::holds_alternative<sysv::MsgSnd>(*ipc);
        if (called.blocked && (operates || sends || std::holds_alternative<sysv::MsgRcv>(*ipc)))
            fail(event, call, nth, EINTR);
        if (std::holds_alternative<sysv::MsgGet>(*ipc) || std::holds_alternative<sysv::SemGet>(*ipc) ||
            std::holds_alternative<sysv::ShmGet>(*ipc))
            fail(event, call, nth, ENOSPC);
        if (std::holds_alternative<sysv::ShmAt>(*ipc)) fail(event, call, nth, ENOMEM);
        if (operates) kill_holder(event, std::get<sysv::SemOp>(*ipc));
    }

    void fail(const trace::Event& event, const std::string& call, int nth, int error) {
        constexpr int often = 2;
        const auto line = event.where ? event.where->line : 0;
        if (++lines_[{event.task, call, line}] > often) return;
        Moment when{.kind = Moment::Kind::before, .call = call, .set = {}, .num = {}, .nth = nth};
        all_.push_back({Fault::Kind::fail, run_.task(event.task).name, std::move(when), error});
    }

    void kill_holder(const trace::Event& event, const sysv::SemOp& operation) {
        const auto set = names_.object({sysv::Kind::semaphores, operation.semid}, event.index);
        for (const auto& op : operation.sops) {
            if (op.sem_op >= 0) continue;
            Moment when{
                .kind = Moment::Kind::holding, .call = {}, .set = set, .num = static_cast<int>(op.sem_num), .nth = 1};
            Fault fault{Fault::Kind::kill, run_.task(event.task).name, std::move(when), 0};
            if (std::ranges::find(all_, fault) == all_.end()) all_.push_back(std::move(fault));
        }
    }

    const trace::Trace& run_;
    trace::Names names_;
    std::map<std::pair<trace::TaskId, std::string>, int> counts_;
    std::map<std::tuple<trace::TaskId, std::string, int>, int> lines_;
    std::vector<Fault> all_;
};

} // namespace

std::vector<Fault> fault_trials(const trace::Trace& run) { return Trials{run}.all(); }

} // namespace ipclab::judge
