#include "judge/text_check.h"

#include "judge/expect.h"
#include "judge/expectations.h"
#include "judge/output_difference.h"
#include "sysv/names.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace ipclab::judge {

namespace {

using analysis::Finding;

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines)
        text += line + "\n";
    return text;
}

/// "the line "x" is missing", "the line "x" should be there twice, but is there once"; and how many others are like it.
std::string one_of_them(const std::string& line, std::int64_t wanted, std::int64_t seen, std::size_t others) {
    const auto quoted = sysv::quoted(line);
    const auto more = others == 0 ? "" : fmt::format(" ({} more {} wrong)", others, others == 1 ? "is" : "are");
    if (seen == 0 && wanted == 1) return fmt::format("the line {} is missing{}", quoted, more);
    if (wanted == 0) return fmt::format("the line {} should not be there{}", quoted, more);
    return fmt::format("the line {} should be there {}, but is {}{}", quoted, times(wanted),
                       seen == 0 ? "not" : "there " + times(seen), more);
}

} // namespace

std::string as_line(std::string_view text) {
    const auto lines = lines_of(text);
    return std::string(lines.empty() ? "" : lines.front().text);
}

Finding& TextCheck::add(std::string message, std::string expected, std::string seen, std::size_t offset) {
    Finding finding;
    finding.rule = wrong_output;
    finding.message = std::move(message);
    finding.expected = std::move(expected);
    finding.seen = std::move(seen);
    if (const auto* event = is_.event_at ? is_.event_at(offset) : nullptr) {
        finding.evidence.push_back(event->index);
        finding.where = event->where;
    }
    return findings_.emplace_back(std::move(finding));
}

void TextCheck::say_why_silent(Finding& finding) const {
    if (!is_.why_silent.empty()) finding.message += ": " + is_.why_silent;
    finding.evidence.insert(finding.evidence.end(), is_.fate.begin(), is_.fate.end());
    if (!finding.where) finding.where = is_.fate_place;
    std::ranges::sort(finding.evidence);
}

void TextCheck::whole(const std::string& expected) {
    const auto found = difference(expected, is_.text);
    if (!found) return;
    const bool nothing = is_.text.empty();
    const auto count = lines_of(expected).size();
    auto message = nothing ? fmt::format("{} should {} {}, but {}", is_.subject, is_.verb,
                                         count == 1 ? "a line" : fmt::format("{} lines", count), is_.nothing)
                           : fmt::format("in {}, {}", is_.place, found->message);
    auto& finding = add(std::move(message), expected, is_.text, found->offset);
    if (nothing || found->ends_early) say_why_silent(finding);
}

void TextCheck::has(const std::vector<std::string>& lines) {
    const auto seen = lines_of(is_.text);
    std::vector<std::string> missing;
    for (const auto& text : lines)
        if (std::ranges::find(seen, as_line(text), &Line::text) == seen.end()) missing.push_back(text);
    if (missing.empty()) return;
    const auto first = as_line(missing.front());
    auto message =
        missing.size() == 1
            ? fmt::format("{} should {} the line {}, but {}", is_.subject, is_.verb, sysv::quoted(first), is_.does_not)
            : fmt::format("{} lines are missing from {}, the first is {}", missing.size(), is_.place, sysv::quoted(first));
    const auto close =
        std::ranges::find_if(seen, [&](const Line& line) { return !first.empty() && line.text.starts_with(first); });
    if (close != seen.end())
        message += ": " + compare_lines(static_cast<std::size_t>(close - seen.begin()) + 1, first, close->text);
    const auto offset = close == seen.end() ? is_.text.size() : close->offset + first.size();
    auto& finding = add(std::move(message), joined(missing), is_.text, offset);
    if (close == seen.end()) say_why_silent(finding);
}

void TextCheck::lacks(const std::vector<std::string>& lines) {
    const auto seen = lines_of(is_.text);
    for (const auto& unwanted : lines) {
        const auto found = std::ranges::find(seen, as_line(unwanted), &Line::text);
        if (found == seen.end()) continue;
        const bool several = is_.does_not == "do not";
        add(fmt::format("{} should not {} the line {}, but {}", is_.subject, is_.verb, sysv::quoted(unwanted),
                        several ? "do" : "does"),
            fmt::format("no line {}", sysv::quoted(unwanted)), is_.text, found->offset);
    }
}

void TextCheck::in_order(const std::vector<std::string>& lines) {
    const auto seen = lines_of(is_.text);
    auto from = seen.begin();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto wanted = as_line(lines[i]);
        const auto found = std::find_if(from, seen.end(), [&](const Line& line) { return line.text == wanted; });
        if (found != seen.end()) {
            from = found + 1;
            continue;
        }
        const auto before = std::find_if(seen.begin(), from, [&](const Line& line) { return line.text == wanted; });
        const bool earlier = i > 0 && before != from && as_line(lines[i - 1]) != wanted;
        auto message = earlier  ? fmt::format("in {}, the line {} should come after the line {}, but comes before it",
                                              is_.place, sysv::quoted(wanted), sysv::quoted(as_line(lines[i - 1])))
                       : i == 0 ? fmt::format("in {}, the line {} is missing", is_.place, sysv::quoted(wanted))
                                : fmt::format("in {}, the line {} is missing after the line {}", is_.place,
                                              sysv::quoted(wanted), sysv::quoted(as_line(lines[i - 1])));
        auto& finding = add(std::move(message), joined(lines), is_.text, earlier ? before->offset : is_.text.size());
        if (!earlier) say_why_silent(finding);
        return;
    }
}

void TextCheck::exactly(const std::vector<std::string>& lines) {
    const auto seen = lines_of(is_.text);
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts; // wanted, seen
    for (const auto& line : lines)
        ++counts[as_line(line)].first;
    for (const auto& line : seen)
        ++counts[std::string(line.text)].second;
    std::vector<std::string> missing, extra;
    for (const auto& [line, count] : counts)
        if (count.first != count.second) (count.first > count.second ? missing : extra).push_back(line);
    if (missing.empty() && extra.empty()) return;
    std::string message = fmt::format("in {}, ", is_.place);
    if (is_.text.empty()) {
        message = fmt::format("{} should {} {}, but {}", is_.subject, is_.verb,
                              lines.size() == 1 ? "a line" : fmt::format("{} lines", lines.size()), is_.nothing);
    } else {
        for (const auto* some : {&missing, &extra}) {
            if (some->empty()) continue;
            const auto [wanted, there] = counts.at(some->front());
            if (some == &extra && !missing.empty()) message += ", and ";
            message += one_of_them(some->front(), wanted, there, some->size() - 1);
        }
    }
    const auto where = extra.empty() ? seen.end() : std::ranges::find(seen, std::string_view(extra.front()), &Line::text);
    auto& finding = add(std::move(message), joined(lines), is_.text, where == seen.end() ? is_.text.size() : where->offset);
    if (extra.empty()) say_why_silent(finding);
}

} // namespace ipclab::judge
