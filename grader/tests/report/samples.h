#pragma once

/// @file
/// Runs and verdicts made by hand, and what every test asks of a text.

#include "judge/verdict.h"
#include "report/terminal.h"
#include "report/width.h"

#include <string>
#include <string_view>
#include <vector>

namespace ipclab::samples {

/// A sender posts a message of type 1 and ends; a receiver waits for type 2 for ever. `letters` more messages go to and fro
/// before that.
trace::Trace deadlocked(int letters = 0);

/// `count` processes that each make a call with a long payload.
trace::Trace crowd(int count);

/// A scenario that failed because of `deadlocked`.
judge::ScenarioVerdict failed_scenario();

/// A lab of two programs and three scenarios: one passes, one fails, one could not be tried.
judge::LabVerdict lab_verdict();

inline report::Terminal terminal(int width, bool unicode = true, bool colour = false) {
    return {.width = width, .colour = colour, .unicode = unicode, .rewrites = false};
}

std::vector<std::string> lines_of(std::string_view text);
/// The widest line, colours not counted.
int widest(std::string_view text);
/// Without escape sequences.
std::string without_colour(std::string_view text);
bool is_ascii(std::string_view text);

} // namespace ipclab::samples
