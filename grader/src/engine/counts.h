#pragma once

/// @file
/// Counting calls by their names, as faults do.

#include "trace/event.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace ipclab::engine {

/// The name under which a call is counted: semtimedop is semop with a time-out.
inline std::string counted_name(const trace::Call& call) {
    const auto name = trace::name_of(call);
    return std::string{name == "semtimedop" ? "semop" : name};
}

/// Of one process.
class CallCounts {
public:
    void add(const std::string& name) {
        ++all_;
        ++by_name_[name];
    }
    /// Of all where the name is empty.
    [[nodiscard]] int of(std::string_view name) const {
        if (name.empty()) return all_;
        const auto found = by_name_.find(name);
        return found == by_name_.end() ? 0 : found->second;
    }

private:
    int all_ = 0;
    std::map<std::string, int, std::less<>> by_name_;
};

} // namespace ipclab::engine
