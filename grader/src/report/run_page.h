#pragma once

/// @file
/// Runs as one HTML page that needs nothing else: the picture, what every object holds at every step, the source line beside each
/// event; stepping forward and back with the keyboard. It opens at what is wrong. The page itself is in grader/viewer/.

#include "analysis/finding.h"
#include "trace/trace.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ipclab::report {

/// One run on the page.
struct PageRun {
    enum class State : std::uint8_t { right, wrong, untried, plain };
    std::string name;                        ///< "sender-first"
    State state{};                           ///< plain: nobody judged it
    std::string result;                      ///< "0 of 4 points"; may be empty
    std::string story;                       ///< may be empty
    std::string remark;                      ///< why it was not tried; may be empty
    std::string again;                       ///< the command that makes this run again; may be empty
    const trace::Trace* trace = nullptr;     ///< nullptr: there is no run to show
    std::vector<analysis::Finding> findings; ///< with evidence in that trace; the first is the headline
    std::filesystem::path folder;            ///< where the sources are; empty: where the compiler found them
};

/// What is told without a run: a program that does not compile.
struct PageRemark {
    std::string sentence;
    std::string verbatim; ///< may be empty
};

struct RunPage {
    std::string title;
    std::string summary; ///< "8 of 12 points"
    std::vector<PageRemark> remarks;
    std::vector<PageRun> runs;
};

/// Where the reader's attention belongs: the last event of the headline's evidence, else the first event.
trace::EventIndex opening_event(const PageRun& run);

/// The events that the findings of a run rest on.
std::vector<trace::EventIndex> evidence_of(const PageRun& run);

/// Event 12 of the second run has the id "r1e12".
std::string run_page(const RunPage& page);

} // namespace ipclab::report
