#include "report/check_text.h"

#include "report/event_text.h"
#include "sysv/utf8.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ipclab::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int format_version = 1;

/// What is not UTF-8 is written in hexadecimal, as in a verdict and in a trace.
Json text(std::string_view bytes) {
    if (sysv::is_utf8(bytes)) return bytes;
    std::string hex;
    for (const char byte : bytes)
        hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return Json{{"base16", hex}};
}

Json nullable(const std::optional<std::string>& value) { return value ? text(*value) : Json(nullptr); }

Json place(const std::optional<trace::Location>& where) {
    if (!where || where->line <= 0) return nullptr;
    return {{"file", text(where->file)}, {"line", where->line}, {"function", text(where->function)}};
}

Json evidence(const judge::Seen& seen, const trace::Names& names) {
    Json events = Json::array();
    for (const trace::EventIndex index : seen.finding.evidence) {
        if (index >= seen.run->events.size()) continue;
        const trace::Event& event = seen.run->events[index];
        std::string told;
        if (const auto* blocked = std::get_if<trace::Blocked>(&event.what))
            told = fmt::format("{}: {}", tell(event, names).text, tell_waiting(blocked->waits_for, names, index));
        else
            told = tell(event, names).text;
        events.push_back(
            {{"event", index}, {"process", names.task(event.task)}, {"text", text(told)}, {"where", place(event.where)}});
    }
    return events;
}

Json finding(const judge::Seen& seen) {
    Json faults = Json::array();
    for (const engine::Fault& fault : seen.faults)
        faults.push_back(text(engine::text(fault)));
    const analysis::Finding& finding = seen.finding;
    return {{"rule", finding.rule},
            {"level", finding.level == analysis::Level::error ? "error" : "advice"},
            {"message", text(finding.message)},
            {"expected", text(finding.expected)},
            {"seen", text(finding.seen)},
            {"evidence", evidence(seen, trace::Names{*seen.run})},
            {"where", place(finding.where)},
            {"help", text(finding.help)},
            {"schedule", seen.order.text()},
            {"faults", faults}};
}

} // namespace

std::string check_json(const judge::CheckVerdict& verdict, int status) {
    Json findings = Json::array();
    for (const judge::Seen& seen : verdict.findings)
        findings.push_back(finding(seen));
    Json document{{"format_version", format_version},
                  {"status", status},
                  {"findings", findings},
                  {"coverage",
                   {{"text", verdict.tried},
                    {"orders", verdict.coverage.orders},
                    {"runs", verdict.coverage.runs},
                    {"complete", verdict.coverage.complete},
                    {"posix_orders", verdict.posix},
                    {"faults", verdict.faults}}},
                  {"schedule", verdict.clean() ? Json(nullptr) : Json(verdict.findings.front().order.text())},
                  {"preemptions", verdict.clean() ? Json(nullptr) : Json(verdict.preemptions)},
                  {"diverged", nullable(verdict.diverged)},
                  {"grader_error", nullable(verdict.error)},
                  {"level", verdict.level}};
    return document.dump(2) + "\n";
}

} // namespace ipclab::report
