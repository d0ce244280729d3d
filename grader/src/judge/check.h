#pragma once

/// @file
/// Any programs under every general rule, in many orders: `ipclab check`. There is no lab here and nothing to expect; a run says
/// for itself what is wrong with it.

#include "analysis/finding.h"
#include "engine/jail.h"
#include "engine/run.h"
#include "explore/explore.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

struct CheckRequest {
    std::vector<engine::Step> play; ///< starts the programs
    std::string folder;             ///< where they run
    std::map<std::string, std::string> env;
    explore::Plan plan;                  ///< its `progress` is called inside the jail
    std::optional<std::string> schedule; ///< only this order, as `Order::text` gave it
    std::vector<engine::Fault> faults;   ///< happen in every run
    bool try_faults = false;             ///< where all is well without: also one fault after the other, see fault_trials.h
    bool keep_run = false;               ///< `CheckVerdict::first` is wanted
    /// What the programs print in the first run, as it happens; may be empty.
    std::function<void(int fd, std::string_view bytes)> on_output;
};

/// What replays a run of these very programs: "pick-0x5.1@9ab01c2d".
struct Order {
    std::string schedule; ///< as schedule/schedule.h parses it
    std::string build;    ///< of the program files; empty: not known, and not asked for
    [[nodiscard]] std::string text() const { return build.empty() ? schedule : schedule + "@" + build; }
};
/// Throws `std::invalid_argument` with a sentence for people.
Order parse_order(std::string_view text);

/// The order is one of other programs, or of these before they were changed: said in a sentence.
class OrderRefused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A finding with the run that it was seen in: its evidence counts that run's events.
struct Seen {
    analysis::Finding finding;
    std::shared_ptr<const trace::Trace> run;
    Order order;
    std::vector<engine::Fault> faults; ///< that happened in it, because they were asked for
};

struct CheckVerdict {
    std::vector<Seen> findings; ///< errors of the first run that had one, the headline first; then advice, each once
    explore::Coverage coverage;
    std::string tried;      ///< which orders, in words: "all 252 orders"
    std::size_t faults = 0; ///< how many were tried, one by one
    std::size_t posix = 0;  ///< orders tried in which the kernel would serve somebody else first
    int preemptions = 0;    ///< in the run of the headline
    std::optional<std::string>
        diverged; ///< the programs do not do the same in the same order: what was seen and did not come again
    std::optional<std::string> error;          ///< what failed on our side: nothing is known then
    std::string level;                         ///< containment: "full", "ipc", "none"
    std::shared_ptr<const trace::Trace> first; ///< the first run, where it was asked for
    [[nodiscard]] bool clean() const;
};

/// Call it in a jail. Throws `OrderRefused`, and `std::invalid_argument` for a schedule that cannot be read.
CheckVerdict check(const CheckRequest& request, const engine::Inside& inside);

} // namespace ipclab::judge
