#include "report/picture.h"

#include "report/event_text.h"
#include "report/markup.h"
#include "report/picture_rows.h"
#include "report/width.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::report {
namespace {

constexpr std::string_view style =
    R"css(.run-picture{--rp-ink:#1f2328;--rp-faint:#59636e;--rp-line:#8c959f;--rp-red:#b3261e;--rp-blue:#0b57a4;--rp-amber:#8a5300;--rp-paper:#fff;--rp-mark:#fff1b8;font:11.6px/16px ui-monospace,Menlo,Consolas,monospace;background:var(--rp-paper)}
@media screen and (prefers-color-scheme:dark){.run-picture{--rp-ink:#e6edf3;--rp-faint:#a5b0bb;--rp-line:#6e7681;--rp-red:#ff8f87;--rp-blue:#79b8ff;--rp-amber:#e3b341;--rp-paper:#0d1117;--rp-mark:#4b3d07}}
@media screen{html.light-mode .run-picture{--rp-ink:#1f2328;--rp-faint:#59636e;--rp-line:#8c959f;--rp-red:#b3261e;--rp-blue:#0b57a4;--rp-amber:#8a5300;--rp-paper:#fff;--rp-mark:#fff1b8}
html.dark-mode .run-picture{--rp-ink:#e6edf3;--rp-faint:#a5b0bb;--rp-line:#6e7681;--rp-red:#ff8f87;--rp-blue:#79b8ff;--rp-amber:#e3b341;--rp-paper:#0d1117;--rp-mark:#4b3d07}}
@media print{.run-picture{max-width:100%;height:auto}}
.run-picture text{fill:var(--rp-ink);white-space:pre}
.run-picture .h{font-weight:bold}
.run-picture .f text,.run-picture .f.h{fill:var(--rp-faint)}
.run-picture .f.h{font-weight:normal}
.run-picture .r text,.run-picture .rl{fill:var(--rp-red)}
.run-picture .s text{font-weight:bold}
.run-picture .b{fill:transparent;stroke:none}
.run-picture .k .b{fill:var(--rp-mark)}
.run-picture .now .b{stroke:var(--rp-blue);stroke-width:2}
.run-picture .l{stroke:var(--rp-line);stroke-width:1.5;fill:none}
.run-picture .o{stroke:var(--rp-line);stroke-width:3;fill:none}
.run-picture .bad{stroke:var(--rp-red)}
.run-picture .w{stroke:var(--rp-amber)}
.run-picture .wh{stroke:var(--rp-amber);stroke-width:2}
.run-picture .a{stroke:var(--rp-blue);stroke-width:1.2;fill:none}
.run-picture .a.x{stroke:var(--rp-red)}
.run-picture .g{fill:var(--rp-paper)}
)css";

std::string place_of(const trace::Event& event) {
    if (!event.where || event.where->line <= 0) return {};
    return fmt::format("{}:{}", std::filesystem::path{event.where->file}.filename().string(), event.where->line);
}

/// What a beginner calls an object of that name: Q0, S0, M0. Nothing where the run never met it.
std::string_view kind_word(std::string_view name) {
    switch (name.empty() ? '\0' : name.front()) {
    case 'Q': return "queue";
    case 'S': return "semaphores";
    case 'M': return "segment";
    default: return "";
    }
}

class Drawing {
public:
    Drawing(const trace::Trace& trace, const PictureOptions& options)
        : trace_{trace}, options_{options}, names_{trace},
          plan_{plan_picture(trace, names_, options.evidence, options.columns)}, evidence_{options.evidence.begin(),
                                                                                           options.evidence.end()} {}

    std::string operator()() {
        put(R"(<svg xmlns="http://www.w3.org/2000/svg" class="run-picture" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">)",
            markup(title()), plan_.width, plan_.height, plan_.width, plan_.height);
        if (options_.styled) put("<style>{}</style>", style);
        put(R"svg(<defs><pattern id="{}hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="wh" d="M0 0V6"/></pattern></defs>)svg",
            options_.prefix);
        put("<rect class=\"g\" width=\"{}\" height=\"{}\"/>\n", plan_.width, plan_.height);
        lanes();
        for (const WaitBar& wait : plan_.waits)
            put("<rect class=\"w\" fill=\"url(#{}hatch)\" x=\"{}\" y=\"{}\" width=\"8\" "
                "height=\"{}\"><title>{}</title></rect>\n",
                options_.prefix, plan_.processes.at(wait.task).x - 4, wait.from, wait.to - wait.from,
                markup(beginning(wait.text, longest_title)));
        for (const PictureRow& row : plan_.rows)
            draw(row);
        feet();
        text_ += "</svg>\n";
        return std::move(text_);
    }

private:
    /// No browser shows more of a title.
    static constexpr std::size_t longest_title = 600;

    template <class... Values>
    void put(fmt::format_string<Values...> format, Values&&... values) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
    }

    [[nodiscard]] std::string title() const {
        if (!options_.title.empty()) return options_.title;
        std::vector<std::string> names;
        for (const auto& [task, lane] : plan_.processes)
            names.push_back(lane.name);
        return fmt::format("A run of {}; its table tells the same in words", fmt::join(names, ", "));
    }

    [[nodiscard]] int bottom(const Lane& lane) const { return lane.to < 0 ? plan_.height - 18 : lane.to; }

    void lanes() {
        for (const auto& [task, lane] : plan_.processes) {
            put("<text class=\"h\" x=\"{}\" y=\"18\">{}</text>\n", lane.x - 4, markup(lane.name));
            if (lane.from < 0) continue;
            put("<path class=\"l\" d=\"M{} {}V{}\"/>\n", lane.x, lane.from, bottom(lane));
            if (lane.to >= 0) put("<path class=\"l{}\" d=\"M{} {}h10\"/>\n", lane.failed ? " bad" : "", lane.x - 5, lane.to);
        }
        for (const auto& [name, lane] : plan_.objects) {
            put("<text class=\"h\" x=\"{}\" y=\"18\">{}</text>\n", lane.x - 4, markup(name));
            put("<text class=\"h f\" x=\"{}\" y=\"34\">{}</text>\n", lane.x - 4, kind_word(name));
            if (lane.from < 0) continue;
            put("<path class=\"o{}\" d=\"M{} {}V{}\"/>\n", lane.failed ? " bad" : "", lane.x, lane.from, bottom(lane));
        }
    }

    void draw(const PictureRow& row) {
        const int x = row.task ? plan_.processes.at(*row.task).x : 0;
        const bool marked = evidence_.contains(row.event);
        put(R"(<g id="{}{}" class="e{}{}{}{}">)", options_.prefix, row.event, row.failed ? " r" : "", row.faint ? " f" : "",
            row.strong ? " s" : "", marked ? " k" : "");
        const std::string place = place_of(trace_.events[row.event]);
        put("<title>{}{}{}</title>", markup(beginning(row.whole, longest_title)), place.empty() ? "" : "\n", markup(place));
        const int width = row.task ? plan_.lane - 8 : plan_.width - 16;
        // What goes across all lanes is not crossed by them.
        if (!row.task && !row.lines.empty())
            put(R"(<rect class="g" x="{}" y="{}" width="{}" height="{}"/>)", x + 8, row.y,
                display_width(row.lines.front()) * character + 12, row.height - 3);
        put(R"(<rect class="b" x="{}" y="{}" width="{}" height="{}" rx="3"/>)", x + 8, row.y, width, row.height - 3);
        int y = row.y + 12;
        for (const std::string& line : row.lines) {
            put(R"(<text x="{}" y="{}">{}</text>)", x + text_inset - 4, y, markup(line));
            y += line_height;
        }
        while (arrow_ < plan_.arrows.size() && plan_.arrows[arrow_].event <= row.event)
            draw(plan_.arrows[arrow_++]);
        while (badge_ < plan_.badges.size() && plan_.badges[badge_].event <= row.event)
            draw(plan_.badges[badge_++]);
        text_ += "</g>\n";
    }

    /// With its head, which a marker would need another id for.
    void draw(const Arrow& arrow) {
        const int back = arrow.to > arrow.from ? -6 : 6;
        put(R"(<path class="a{0}" d="M{1} {2}H{3}m{4} -3l{5} 3l{4} 3"/>)", arrow.failed ? " x" : "", arrow.from, arrow.y,
            arrow.to, back, -back);
        if (!arrow.label.empty())
            put(R"(<text class="rl" x="{}" y="{}" text-anchor="end">{}</text>)", std::max(arrow.from, arrow.to) - 10,
                arrow.y - 3, markup(arrow.label));
    }

    void draw(const Badge& badge) {
        put(R"(<rect class="g" x="{}" y="{}" width="{}" height="15"/>)", badge.x + 6, badge.y - 8,
            display_width(badge.text) * character + 6);
        put(R"(<text{} x="{}" y="{}">{}</text>)", badge.removed ? " class=\"rl\"" : "", badge.x + 9, badge.y + 4,
            markup(badge.text));
    }

    void feet() {
        const int y = plan_.height - plan_.end_height + 28;
        const std::string_view wait = trace_.outcome == trace::Outcome::deadlock ? "waits for ever" : "still waits";
        for (const WaitBar& bar : plan_.waits)
            if (bar.at_end)
                put("<text class=\"rl\" x=\"{}\" y=\"{}\">{}</text>\n", plan_.processes.at(bar.task).x + text_inset - 4, y,
                    wait);
        for (const auto& [name, lane] : plan_.objects)
            if (lane.failed) put("<text class=\"rl\" x=\"{}\" y=\"{}\">never removed</text>\n", lane.x + 9, y);
        if (!plan_.end.empty())
            put("<text class=\"rl h\" x=\"8\" y=\"{}\">{}</text>\n", plan_.height - 4, markup(plan_.end));
    }

    const trace::Trace& trace_;
    const PictureOptions& options_;
    trace::Names names_;
    PicturePlan plan_;
    std::set<trace::EventIndex> evidence_;
    std::size_t arrow_ = 0, badge_ = 0;
    std::string text_;
};

} // namespace

std::string picture(const trace::Trace& trace, const PictureOptions& options) { return Drawing{trace, options}(); }

std::string_view picture_style() { return style; }

std::string run_table(const trace::Trace& trace, const TableOptions& options) {
    const trace::Names names{trace};
    const auto plan = plan_picture(trace, names, options.evidence);
    std::string text = "<table class=\"run-table\"><thead><tr><th scope=\"col\">event</th><th scope=\"col\">who</th>"
                       "<th scope=\"col\">what</th><th scope=\"col\">where</th></tr></thead><tbody>\n";
    for (const PictureRow& row : plan.rows) {
        const trace::Event& event = trace.events[row.event];
        fmt::format_to(std::back_inserter(text),
                       "<tr id=\"{0}{1}\"><td><a href=\"#{5}{1}\">{1}</a></td><td>{2}</td><td><code>{3}</code></td>"
                       "<td>{4}</td></tr>\n",
                       options.prefix, row.event, row.task ? markup(names.task(*row.task)) : "", markup(row.whole),
                       markup(place_of(event)), options.picture);
    }
    text += "</tbody></table>\n";
    if (!plan.end.empty()) text += fmt::format("<p>{}</p>\n", markup(plan.end));
    return text;
}

} // namespace ipclab::report
