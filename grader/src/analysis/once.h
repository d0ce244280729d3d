#pragma once

/// @file
/// A mistake in a loop, or in two processes of one program, is told once.

#include "analysis/finding.h"
#include "analysis/history.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ipclab::analysis {

/// The first finding for each key; an error takes the place of an advice.
class Once {
public:
    void add(std::string key, Finding finding) {
        const auto found = std::ranges::find(keys_, key);
        if (found == keys_.end()) {
            keys_.push_back(std::move(key));
            findings_.push_back(std::move(finding));
            return;
        }
        auto& told = findings_[static_cast<std::size_t>(found - keys_.begin())];
        if (told.level == Level::advice && finding.level == Level::error) told = std::move(finding);
    }
    [[nodiscard]] std::vector<Finding> all() && { return std::move(findings_); }

private:
    std::vector<std::string> keys_;
    std::vector<Finding> findings_;
};

/// The line of a call; where it is not known, the process and the call's name.
inline std::string line_of(const Use& use) {
    auto where = place(*use.event);
    return where.empty() ? fmt::format("{} {}", use.process.value, sysv::name_of(*use.call)) : where;
}

} // namespace ipclab::analysis
