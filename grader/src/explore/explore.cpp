#include "explore/explore.h"

#include <fmt/format.h>

#include <utility>

namespace ipclab::explore {

std::string Coverage::text() const {
    if (complete) return orders == 1 ? "the only order" : fmt::format("all {} orders", orders);
    if (fixed_only) return "one order";
    return fmt::format("{} of the orders", orders);
}

Outcome explore(const Run& run, const Judge& judge, const Plan& plan) {
    Outcome outcome;
    for (std::size_t i = 0; i < plan.runs; ++i) {
        const auto schedule = i == 0 ? schedule::fixed() : schedule::seeded(plan.seed + i);
        auto trace = run(*schedule);
        ++outcome.coverage.runs;
        ++outcome.coverage.orders;
        if (plan.progress) plan.progress(outcome.coverage.runs);
        const bool ours = trace.outcome == trace::Outcome::engine_error || trace.outcome == trace::Outcome::interrupted;
        if (auto fault = judge(trace); !fault.empty()) {
            outcome.failure = Failure{std::move(trace), std::move(fault), schedule->decisions()};
            break;
        }
        if (ours) break;
        if (plan.strategy == Strategy::fixed) {
            outcome.coverage.fixed_only = true;
            break;
        }
    }
    return outcome;
}

} // namespace ipclab::explore
