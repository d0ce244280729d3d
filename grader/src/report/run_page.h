#pragma once

/// @file
/// Runs as one HTML page that needs nothing else: the picture, what every object holds at every step, the source line beside each
/// event; stepping forward and back with the keyboard. It opens at what is wrong. The page itself is in grader/viewer/.

#include "analysis/finding.h"
#include "trace/trace.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ipclab::report {

/// One run on the page.
struct PageRun {
    std::string name;  ///< "sender-first"
    std::string story; ///< may be empty
    std::string again; ///< the command that makes this run again; may be empty
    const trace::Trace* trace = nullptr;
    std::vector<analysis::Finding> findings; ///< with evidence in that trace; the first is the headline
    std::filesystem::path folder;            ///< where the sources are; empty: where the compiler found them
};

/// Where the reader's attention belongs: the last event of the headline's evidence, else the first event.
trace::EventIndex opening_event(const PageRun& run);

/// `summary` is a line beneath the title: points, or what was tried.
std::string run_page(const std::string& title, const std::string& summary, const std::vector<PageRun>& runs);

} // namespace ipclab::report
