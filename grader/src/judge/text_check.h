#pragma once

/// @file
/// What must be true of a text that programs have made: an output, a file, what several have printed together. Inside of judge/
/// only.

#include "analysis/finding.h"
#include "trace/trace.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

/// A text, and how it is spoken of.
struct Witnessed {
    std::string text;
    std::string subject;               ///< who says it: "A", "A and B", "the file spool.out"
    std::string place;                 ///< where it stands: "the output of A", "the file spool.out"
    std::string verb = "print";        ///< what the subject does with a line
    std::string does_not = "does not"; ///< "do not" of several
    std::string nothing = "printed nothing";
    /// The event that brought the byte at this offset; null where there is none.
    std::function<const trace::Event*(std::size_t)> event_at;
    std::string why_silent;                      ///< why no more has come; "" where there is no reason
    std::vector<trace::EventIndex> fate;         ///< the events that show it
    std::optional<trace::Location> fate_place{}; ///< and where they are
};

/// Collects what is wrong with a text. The wanted lines and texts have their placeholders filled.
class TextCheck {
public:
    explicit TextCheck(Witnessed witnessed) : is_(std::move(witnessed)) {}

    /// This is all of it.
    void whole(const std::string& expected);
    /// Each is a line of it, in any order.
    void has(const std::vector<std::string>& lines);
    /// None is a line of it.
    void lacks(const std::vector<std::string>& lines);
    /// These are lines of it, in this order; others may stand between them.
    void in_order(const std::vector<std::string>& lines);
    /// These are its lines, each as often as it is here, in any order.
    void exactly(const std::vector<std::string>& lines);

    [[nodiscard]] std::vector<analysis::Finding> take() { return std::move(findings_); }

private:
    analysis::Finding& add(std::string message, std::string expected, std::string seen, std::size_t offset);
    void say_why_silent(analysis::Finding& finding) const;

    Witnessed is_;
    std::vector<analysis::Finding> findings_;
};

/// As a line of an output is compared: without its newline and trailing blanks.
std::string as_line(std::string_view text);

} // namespace ipclab::judge
