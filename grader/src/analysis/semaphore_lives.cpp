#include "analysis/semaphore_lives.h"

#include <fmt/format.h>

#include <sys/sem.h>

namespace ipclab::analysis {

SemaphoreLives::SemaphoreLives(const History& history) : history_(history) {
    using What = SemaphoreStep::What;
    for (const auto& use : history.uses) {
        if (!use.object || !use.ok()) continue;
        const auto set = *use.object;
        if (const auto* operate = std::get_if<sysv::SemOp>(use.call)) {
            for (const auto& op : operate->sops)
                steps_[{set, op.sem_num}].push_back({&use, What::operated, op.sem_op, op.sem_flg});
        } else if (const auto* control = std::get_if<sysv::SemCtl>(use.call)) {
            const auto number = static_cast<unsigned>(control->semnum);
            if (control->cmd == SETVAL)
                steps_[{set, number}].push_back({&use, What::set, static_cast<int>(control->arg), 0});
            if (control->cmd == GETVAL) steps_[{set, number}].push_back({&use, What::read, use.called->result.value, 0});
            if (control->cmd == SETALL)
                for (std::size_t i = 0; i < control->array.size(); ++i)
                    steps_[{set, static_cast<unsigned>(i)}].push_back({&use, What::set, control->array[i], 0});
        }
    }
    std::map<trace::TaskId, trace::EventIndex> last;
    for (const auto& event : history.trace.events) {
        const auto process = history.process_of(event.task);
        const auto before = last.find(process);
        previous_.push_back(before == last.end() ? std::nullopt : std::optional{before->second});
        last[process] = event.index;
        // What a child knows at its beginning is what its parent knew then.
        if (const auto* forked = std::get_if<trace::Forked>(&event.what)) {
            const auto child = history.process_of(forked->child);
            if (child != process) last[child] = event.index;
        }
    }
}

bool SemaphoreLives::knew(const HappensBefore& order, const Use& use, trace::EventIndex earlier) const {
    const auto began = use.called->blocked ? use.called->blocked : previous_[use.event->index];
    return began && (*began == earlier || order.before(earlier, *began));
}

std::string SemaphoreLives::name(Key key) const { return fmt::format("{}[{}]", history_.name(key.first), key.second); }

} // namespace ipclab::analysis
