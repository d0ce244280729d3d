#include "report/run_page.h"

#include "report/markup.h"
#include "report/page_data.h"
#include "report/picture.h"
#include "report/told.h"
#include "report/viewer.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

using State = PageRun::State;

bool has_run(const PageRun& run) { return run.trace != nullptr && !run.trace->events.empty(); }

std::string_view class_of(State state) {
    switch (state) {
    case State::right: return "right";
    case State::wrong: return "wrong";
    case State::untried: return "untried";
    case State::plain: break;
    }
    return "plain";
}

/// With a word for those who do not see it.
std::string_view sign_of(State state) {
    switch (state) {
    case State::right: return R"(<span class="sign" role="img" aria-label="right:">✓</span> )";
    case State::wrong: return R"(<span class="sign" role="img" aria-label="wrong:">✗</span> )";
    case State::untried: return R"(<span class="sign" role="img" aria-label="not tried:">–</span> )";
    case State::plain: break;
    }
    return "";
}

class Writing {
public:
    explicit Writing(const std::vector<PageRun>& runs) : runs_{runs} {}

    std::string operator()() {
        if (runs_.size() > 1) contents();
        for (std::size_t number = 0; number < runs_.size(); ++number)
            section(runs_[number], number);
        return std::move(text_);
    }

private:
    template <class... Values>
    void put(fmt::format_string<Values...> format, Values&&... values) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
    }

    void contents() {
        put("<nav aria-label=\"Runs\"><ul>\n");
        for (std::size_t number = 0; number < runs_.size(); ++number)
            put("<li class=\"{}\"><a href=\"#run{}\">{}{}</a> {}</li>\n", class_of(runs_[number].state), number,
                sign_of(runs_[number].state), markup(runs_[number].name), markup(runs_[number].result));
        put("</ul></nav>\n");
    }

    void section(const PageRun& run, std::size_t number) {
        put("<section class=\"run {0}\" id=\"run{1}\" aria-labelledby=\"name{1}\">\n<h2 id=\"name{1}\">{2}{3}",
            class_of(run.state), number, sign_of(run.state), markup(run.name));
        if (!run.result.empty()) put(" <small>{}</small>", markup(run.result));
        put("</h2>\n");
        paragraph("story", run.story);
        paragraph("remark", run.remark);
        for (const analysis::Finding& found : run.findings)
            finding(run, found, number);
        if (!run.again.empty()) put("<p class=\"again\">Again: <code>{}</code></p>\n", markup(run.again));
        if (has_run(run)) stage(run, number);
        put("</section>\n");
    }

    void paragraph(std::string_view name, const std::string& words) {
        if (!words.empty()) put("<p class=\"{}\">{}</p>\n", name, markup(words));
    }

    void finding(const PageRun& run, const analysis::Finding& found, std::size_t number) {
        const std::string_view level = found.level == analysis::Level::error ? "error" : "advice";
        put("<div class=\"finding {0}\"><p><strong>{0}</strong> <code>{1}</code>: {2}</p>\n", level, markup(found.rule),
            markup(found.message));
        for (const auto& [label, value] : {std::pair{"expected", &found.expected}, std::pair{"seen", &found.seen}})
            if (!value->empty())
                put("<p class=\"value\">{0}</p><pre tabindex=\"0\" aria-label=\"{0}\">{1}</pre>\n", label, markup(*value));
        if (found.where && found.where->line > 0)
            put("<p class=\"place\">{}:{}</p>\n", markup(std::filesystem::path{found.where->file}.filename().string()),
                found.where->line);
        paragraph("help", found.help);
        if (has_run(run)) links(run, found.evidence, number);
        put("</div>\n");
    }

    void links(const PageRun& run, const std::vector<trace::EventIndex>& evidence, std::size_t number) {
        if (evidence.empty()) return;
        const auto told = told_events(*run.trace, Prints{*run.trace}, evidence_of(run));
        if (told.empty()) return;
        put("<p class=\"events\">{}", evidence.size() == 1 ? "Event" : "Events");
        for (const trace::EventIndex event : evidence)
            put(" <a href=\"#r{0}e{1}\">{1}</a>", number, told[row_of(told, event)].event);
        put("</p>\n");
    }

    void stage(const PageRun& run, std::size_t number) {
        const PictureOptions options{
            .evidence = evidence_of(run), .title = {}, .prefix = fmt::format("r{}e", number), .styled = false};
        put("<div class=\"stage\">\n<div class=\"picture\" tabindex=\"0\" role=\"region\" aria-label=\"Picture of the run "
            "{}\">\n{}</div>\n<div class=\"step\"></div>\n</div>\n",
            markup(run.name), picture(*run.trace, options));
        put("<details><summary>The run as a table</summary><div class=\"table\" tabindex=\"0\" role=\"region\" "
            "aria-label=\"Table of the run {}\">{}</div></details>\n",
            markup(run.name), run_table(*run.trace, {options.evidence, fmt::format("r{}t", number), options.prefix}));
    }

    const std::vector<PageRun>& runs_;
    std::string text_;
};

std::string remarks_text(const std::vector<PageRemark>& remarks) {
    std::string text;
    for (const PageRemark& remark : remarks) {
        text += fmt::format("<p class=\"remark\">{}</p>\n", markup(remark.sentence));
        if (!remark.verbatim.empty()) text += fmt::format("<pre tabindex=\"0\">{}</pre>\n", markup(remark.verbatim));
    }
    return text;
}

/// Fills a page's `{{name}}` in one go, so that nothing in what is put there is taken for another one.
std::string filled(std::string_view page, const std::vector<std::pair<std::string_view, std::string_view>>& values) {
    std::string text;
    while (!page.empty()) {
        const std::size_t at = std::min(page.find("{{"), page.size());
        text += page.substr(0, at);
        page.remove_prefix(at);
        if (page.empty()) break;
        const std::size_t end = page.find("}}");
        const std::string_view name = page.substr(2, end - 2);
        const auto value = std::ranges::find(values, name, &std::pair<std::string_view, std::string_view>::first);
        text += value->second;
        page.remove_prefix(end + 2);
    }
    return text;
}

} // namespace

std::vector<trace::EventIndex> evidence_of(const PageRun& run) {
    std::vector<trace::EventIndex> evidence;
    for (const analysis::Finding& finding : run.findings)
        evidence.insert(evidence.end(), finding.evidence.begin(), finding.evidence.end());
    return evidence;
}

trace::EventIndex opening_event(const PageRun& run) {
    for (const analysis::Finding& finding : run.findings)
        if (!finding.evidence.empty()) return finding.evidence.back();
    return 0;
}

std::string run_page(const RunPage& page) {
    const std::string title = markup(page.title), summary = markup(page.summary);
    const std::string remarks = remarks_text(page.remarks), data = page_data(page.runs);
    const std::string runs = Writing{page.runs}();
    const std::string style = fmt::format("{}{}", picture_style(), viewer::style);
    return filled(viewer::page, {{"title", title},
                                 {"style", style},
                                 {"summary", summary},
                                 {"remarks", remarks},
                                 {"runs", runs},
                                 {"data", data},
                                 {"script", viewer::script}});
}

} // namespace ipclab::report
