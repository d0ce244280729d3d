#include "report/picture.h"

#include "report/event_text.h"
#include "report/markup.h"
#include "report/picture_rows.h"
#include "report/told.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::report {
namespace {

/// Colours have names, so that a page can give them others; the second value of each `var` is ours.
constexpr std::string_view style = R"css(<style>
.run-picture{--rp-ink:#1f2328;--rp-faint:#59636e;--rp-line:#8c959f;--rp-red:#b3261e;--rp-blue:#0b57a4;--rp-amber:#8a5300;--rp-paper:#fff;--rp-mark:#fff1b8;font:12px/16px ui-monospace,Menlo,Consolas,monospace;background:var(--rp-paper)}
@media(prefers-color-scheme:dark){.run-picture{--rp-ink:#e6edf3;--rp-faint:#a5b0bb;--rp-line:#6e7681;--rp-red:#ff8f87;--rp-blue:#79b8ff;--rp-amber:#e3b341;--rp-paper:#0d1117;--rp-mark:#4b3d07}}
html.light-mode .run-picture{--rp-ink:#1f2328;--rp-faint:#59636e;--rp-line:#8c959f;--rp-red:#b3261e;--rp-blue:#0b57a4;--rp-amber:#8a5300;--rp-paper:#fff;--rp-mark:#fff1b8}
html.dark-mode .run-picture{--rp-ink:#e6edf3;--rp-faint:#a5b0bb;--rp-line:#6e7681;--rp-red:#ff8f87;--rp-blue:#79b8ff;--rp-amber:#e3b341;--rp-paper:#0d1117;--rp-mark:#4b3d07}
.run-picture text{fill:var(--rp-ink);white-space:pre}
.run-picture .h{font-weight:bold}
.run-picture .f text{fill:var(--rp-faint)}
.run-picture .r text,.run-picture .rl{fill:var(--rp-red)}
.run-picture .s text{font-weight:bold}
.run-picture .b{fill:transparent;stroke:none}
.run-picture .k .b{fill:var(--rp-mark)}
.run-picture .now .b{stroke:var(--rp-blue);stroke-width:2}
.run-picture .l{stroke:var(--rp-line);stroke-width:1.5;fill:none}
.run-picture .o{stroke:var(--rp-line);stroke-width:3;fill:none}
.run-picture .bad{stroke:var(--rp-red)}
.run-picture .w{fill:url(#rp-hatch);stroke:var(--rp-amber)}
.run-picture .a{stroke:var(--rp-blue);stroke-width:1.2;fill:none;marker-end:url(#rp-head)}
.run-picture .a.x{stroke:var(--rp-red);marker-end:url(#rp-red-head)}
.run-picture .g{fill:var(--rp-paper)}
</style>)css";

constexpr std::string_view definitions =
    R"svg(<defs><pattern id="rp-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" style="stroke:var(--rp-amber);stroke-width:2"/></pattern>)svg"
    R"svg(<marker id="rp-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" style="fill:var(--rp-blue)"/></marker>)svg"
    R"svg(<marker id="rp-red-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" style="fill:var(--rp-red)"/></marker></defs>)svg";

std::string place_of(const trace::Event& event) {
    if (!event.where || event.where->line <= 0) return {};
    return fmt::format("{}:{}", std::filesystem::path{event.where->file}.filename().string(), event.where->line);
}

class Drawing {
public:
    Drawing(const trace::Trace& trace, const PictureOptions& options)
        : trace_{trace}, options_{options}, names_{trace}, plan_{plan_picture(trace, names_)}, evidence_{
                                                                                                   options.evidence.begin(),
                                                                                                   options.evidence.end()} {}

    std::string operator()() {
        put(R"(<svg xmlns="http://www.w3.org/2000/svg" class="run-picture" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">)",
            markup(title()), plan_.width, plan_.height, plan_.width, plan_.height);
        put("{}{}", style, definitions);
        put(R"(<rect class="g" width="{}" height="{}"/>)", plan_.width, plan_.height);
        lanes();
        for (const WaitBar& wait : plan_.waits)
            put(R"(<rect class="w" x="{}" y="{}" width="8" height="{}"/>)", plan_.processes.at(wait.task).x - 4, wait.from,
                wait.to - wait.from);
        for (const PictureRow& row : plan_.rows)
            draw(row);
        feet();
        text_ += "</svg>\n";
        return std::move(text_);
    }

private:
    template <class... Values>
    void put(fmt::format_string<Values...> format, Values&&... values) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
    }

    [[nodiscard]] std::string title() const {
        if (!options_.title.empty()) return options_.title;
        std::vector<std::string> names;
        for (const auto& [task, lane] : plan_.processes)
            names.push_back(lane.name);
        return fmt::format("A run of {}; the table that follows tells the same in words", fmt::join(names, ", "));
    }

    void lanes() {
        for (const auto& [task, lane] : plan_.processes) {
            put(R"(<text class="h" x="{}" y="18">{}</text>)", lane.x + text_inset, markup(lane.name));
            if (lane.from < 0) continue;
            const int to = lane.to < 0 ? plan_.height - 18 : lane.to;
            put(R"(<path class="l" d="M{0} {1}V{2}"/>)", lane.x, lane.from, to);
            if (lane.to >= 0)
                put(R"(<path class="l{3}" d="M{0} {2}H{1}"/>)", lane.x - 5, lane.x + 5, lane.to, lane.failed ? " bad" : "");
        }
        for (const auto& [name, lane] : plan_.objects) {
            put(R"(<text class="h" x="{}" y="18">{}</text>)", lane.x - 4, markup(name));
            if (lane.from < 0) continue;
            const int to = lane.to < 0 ? plan_.height - 18 : lane.to;
            put(R"(<path class="o{3}" d="M{0} {1}V{2}"/>)", lane.x, lane.from, to, lane.failed ? " bad" : "");
        }
    }

    void draw(const PictureRow& row) {
        const int x = row.task ? plan_.processes.at(*row.task).x : 0;
        const bool marked = evidence_.contains(row.event);
        put(R"(<g id="{}{}" class="e{}{}{}{}">)", options_.prefix, row.event, row.failed ? " r" : "", row.faint ? " f" : "",
            row.strong ? " s" : "", marked ? " k" : "");
        const std::string place = place_of(trace_.events[row.event]);
        put("<title>{}{}{}</title>", markup(row.whole), place.empty() ? "" : "\n", markup(place));
        const int width = row.task ? plan_.lane - 8 : plan_.width - 16;
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

    void draw(const Arrow& arrow) {
        put(R"(<path class="a{}" d="M{} {}H{}"/>)", arrow.failed ? " x" : "", arrow.from, arrow.y, arrow.to);
        if (!arrow.label.empty())
            put(R"(<text class="rl" x="{}" y="{}" text-anchor="end">{}</text>)", std::max(arrow.from, arrow.to) - 10,
                arrow.y - 3, markup(arrow.label));
    }

    void draw(const Badge& badge) {
        const int width = static_cast<int>(badge.text.size()) * 7 + 8;
        put(R"(<rect class="g" x="{}" y="{}" width="{}" height="15"/>)", badge.x + 6, badge.y - 8, width);
        put(R"(<text class="{}" x="{}" y="{}">{}</text>)", badge.removed ? "rl" : "", badge.x + 9, badge.y + 4,
            markup(badge.text));
    }

    void feet() {
        for (const WaitBar& wait : plan_.waits)
            if (wait.for_ever)
                put(R"(<text class="rl" x="{}" y="{}">waits for ever</text>)", plan_.processes.at(wait.task).x + text_inset,
                    plan_.height - 10);
        for (const auto& [name, lane] : plan_.objects)
            if (lane.failed) put(R"(<text class="rl" x="{}" y="{}">never removed</text>)", lane.x - 4, plan_.height - 4);
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

std::string run_table(const trace::Trace& trace, std::string_view prefix) {
    const trace::Names names{trace};
    const auto plan = plan_picture(trace, names);
    std::string text =
        "<table class=\"run-table\"><thead><tr><th>event</th><th>who</th><th>what</th><th>where</th></tr></thead><tbody>\n";
    for (const PictureRow& row : plan.rows) {
        const trace::Event& event = trace.events[row.event];
        fmt::format_to(std::back_inserter(text),
                       "<tr id=\"{0}{1}\"><td>{1}</td><td>{2}</td><td><code>{3}</code></td><td>{4}</td></tr>\n", prefix,
                       row.event, row.task ? markup(names.task(*row.task)) : "", markup(row.whole), markup(place_of(event)));
    }
    return text + "</tbody></table>\n";
}

} // namespace ipclab::report
