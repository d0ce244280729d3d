#pragma once

/// @file
/// Looking for findings in what the rules gave back.

#include "analysis/rules.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::analysis::test {

using Catch::Matchers::ContainsSubstring;

/// The findings of one rule.
inline std::vector<Finding> of_rule(const trace::Trace& trace, std::string_view id) {
    const auto* rule = find_rule(id);
    REQUIRE(rule);
    auto findings = rule->find(trace);
    for (const auto& finding : findings) {
        CHECK(finding.rule == id);
        CHECK(finding.message.ends_with("."));
        CHECK(std::ranges::is_sorted(finding.evidence));
        for (const auto index : finding.evidence)
            CHECK(index < trace.events.size());
    }
    return findings;
}

/// The one finding of a rule.
inline Finding only(const trace::Trace& trace, std::string_view id) {
    const auto findings = of_rule(trace, id);
    REQUIRE(findings.size() == 1);
    return findings.front();
}

inline std::size_t errors(const trace::Trace& trace) {
    std::size_t count = 0;
    for (const auto& finding : apply(trace)) {
        if (finding.level != Level::error) continue;
        UNSCOPED_INFO(finding.rule << ": " << finding.message);
        ++count;
    }
    return count;
}

/// The rule that a report would put first.
inline std::string headline(const trace::Trace& trace) {
    const auto findings = apply(trace);
    return findings.empty() ? "" : findings.front().rule;
}

} // namespace ipclab::analysis::test
