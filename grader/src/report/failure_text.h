#pragma once

/// @file
/// The parts of a verdict that need more than a line: a failed scenario, a rule that was broken, a program that does not compile.

#include "judge/verdict.h"
#include "report/page.h"
#include "report/verdict_text.h"

namespace ipclab::report {

/// Story, headline with its values and code, the last calls, hint, replay, consequences.
void show_failure(Page& page, const judge::ScenarioVerdict& scenario, const VerdictOptions& options);

/// The call that the finding shows at last, to underline it; "" where it shows none.
std::string_view call_of(const analysis::Finding& finding, const trace::Trace& run);

/// The last calls of each process, and those that the finding rests on, as a lane diagram.
void show_run(Page& page, int indent, const analysis::Finding& headline, const trace::Trace& run);

/// A finding without its run: message, values, code, help.
void show_finding(Page& page, int indent, const analysis::Finding& finding, std::string_view call,
                  const VerdictOptions& options);

/// A finding in a line or two: message and place.
void show_briefly(Page& page, int indent, const analysis::Finding& finding, std::string_view lead, Style style);

/// Our sentence, the command, then the compiler's own words.
void show_build_failure(Page& page, const judge::BuildResult& build);

/// How many warnings a compiler's messages hold.
std::size_t warnings_in(std::string_view messages);

} // namespace ipclab::report
