#pragma once

/// @file
/// Runs a scenario again and again, each time in another order, until all orders that matter have been seen or the budget is
/// used up. An order that fails is made as simple as it can be before it is shown.

#include "schedule/schedule.h"
#include "trace/trace.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace ipclab::explore {

/// Makes one run under a schedule.
using Run = std::function<trace::Trace(schedule::Schedule&)>;

/// Looks at a run that has come to its end: "" where nothing is wrong, else what is, in a word (a rule's id). Two runs with the
/// same word have the same fault. Runs that the schedule gave up are not shown to it.
using Judge = std::function<std::string(const trace::Trace&)>;

enum class Strategy : std::uint8_t {
    automatic, ///< complete within the budget, else bounded, then pct
    fixed,     ///< one run
    random,    ///< each decision evenly
    pct,       ///< random priorities and few changes of them (Burckhardt and others, ASPLOS 2010)
    bounded,   ///< all orders with at most `Plan::bound` preemptions
    complete,  ///< all orders, of those that cannot differ in what comes of them only one
    every,     ///< all orders, also those: to compare
};

struct Plan {
    Strategy strategy = Strategy::automatic;
    std::size_t runs = 500;         ///< budget for the complete exploration; what follows it has half as many
    std::size_t events = 5'000'000; ///< in all runs
    int bound = 2;                  ///< preemptions: switches away from somebody who could have gone on
    std::uint64_t seed = 1;         ///< of what is random
    bool shrink = true;             ///< a failing order
    bool fixed_tried = false;       ///< `automatic`: the fixed order has been seen and is not made once more
    bool output_matters = true;     ///< the order in which processes print to one terminal is an order
    std::function<void(std::size_t runs)> progress; ///< after each run; may be empty
};

/// What has been tried.
struct Coverage {
    std::size_t orders = 0; ///< runs that came to their end; in a complete exploration no two of them are the same
    std::size_t runs = 0;   ///< with those that were given up, and those of shrinking
    bool complete = false;  ///< no order that matters is left
    int bound = -1;         ///< all orders with so many preemptions were tried; -1: nothing of the kind
    /// "all 252 orders", "the only order", "400 of the orders (all with up to 1 preemption, 250 random)".
    [[nodiscard]] std::string text() const;
    bool fixed_only = false;
    std::size_t random = 0; ///< runs with random orders
};

struct Failure {
    trace::Trace trace;
    std::string fault;    ///< the judge's word
    std::string schedule; ///< "pick-…": gives this run again
    int preemptions = 0;
    bool repeats = true; ///< the same schedule gave the same run once more; else nothing that it shows is certain
};

struct Outcome {
    Coverage coverage;
    std::optional<Failure> failure; ///< the first that was found, shrunk; exploration ends with it
};

/// Exceptions of `run` and `judge` come through. A run that ends as `engine_error` or `interrupted` ends the exploration: it is
/// shown to the judge, and where that finds nothing wrong, nothing more is tried.
Outcome explore(const Run& run, const Judge& judge, const Plan& plan);

} // namespace ipclab::explore
