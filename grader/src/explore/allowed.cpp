#include "explore/allowed.h"

#include <algorithm>

namespace ipclab::explore {

std::vector<std::size_t> allowed(const schedule::Point& point) {
    const auto& all = point.candidates;
    const auto acts = [](const schedule::Candidate& one) { return !one.entering && !one.polling; };
    const bool somebody_acts = std::ranges::any_of(all, acts);
    const bool told = std::ranges::any_of(all, [&](const auto& one) { return acts(one) && one.notices; });
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (acts(all[i]) || (all[i].entering && (!somebody_acts || told || all[i].notices))) indices.push_back(i);
    if (indices.empty()) // only pollers are left
        for (std::size_t i = 0; i < all.size(); ++i)
            indices.push_back(i);
    return indices;
}

} // namespace ipclab::explore
