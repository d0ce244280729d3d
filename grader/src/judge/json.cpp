#include "judge/verdict.h"
#include "sysv/utf8.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace ipclab::judge {

namespace {

using Json = nlohmann::ordered_json;
using analysis::Finding;
using analysis::Level;

/// Programs print any bytes; JSON holds text. What is not UTF-8 is written in hexadecimal, as in a trace.
Json text(std::string_view bytes) {
    if (sysv::is_utf8(bytes)) return bytes;
    std::string hex;
    for (const char byte : bytes)
        hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return Json{{"base16", hex}};
}

std::string to_text(const Json& json) {
    if (json.is_string()) return json.get<std::string>();
    const auto hex = json.at("base16").get<std::string>();
    if (hex.size() % 2 != 0) throw std::runtime_error("base16 has an odd number of digits");
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        if (hex.find_first_not_of("0123456789abcdefABCDEF", i) < i + 2)
            throw std::runtime_error("base16 has another character");
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

std::optional<std::string> optional_text(const Json& json, const char* name) {
    const auto found = json.find(name);
    if (found == json.end() || found->is_null()) return {};
    return to_text(*found);
}

/// null where there is nothing.
Json nullable(const std::optional<std::string>& value) { return value ? text(*value) : Json(nullptr); }

Json location(const std::optional<trace::Location>& where) {
    if (!where) return nullptr;
    return {{"file", text(where->file)}, {"line", where->line}, {"function", text(where->function)}};
}

std::optional<trace::Location> to_location(const Json& json) {
    if (json.is_null()) return {};
    return trace::Location{to_text(json.at("file")), json.at("line").get<int>(), to_text(json.at("function"))};
}

Json finding(const Finding& finding) {
    return {{"rule", finding.rule},
            {"level", finding.level == Level::error ? "error" : "advice"},
            {"message", text(finding.message)},
            {"expected", text(finding.expected)},
            {"seen", text(finding.seen)},
            {"evidence", finding.evidence},
            {"where", location(finding.where)},
            {"help", text(finding.help)}};
}

Finding to_finding(const Json& json) {
    const auto level = json.at("level").get<std::string>();
    if (level != "error" && level != "advice") throw std::runtime_error("a finding's level is \"error\" or \"advice\"");
    return {json.at("rule").get<std::string>(), level == "error" ? Level::error : Level::advice,
            to_text(json.at("message")),        to_text(json.at("expected")),
            to_text(json.at("seen")),           json.at("evidence").get<std::vector<trace::EventIndex>>(),
            to_location(json.at("where")),      to_text(json.at("help"))};
}

template <class T, class Convert>
Json list(const std::vector<T>& all, const Convert& convert) {
    auto array = Json::array();
    for (const auto& one : all)
        array.push_back(convert(one));
    return array;
}

template <class T, class Convert>
std::vector<T> to_list(const Json& array, const Convert& convert) {
    if (!array.is_array()) throw std::runtime_error("a list is expected");
    std::vector<T> all;
    for (const auto& one : array)
        all.push_back(convert(one));
    return all;
}

Json scenario(const ScenarioVerdict& verdict) {
    return {{"name", verdict.name},
            {"story", text(verdict.story)},
            {"passed", verdict.passed()},
            {"points", verdict.points},
            {"of", verdict.of},
            {"runs", verdict.runs},
            {"coverage", verdict.coverage},
            {"token", verdict.token},
            {"findings", list(verdict.findings, finding)},
            {"hints", list(verdict.hints, [](const auto& hint) { return text(hint); })},
            {"not_tried", nullable(verdict.not_tried)},
            {"grader_error", nullable(verdict.grader_error)},
            {"trace", verdict.shown ? Json::parse(trace::to_json(*verdict.shown)) : Json(nullptr)}};
}

ScenarioVerdict to_scenario(const Json& json) {
    ScenarioVerdict verdict;
    verdict.name = json.at("name").get<std::string>();
    verdict.story = to_text(json.at("story"));
    verdict.points = json.at("points").get<int>();
    verdict.of = json.at("of").get<int>();
    verdict.runs = json.at("runs").get<int>();
    verdict.coverage = json.at("coverage").get<std::string>();
    verdict.token = json.at("token").get<std::string>();
    verdict.findings = to_list<Finding>(json.at("findings"), to_finding);
    verdict.hints = to_list<std::string>(json.at("hints"), to_text);
    verdict.not_tried = optional_text(json, "not_tried");
    verdict.grader_error = optional_text(json, "grader_error");
    if (const auto& shown = json.at("trace"); !shown.is_null()) verdict.shown = trace::from_json(shown.dump());
    return verdict;
}

Json build(const BuildResult& result) {
    return {{"program", result.program},         {"files", result.files},
            {"command", text(result.command)},   {"ok", result.ok},
            {"messages", text(result.messages)}, {"problem", text(result.problem)}};
}

BuildResult to_build(const Json& json) {
    return {json.at("program").get<std::string>(), json.at("files").get<std::vector<std::string>>(),
            to_text(json.at("command")),           json.at("ok").get<bool>(),
            to_text(json.at("messages")),          to_text(json.at("problem"))};
}

Json lab(const LabVerdict& verdict) {
    return {{"lab", verdict.lab},
            {"title", text(verdict.title)},
            {"folder", text(verdict.folder)},
            {"seed", text(verdict.seed)},
            {"points", verdict.points},
            {"of", verdict.of},
            {"full", verdict.full()},
            {"rule_points", verdict.rule_points},
            {"rule_of", verdict.rule_of},
            {"builds", list(verdict.builds, build)},
            {"scenarios", list(verdict.scenarios, scenario)},
            {"rules", list(verdict.rules, finding)},
            {"level", verdict.level},
            {"source_hash", verdict.source_hash},
            {"elapsed_ms", verdict.elapsed.count()},
            {"grader_error", nullable(verdict.grader_error)}};
}

LabVerdict to_lab(const Json& json) {
    LabVerdict verdict;
    verdict.lab = json.at("lab").get<std::string>();
    verdict.title = to_text(json.at("title"));
    verdict.folder = to_text(json.at("folder"));
    verdict.seed = to_text(json.at("seed"));
    verdict.points = json.at("points").get<int>();
    verdict.of = json.at("of").get<int>();
    verdict.rule_points = json.at("rule_points").get<int>();
    verdict.rule_of = json.at("rule_of").get<int>();
    verdict.builds = to_list<BuildResult>(json.at("builds"), to_build);
    verdict.scenarios = to_list<ScenarioVerdict>(json.at("scenarios"), to_scenario);
    verdict.rules = to_list<Finding>(json.at("rules"), to_finding);
    verdict.level = json.at("level").get<std::string>();
    verdict.source_hash = json.at("source_hash").get<std::string>();
    verdict.elapsed = std::chrono::milliseconds(json.at("elapsed_ms").get<std::int64_t>());
    verdict.grader_error = optional_text(json, "grader_error");
    return verdict;
}

/// Readers of a verdict see our words, not those of a library.
template <class Read>
auto reading(std::string_view bytes, const Read& read) {
    try {
        return read(Json::parse(bytes));
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("this is not a verdict: {}", error.what()));
    }
}

} // namespace

std::string to_json(const std::vector<LabVerdict>& verdicts, int indent) {
    return Json{{"format_version", format_version}, {"labs", list(verdicts, lab)}}.dump(indent);
}

std::vector<LabVerdict> from_json(std::string_view bytes) {
    return reading(bytes, [](const Json& json) {
        const auto version = json.at("format_version").get<int>();
        if (version != format_version)
            throw std::runtime_error(
                fmt::format("its format is version {}, and only {} is known here", version, format_version));
        return to_list<LabVerdict>(json.at("labs"), to_lab);
    });
}

std::string to_json(const ScenarioVerdict& verdict) { return scenario(verdict).dump(); }

ScenarioVerdict scenario_from_json(std::string_view bytes) { return reading(bytes, to_scenario); }

} // namespace ipclab::judge
