#include "engine/moments.h"

#include "engine/counts.h"
#include "engine/faults.h"
#include "engine/held.h"

#include <algorithm>
#include <map>
#include <utility>

namespace ipclab::engine {
namespace {

/// One that `RunSpec::stop_at_accesses` has made a call.
bool is_file_write(const trace::Call& call) {
    const auto* transfer = std::get_if<trace::Transfer>(&call);
    return transfer != nullptr && transfer->to_judged_file();
}

class Moments {
public:
    Moments(const trace::Trace& run, Every every, const Fault& fault) : run_{run}, every_{every}, fault_{fault} {}

    std::vector<Fault> operator()() {
        for (const auto& event : run_.events) {
            if (event.task == trace::script) continue;
            if (const auto* called = std::get_if<trace::Called>(&event.what))
                completed(event, *called);
            else if (const auto* blocked = std::get_if<trace::Blocked>(&event.what))
                waits(event, *blocked);
            else if (std::holds_alternative<trace::Accessed>(event.what))
                accessed(event);
        }
        return std::move(found_);
    }

private:
    void completed(const trace::Event& event, const trace::Called& called) {
        const auto process = process_of(run_, event.task);
        const auto name = counted_name(called.call);
        auto& counts = called_[process];
        counts.add(name);
        const bool held = held_.any(process);
        const bool took = !held_.read(run_, event).empty();
        const int nth = counts.of(name);
        switch (every_) {
        case Every::call:
            if (!called.blocked) add(event.task, Moment::Kind::before, name, nth); // else it is there since it began to wait
            if (fault_.kind != Fault::Kind::fail) add(event.task, Moment::Kind::after, name, nth);
            break;
        case Every::waiting: break;
        case Every::access:
        case Every::access_holding:
            if (is_file_write(called.call) && (every_ == Every::access || held))
                add(event.task, Moment::Kind::after, name, nth);
            break;
        case Every::taking:
            if (took) add(event.task, Moment::Kind::after, name, nth);
            break;
        case Every::holding:
            if (fault_.kind == Fault::Kind::fail ? held : held_.any(process))
                add(event.task, Moment::Kind::after, name, nth);
            break;
        }
    }

    void accessed(const trace::Event& event) {
        const auto process = process_of(run_, event.task);
        const int nth = ++accesses_[process];
        const bool counts = every_ == Every::access || (every_ == Every::access_holding && held_.any(process));
        if (!counts || !is_meant(run_, event.task, fault_.who) || fault_.kind == Fault::Kind::fail) return;
        auto one = fault_;
        one.who = run_.task(process).name;
        one.when = Moment{.kind = Moment::Kind::access, .call = {}, .set = {}, .num = {}, .nth = nth};
        found_.push_back(std::move(one));
    }

    void waits(const trace::Event& event, const trace::Blocked& blocked) {
        const auto process = process_of(run_, event.task);
        const auto name = counted_name(blocked.call);
        auto& counts = blocked_[process];
        counts.add(name);
        const int next = called_[process].of(name) + 1;
        if (every_ == Every::call) add(event.task, Moment::Kind::before, name, next);
        if (every_ != Every::waiting) return;
        if (fault_.kind == Fault::Kind::fail)
            add(event.task, Moment::Kind::before, name, next);
        else
            add(event.task, Moment::Kind::blocked, name, counts.of(name));
    }

    void add(trace::TaskId task, Moment::Kind kind, const std::string& call, int nth) {
        if (!is_meant(run_, task, fault_.who) || (!fault_.when.call.empty() && fault_.when.call != call)) return;
        if (!can_be_met_at(call)) return;
        auto one = fault_;
        one.who = run_.task(process_of(run_, task)).name;
        if (one.kind == Fault::Kind::fail) kind = Moment::Kind::before;
        one.when = Moment{.kind = kind, .call = call, .set = {}, .num = {}, .nth = nth};
        // A call that was interrupted and begun again waits twice at one place.
        if (std::ranges::find(found_, one) == found_.end()) found_.push_back(std::move(one));
    }

    const trace::Trace& run_;
    Every every_;
    const Fault& fault_;
    std::map<trace::TaskId, CallCounts> called_, blocked_; ///< by process
    std::map<trace::TaskId, int> accesses_;                ///< by process
    Held held_;
    std::vector<Fault> found_;
};

} // namespace

std::vector<Fault> at_every(const trace::Trace& run, Every every, const Fault& fault) {
    return Moments{run, every, fault}();
}

} // namespace ipclab::engine
