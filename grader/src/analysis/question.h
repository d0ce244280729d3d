#pragma once

/// @file
/// The questions by which a waiting process's cause is found, each in a function that answers or knows nothing.

#include "analysis/cause.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::analysis {

/// What several questions about one waiting process start from.
struct Question {
    const History& history;
    const trace::Waiting& waiting;
    trace::TaskId self;
    std::optional<std::size_t> object;
    std::string who; ///< "receiver waits in msgrcv (…) for …"

    [[nodiscard]] bool waits_for(trace::WaitsFor::What what) const { return waiting.waits_for.what == what; }
    [[nodiscard]] std::string name() const { return history.name(*object); }
    [[nodiscard]] Cause answer(Cause::Rank rank, std::string message, std::string help,
                               std::vector<trace::EventIndex> evidence = {}) const {
        if (beginning(history, waiting)) evidence.push_back(waiting.blocked);
        std::ranges::sort(evidence);
        return {rank, std::move(message), std::move(help), std::move(evidence), beginning(history, waiting)};
    }
};

using Answer = std::optional<Cause>;

/// @name semaphore_causes.cpp
/// @{
Answer never_raised(const Question& q);   ///< its value was 0 from the beginning
Answer undone_at_exit(const Question& q); ///< SEM_UNDO lowered it when somebody ended
Answer held(const Question& q);           ///< who lowered it has ended, or waits for itself
Answer still_counted(const Question& q);  ///< who raised it as it came in has ended, and it waits for zero
/// @}

} // namespace ipclab::analysis
