#pragma once

/// @file
/// The pages of `--html`: what was found, each run with its picture, and stepping through it.

#include "judge/check.h"
#include "judge/verdict.h"
#include "report/check_text.h"
#include "report/verdict_text.h"

#include <string>
#include <vector>

namespace ipclab::report {

/// Labs, with a run for each scenario that has one. `options` are those of the verdicts, in the same order.
std::string grade_page(const std::vector<judge::LabVerdict>& verdicts, const std::vector<VerdictOptions>& options);

/// A scenario's run that was played again.
std::string replay_page(const std::string& lab, const judge::ScenarioVerdict& verdict, const VerdictOptions& options);

/// The runs that the findings are about; where nothing was found, the first one.
std::string check_page(const judge::CheckVerdict& verdict, const CheckOptions& options);

/// One run that nobody judged. `programs` as a shell reads them.
std::string trace_page(const trace::Trace& trace, const std::string& programs);

} // namespace ipclab::report
