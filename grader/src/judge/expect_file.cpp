#include "judge/expect.h"
#include "judge/expectations.h"
#include "judge/text_check.h"

#include <algorithm>
#include <fmt/format.h>

namespace ipclab::judge {

namespace {

using analysis::Finding;
using Is = trace::FileLeft::Is;

Finding about(std::string message, std::string expected, std::string seen) {
    Finding finding;
    finding.rule = wrong_output;
    finding.message = std::move(message);
    finding.expected = std::move(expected);
    finding.seen = std::move(seen);
    return finding;
}

/// Why there is nothing to compare with.
std::string what_is_there(Is is) {
    switch (is) {
    case Is::missing: return "not there";
    case Is::another: return "no file: a folder, a FIFO, a socket, or a link that leads out of the folder";
    case Is::unreadable: return "not to be read: look at its permissions";
    case Is::too_large: return "larger than 256 KiB, and so not compared";
    case Is::regular: break;
    }
    return "there";
}

} // namespace

std::vector<Finding> check_file(const course::ExpectFile& expect, const Context& context) {
    const auto& files = context.trace.left_files;
    const auto found = std::ranges::find(files, expect.file, &trace::FileLeft::name);
    if (found == files.end()) return {}; // a trace that was made without the expectation says nothing of it
    const auto name = "the file " + expect.file;
    const auto wanted = context.filled(expect.text.value_or(""));
    if (expect.exists == false) {
        if (found->is == Is::missing) return {};
        return {about(fmt::format("{} should not be there at the end, but is", name), "not there", "there")};
    }
    if (found->is != Is::regular)
        return {about(fmt::format("{} should be there at the end, but is {}", name, what_is_there(found->is)),
                      expect.text ? wanted : "there", what_is_there(found->is))};
    TextCheck check({.text = found->bytes,
                     .subject = name,
                     .place = name,
                     .verb = "have",
                     .does_not = "does not",
                     .nothing = "is empty",
                     .event_at = {},
                     .why_silent = {},
                     .fate = {}});
    if (expect.text) check.whole(wanted);
    if (expect.lines) check.exactly(context.filled(*expect.lines));
    check.has(context.filled(expect.has_lines));
    check.lacks(context.filled(expect.lacks_lines));
    check.in_order(context.filled(expect.in_order));
    return check.take();
}

} // namespace ipclab::judge
