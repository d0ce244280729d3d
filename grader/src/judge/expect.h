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
};

std::vector<analysis::Finding> check_actor(const course::ExpectActor& expect, const std::string& actor,
                                           const Context& context);
std::vector<analysis::Finding> check_calls(const course::ExpectCall& expect, const std::string& actor,
                                           const Context& context);
std::vector<analysis::Finding> check_object(const course::ExpectObject& expect, const Context& context);

/// "once", "twice", "3 times".
std::string times(std::int64_t n);

} // namespace ipclab::judge
