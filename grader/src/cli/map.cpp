#include "cli/kit.h"
#include "cli/memory.h"
#include "cli/subcommands.h"
#include "course/problems.h"
#include "report/page.h"
#include "report/width.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

using report::Sign;
using report::Style;

/// What the map tells of one lab.
struct Row {
    course::LabFolder lab;
    std::optional<std::string> title; ///< nothing: its lab.toml is broken
    int of = 0;
    int weight = 0; ///< of 100
    bool begun = false;
    std::optional<Won> won;
    [[nodiscard]] bool done() const { return won && won->of > 0 && won->points == won->of; }
    /// What of the course has been won by it.
    [[nodiscard]] double share() const {
        return won && won->of > 0 ? weight * static_cast<double>(won->points) / won->of : 0;
    }
};

std::vector<Row> rows_of(const Kit& kit) {
    const auto memory = recall(kit.work());
    std::vector<Row> rows;
    for (const course::LabFolder& lab : kit.labs()) {
        Row row{lab, {}, 0, kit.weight(lab), fs::exists(kit.work(lab)), {}};
        try {
            const course::Lab read = kit.read(lab);
            if (read.unfinished && !row.begun) continue;
            row.title = read.title;
            row.of = read.points();
        } catch (const course::LabError&) {
            // Told in the row; `grade` shows the mistakes.
        }
        if (const auto known = memory.find(lab.id()); known != memory.end() && row.begun) row.won = known->second.won;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string state_of(const Row& row) {
    if (!row.title) return "lab.toml is broken";
    if (row.won) return fmt::format("{}/{} points", row.won->points, row.won->of);
    return row.begun ? fmt::format("begun, {} points", row.of) : fmt::format("{} points", row.of);
}

/// "37.5 of 100": the labs' points by their weights.
void show_sum(report::Page& page, const std::vector<Row>& rows) {
    double won = 0;
    int of = 0;
    for (const Row& row : rows) {
        won += row.share();
        of += row.weight;
    }
    if (of == 0) return;
    const auto done = std::ranges::count_if(rows, &Row::done);
    page.gap();
    page.prose(0, fmt::format("{} of {} done. Each lab counts by its weight: {:.4g} of {} for the course so far.", done,
                              report::counted(rows.size(), "lab", "labs"), won, of));
}

void show_row(report::Page& page, const Row& row) {
    const report::Terminal& terminal = page.terminal();
    const Sign sign = row.done() ? Sign::ok : Sign::alive;
    const Style style = row.done() ? Style::ok : row.title ? Style::faint : Style::error;
    const std::string state = state_of(row);
    const std::string weight = row.weight > 0 ? fmt::format("weight {}", row.weight) : "";
    constexpr int for_weight = 12;
    const int room = std::min(terminal.width, 76) - 5 - for_weight - report::display_width(state);
    page.raw(fmt::format("  {} {} {}", terminal.paint(style, report::padded(terminal.sign(sign), 2)),
                         report::padded(row.lab.id(), std::max(room, 0)) +
                             (report::display_width(row.lab.id()) >= room ? "  " : ""),
                         terminal.paint(row.done() ? Style::ok : Style::plain, state) +
                             (weight.empty() ? "" : "  " + terminal.paint(Style::faint, weight))));
    if (row.title) page.prose(5, *row.title, Style::faint);
}

/// What to do now, as commands.
void show_next(report::Page& page, const std::vector<Row>& rows, const Session& session) {
    const auto begun = std::ranges::find_if(rows, [](const Row& row) { return row.begun && !row.done(); });
    const auto fresh = std::ranges::find_if(rows, [](const Row& row) { return !row.begun; });
    const auto command = [&](std::string_view words, std::string_view why) {
        page.prose(2, why, Style::plain, report::padded(fmt::format("{} {}", session.command, words), 26) + "  ",
                   Style::emphasis);
    };
    page.gap();
    if (begun == rows.end() && fresh == rows.end()) {
        page.prose(0, "All labs have all their points. Well done.", Style::ok);
        return;
    }
    page.prose(0, "Next:", Style::heading);
    if (begun != rows.end()) {
        page.prose(2, fmt::format("edit work/{}/, then", begun->lab.id()));
        command("grade " + begun->lab.id(), "see how far you are");
        if (begun->won) command("hint " + begun->lab.id(), "if you are stuck");
    } else {
        command("start " + fresh->lab.id(), "get its skeleton");
    }
    page.gap();
    page.prose(0, fmt::format("{} --help shows what else there is.", session.command), Style::faint);
}

} // namespace

int run(const MapOptions&, const Session& session) {
    const Kit kit{session.root()};
    const std::vector<Row> rows = rows_of(kit);
    report::Page page{session.out};
    page.prose(0, "ipclab: System V IPC, lab by lab", Style::heading);
    page.gap();
    for (const Row& row : rows)
        show_row(page, row);
    show_sum(page, rows);
    show_next(page, rows, session);
    print(page.text());
    return 0;
}

} // namespace ipclab::cli
