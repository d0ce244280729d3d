#include "course/scenario.h"

#include "course/nearest.h"
#include "course/vocabulary.h"
#include "sysv/names.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::int64_t most_points = 1000;
constexpr std::int64_t most_runs = 1'000'000;

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::vector<std::string> read_hints(Table& table, const Scope& scope, Problems& problems) {
    std::vector<std::string> hints;
    for (const Node* hint : table.texts("hints")) {
        if (blank(hint->text)) problems.add(hint->span, "this hint is empty", "write what helps, or take it away");
        check_placeholders(*hint, scope, Filled::told, problems);
        hints.push_back(hint->text);
    }
    const Node* list = table.find("hints");
    if (list != nullptr && list->kind == Node::Kind::list && list->items.empty())
        problems.add(list->span, "the list of hints is empty", "write a hint, or take the key away");
    return hints;
}

void read_name(Table& table, Scenario& scenario, Problems& problems) {
    const Node* name = table.require("name", "name = \"lowest-type-first\"");
    if (name == nullptr) return;
    const auto text = as_text(*name, "\"name\"", problems);
    if (!text) return;
    check_name(*text, name->span, "a scenario", true, problems);
    scenario.name = *text;
    scenario.place = name->span.begin;
}

} // namespace

bool check_name(std::string_view name, const Span& where, std::string_view what, bool lower, Problems& problems) {
    constexpr std::string_view strict = "abcdefghijklmnopqrstuvwxyz0123456789-";
    constexpr std::string_view free = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    if (!name.empty() && name.front() != '-' && name.find_first_not_of(lower ? strict : free) == std::string_view::npos)
        return true;
    std::string mended;
    for (const char c : name) {
        const char small = lower && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        mended += (lower ? strict : free).find(small) != std::string_view::npos ? small : '-';
    }
    mended.erase(0, std::min(mended.find_first_not_of('-'), mended.size()));
    problems.add(where,
                 fmt::format("{} is no name for {}: it should be made of {}", sysv::quoted(name), what,
                             lower ? "the characters a-z, 0-9 and -" : "letters, digits, - and _"),
                 mended.empty() ? "" : fmt::format("for example: \"{}\"", mended));
    return false;
}

std::set<std::string> read_waive(Table& table, const Known& known, Problems& problems) {
    std::set<std::string> waived;
    for (const Node* rule : table.texts("waive")) {
        const bool exists = std::find(known.rules.begin(), known.rules.end(), rule->text) != known.rules.end();
        if (!known.rules.empty() && !exists)
            problems.add(rule->span, fmt::format("there is no rule {}", sysv::quoted(rule->text)),
                         did_you_mean(rule->text, known.rules, "the rules"));
        waived.insert(rule->text);
    }
    return waived;
}

std::optional<std::string> read_call(const Node& node, const std::vector<std::string>& names, Problems& problems) {
    const auto name = as_text(node, "\"call\"", problems);
    if (!name) return std::nullopt;
    if (std::find(names.begin(), names.end(), *name) != names.end()) return name;
    problems.add(node.span, fmt::format("there is no call {} to look for", sysv::quoted(*name)),
                 did_you_mean(*name, names, "the calls"));
    return std::nullopt;
}

std::optional<std::string> read_signal(const Node& node, Problems& problems) {
    const auto name = as_text(node, "\"signal\"", problems);
    if (!name) return std::nullopt;
    if (sysv::signal_from_name(*name)) return name;
    const auto meant = nearest(*name, signal_names());
    const auto longer = nearest("SIG" + *name, signal_names()); // "TERM", as kill(1) takes it
    problems.add(node.span, fmt::format("there is no signal {}", sysv::quoted(*name)),
                 longer  ? fmt::format("did you mean \"{}\"?", *longer)
                 : meant ? fmt::format("did you mean \"{}\"?", *meant)
                         : "kill -l lists them; write the SIG as well");
    return std::nullopt;
}

Scenario read_scenario(const Node& node, const Known& known, Problems& problems) {
    Scenario scenario;
    scenario.place = node.span.begin;
    Table table(node, "a scenario", problems);
    read_name(table, scenario, problems);
    if (table.require("points", "points = 4") != nullptr)
        scenario.points = static_cast<int>(table.whole("points", {0, most_points}).value_or(0));
    scenario.hidden = table.yes_no("hidden").value_or(false);

    Scope scope{{}, known.keys, known.key_tables};
    if (const Node* values = table.find("values")) {
        scenario.values = read_values(*values, problems);
        // The names of all, also of those that are not right yet.
        for (const Member& member : values->members)
            scope.values.push_back(member.key);
    }
    if (const Node* story = table.find("story")) {
        scenario.story = as_text(*story, "\"story\"", problems).value_or("");
        if (story->kind == Node::Kind::text) check_placeholders(*story, scope, Filled::told, problems);
    }
    if (const Node* explore = table.find("explore"); explore != nullptr && is_table(*explore, "\"explore\"", problems)) {
        Table how(*explore, "\"explore\"", problems);
        scenario.explore.runs = static_cast<int>(how.whole("runs", {1, most_runs}).value_or(Explore{}.runs));
        how.finish();
    }
    read_circumstances(table, scenario, known, scope, problems);
    if (const Node* files = table.find("files")) read_files(*files, scenario, known, scope, problems);
    Cast cast;
    if (const Node* play = table.require("play", "play = [ { start = \"post\" } ]"))
        scenario.play = read_play(*play, known, scope, cast, problems);
    else
        cast.complete = false;
    if (const Node* expect = table.find("expect")) {
        scenario.expect = read_expectations(*expect, known, scope, cast, problems);
    } else {
        const bool misspelt = std::any_of(node.members.begin(), node.members.end(), [](const Member& member) {
            return member.key != "explore" && nearest(member.key, {"expect"});
        });
        const bool looks = std::any_of(scenario.play.begin(), scenario.play.end(),
                                       [](const Step& step) { return std::holds_alternative<Look>(step.action); });
        if (scenario.points > 0 && !misspelt && !looks)
            problems.add(node.span, fmt::format("this scenario is worth {} points, but expects nothing", scenario.points),
                         "add expect = [ ... ], or give it points = 0 and leave it to the rules");
    }
    scenario.waive = read_waive(table, known, problems);
    scenario.hints = read_hints(table, scope, problems);
    table.finish();
    return scenario;
}

} // namespace ipclab::course
