#include "engine/held.h"

#include <sys/ipc.h>
#include <sys/sem.h>

#include <algorithm>

namespace ipclab::engine {

trace::TaskId process_of(const trace::Trace& trace, trace::TaskId task) {
    const auto& told = trace.task(task);
    return told.thread && told.parent ? *told.parent : task;
}

std::vector<Semaphore> Held::read(const trace::Trace& trace, const trace::Event& event) {
    const auto* called = std::get_if<trace::Called>(&event.what);
    const auto* call = called == nullptr ? nullptr : std::get_if<sysv::Call>(&called->call);
    if (call == nullptr || !called->result.ok()) return {};
    if (const auto* control = std::get_if<sysv::SemCtl>(call)) {
        const bool all = control->cmd == SETALL || control->cmd == IPC_RMID;
        if (!all && control->cmd != SETVAL) return {};
        for (auto& [process, taken] : taken_)
            std::erase_if(taken, [&](const auto& entry) {
                return entry.first.semid == control->semid && (all || entry.first.num == control->semnum);
            });
        return {};
    }
    const auto* operate = std::get_if<sysv::SemOp>(call);
    if (operate == nullptr) return {};
    auto& taken = taken_[process_of(trace, event.task)];
    const auto before = taken;
    for (const auto& op : operate->sops) {
        auto& amount = taken[{.semid = operate->semid, .num = static_cast<int>(op.sem_num)}];
        amount = std::max(amount - op.sem_op, 0);
    }
    std::erase_if(taken, [](const auto& entry) { return entry.second == 0; });
    std::vector<Semaphore> begun;
    for (const auto& [semaphore, amount] : taken)
        if (!before.contains(semaphore)) begun.push_back(semaphore);
    return begun;
}

bool Held::any(trace::TaskId process) const {
    const auto found = taken_.find(process);
    return found != taken_.end() && !found->second.empty();
}

} // namespace ipclab::engine
