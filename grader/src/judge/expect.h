#pragma once

/// @file
/// The three kinds of expectations, each in a file of its own. Inside of judge/ only.

#include "analysis/finding.h"
#include "course/lab.h"
#include "course/values.h"
#include "judge/actor.h"
#include "judge/objects.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

/// What all of them need.
struct Context {
    const trace::Trace& trace;
    const Objects& objects;
    const std::map<std::string, std::string>& known; ///< for course::fill: values, and what Objects says of the keys

    [[nodiscard]] std::string filled(std::string_view text) const { return course::fill(text, known); }
    [[nodiscard]] std::vector<std::string> filled(const std::vector<std::string>& texts) const {
        std::vector<std::string> all;
        for (const auto& text : texts)
            all.push_back(course::fill(text, known));
        return all;
    }
};

std::vector<analysis::Finding> check_actor(const course::ExpectActor& expect, const std::string& actor,
                                           const Context& context);
std::vector<analysis::Finding> check_calls(const course::ExpectCall& expect, const std::string& actor,
                                           const Context& context);
std::vector<analysis::Finding> check_together(const course::ExpectTogether& expect, const std::vector<std::string>& actors,
                                              const Context& context);
std::vector<analysis::Finding> check_file(const course::ExpectFile& expect, const Context& context);
std::vector<analysis::Finding> check_object(const course::ExpectObject& expect, const Context& context);

/// Which look of the play: the `nth` from 0 on, by step `step` of the lab's.
struct Look {
    std::size_t nth = 0, step = 0;
};
/// Nothing where the run did not come so far: that is told by what kept it.
std::vector<analysis::Finding> check_look(const course::ExpectObject& expect, const Look& look, const Context& context);

/// "once", "twice", "3 times".
std::string times(std::int64_t n);
/// "A, B and C"; `last` is the word before the last.
std::string listed(const std::vector<std::string>& names, std::string_view last);

} // namespace ipclab::judge
