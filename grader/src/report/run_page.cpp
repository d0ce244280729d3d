#include "report/run_page.h"

#include "report/event_text.h"
#include "report/markup.h"
#include "report/picture.h"
#include "report/run_state.h"
#include "report/source_excerpt.h"
#include "report/terminal.h"
#include "report/viewer.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ipclab::report {
namespace {

using Json = nlohmann::ordered_json;

/// Visible, and valid UTF-8: whatever a program wrote.
std::string shown(std::string_view text) { return Terminal{}.safe(text); }

std::string in_hexadecimal(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes)
        text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

Json of_object(const ObjectView& view) {
    Json object{{"name", view.name}, {"summary", view.summary}};
    if (view.removed) object["removed"] = true;
    for (const sysv::Message& message : view.messages)
        object["messages"].push_back({message.type, shown(message.text)});
    for (const sysv::SemaphoreState& semaphore : view.semaphores)
        object["semaphores"].push_back({semaphore.value, semaphore.ncnt, semaphore.zcnt});
    return object;
}

/// The sources that events of a run point into, each once and whole: a reader wants to see what stands around a line.
class Sources {
public:
    explicit Sources(std::filesystem::path folder) : folder_{std::move(folder)} {}

    void meet(const trace::Location& where) {
        const std::string name = std::filesystem::path{where.file}.filename().string();
        if (!files_.try_emplace(name).second) return;
        if (auto lines = lines_of(where, folder_)) files_[name] = std::move(*lines);
    }
    [[nodiscard]] Json json() const {
        Json all = Json::object();
        for (const auto& [name, lines] : files_) {
            if (lines.empty()) continue;
            Json& file = all[name];
            for (const std::string& line : lines)
                file.push_back(shown(line));
        }
        return all;
    }

private:
    std::filesystem::path folder_;
    std::map<std::string, std::vector<std::string>> files_;
};

Json of_event(const trace::Event& event, const trace::Names& names, const Change& change, Sources& sources) {
    Json told{{"text", shown(tell(event, names).text)}};
    if (event.task != trace::script) told["who"] = shown(names.task(event.task));
    if (const auto* blocked = std::get_if<trace::Blocked>(&event.what))
        told["waits"] = shown(tell_waiting(blocked->waits_for, names, event.index));
    if (event.where && event.where->line > 0) {
        told["file"] = shown(std::filesystem::path{event.where->file}.filename().string());
        told["line"] = event.where->line;
        sources.meet(*event.where);
    }
    for (const ObjectView& view : change.objects)
        told["objects"].push_back(of_object(view));
    if (change.written)
        told["written"] = {{"name", change.written->segment},
                           {"offset", change.written->offset},
                           {"bytes", in_hexadecimal(change.written->bytes)}};
    return told;
}

Json of_run(const PageRun& run) {
    const trace::Trace& trace = *run.trace;
    const trace::Names names{trace};
    const auto changes = changes_of(trace, names);
    Sources sources{run.folder};
    Json events = Json::array();
    for (const trace::Event& event : trace.events)
        events.push_back(of_event(event, names, changes[event.index], sources));
    return {{"open", opening_event(run)}, {"events", std::move(events)}, {"files", sources.json()}};
}

/// Between <script> tags nothing may look like their end.
std::string in_script(const Json& value) {
    std::string text;
    for (const char c : value.dump(-1, ' ', false, Json::error_handler_t::replace))
        text += c == '<' ? std::string{"\\u003c"} : std::string(1, c);
    return text;
}

std::string section(const PageRun& run, std::size_t number) {
    std::string text =
        fmt::format("<section class=\"run\" id=\"run{}\" aria-labelledby=\"name{}\">\n<h2 id=\"name{}\">{}</h2>\n", number,
                    number, number, markup(run.name));
    if (!run.story.empty()) text += fmt::format("<p class=\"story\">{}</p>\n", markup(run.story));
    std::vector<trace::EventIndex> evidence;
    for (const analysis::Finding& finding : run.findings) {
        const bool error = finding.level == analysis::Level::error;
        text += fmt::format("<div class=\"finding {}\"><p><strong>{}</strong> <code>{}</code>: {}</p>",
                            error ? "error" : "advice", error ? "error" : "advice", markup(finding.rule),
                            markup(finding.message));
        for (const auto& [label, value] : {std::pair{"expected", &finding.expected}, {"seen", &finding.seen}})
            if (!value->empty())
                text +=
                    fmt::format("<p class=\"value\"><span>{}</span></p><pre tabindex=\"0\">{}</pre>", label, markup(*value));
        if (!finding.help.empty()) text += fmt::format("<p>{}</p>", markup(finding.help));
        text += "</div>\n";
        evidence.insert(evidence.end(), finding.evidence.begin(), finding.evidence.end());
    }
    if (!run.again.empty()) text += fmt::format("<p class=\"again\">Again: <code>{}</code></p>\n", markup(run.again));
    const PictureOptions options{.evidence = std::move(evidence), .title = {}, .prefix = fmt::format("r{}e", number)};
    text += fmt::format("<div class=\"stage\">\n<div class=\"picture\" tabindex=\"0\" role=\"region\" aria-label=\"Picture "
                        "of the run\">\n{}</div>\n"
                        "<div class=\"step\" data-run=\"{}\"></div>\n</div>\n",
                        picture(*run.trace, options), number);
    text += fmt::format("<details><summary>The run as a table</summary><div class=\"table\" tabindex=\"0\" role=\"region\" "
                        "aria-label=\"Table of the run\">{}</div></details>\n</section>\n",
                        run_table(*run.trace, fmt::format("r{}t", number)));
    return text;
}

void put(std::string& page, std::string_view name, std::string_view text) {
    const std::string mark = fmt::format("{{{{{}}}}}", name);
    page.replace(page.find(mark), mark.size(), text);
}

} // namespace

trace::EventIndex opening_event(const PageRun& run) {
    for (const analysis::Finding& finding : run.findings)
        if (!finding.evidence.empty()) return finding.evidence.back();
    return 0;
}

std::string run_page(const std::string& title, const std::string& summary, const std::vector<PageRun>& runs) {
    std::string sections;
    Json data = Json::array();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        sections += section(runs[i], i);
        data.push_back(of_run(runs[i]));
    }
    // What programs wrote comes last: nothing of it is taken for a mark.
    std::string page{viewer::page};
    put(page, "style", viewer::style);
    put(page, "script", viewer::script);
    put(page, "heading", markup(title));
    put(page, "title", markup(title));
    put(page, "data", in_script(data));
    put(page, "summary", markup(summary));
    put(page, "runs", sections);
    return page;
}

} // namespace ipclab::report
