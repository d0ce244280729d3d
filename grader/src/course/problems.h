#pragma once

/// @file
/// What is wrong with a lab.toml, shown to the person who wrote it: the place, the line, one sentence, what to write instead.

#include "course/lab.h"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

/// From `begin` to just before `end`. Lines and columns count from 1, columns in characters (code points).
struct Span {
    Place begin, end;
};

/// One mistake.
struct Problem {
    std::string file;
    Place place;            ///< line 0: the file as a whole
    int width = 1;          ///< characters to mark from `place` on
    std::string line_text;  ///< the whole line, safe to print: tabs are blanks, other control characters are '?'
    std::string message;    ///< one sentence
    std::string suggestion; ///< what to do; may be empty
};

/// The problem for a terminal, without colour: sentence, file with line and column, the line with its place marked, the suggestion.
std::string plain_text(const Problem& problem);

/// A lab.toml is refused. Carries every mistake that was found; what() shows them all.
class LabError : public std::runtime_error {
public:
    explicit LabError(std::vector<Problem> problems);
    [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

private:
    std::vector<Problem> problems_;
};

/// Collects the mistakes of one file while it is read.
class Problems {
public:
    Problems(std::string file, std::string text);

    void add(const Span& where, std::string message, std::string suggestion = {});
    /// A mistake of the file as a whole.
    void add(std::string message, std::string suggestion = {});

    /// Where a part of a text stands, whose value is `whole` and which stands in `where`. Escape sequences can hide the place:
    /// then it is the first that looks the same, or all of `where`.
    [[nodiscard]] Span narrow(const Span& where, std::string_view whole, std::size_t at, std::size_t length) const;
    /// The text of the file from where `where` begins to where it ends.
    [[nodiscard]] std::string_view source(const Span& where) const;

    [[nodiscard]] bool empty() const { return problems_.empty(); }
    /// Throws LabError where anything was added; the mistakes are in the file's order.
    void throw_if_any() const;

private:
    [[nodiscard]] std::string_view line(int number) const;
    [[nodiscard]] std::size_t offset(Place place) const;
    [[nodiscard]] Place place_at(std::size_t offset) const;

    std::string file_;
    std::string text_;
    std::vector<std::size_t> line_starts_;
    std::vector<Problem> problems_;
};

} // namespace ipclab::course
