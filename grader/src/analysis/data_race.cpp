#include "analysis/accesses.h"
#include "analysis/each_rule.h"
#include "analysis/missing_order.h"
#include "analysis/plain_counters.h"
#include "analysis/race_search.h"
#include "analysis/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace ipclab::analysis {

namespace {

/// So many pairs are told one by one, the rest by their number.
constexpr std::size_t enough = 5;

/// So many printable characters in a row are a text, and nobody makes a text of atomic characters.
constexpr std::size_t a_text = 3;

/// In a write's bytes, a text lies in the part that both touched.
bool writes_text(const trace::Accessed& access, const Race& race) {
    std::size_t row = 0;
    for (auto at = race.begin; at < race.end && at - access.offset < access.bytes.size(); ++at) {
        const auto byte = static_cast<unsigned char>(access.bytes[at - access.offset]);
        row = std::isprint(byte) != 0 ? row + 1 : 0;
        if (row >= a_text) return true;
    }
    return false;
}

/// Whether both accesses might be atomic, so that they are no race at all.
bool is_doubtful(const trace::Trace& trace, const Race& race, const PlainCounters& counters) {
    const auto &a = access_of(trace, race.first), &b = access_of(trace, race.second);
    const bool a_may = is_atomic(a) || may_be_atomic(a), b_may = is_atomic(b) || may_be_atomic(b);
    if (!a_may || !b_may || counters.contains(a.segment, race.begin)) return false;
    return !writes_text(a, race) && !writes_text(b, race);
}

Finding told(const History& history, const Race& race) {
    const auto& trace = history.trace;
    const auto &first = trace.events[race.first], &second = trace.events[race.second];
    const auto& later = access_of(trace, race.second);
    const auto missing = missing_order(history, race.first, race.second);
    Finding finding;
    finding.rule = "data-race";
    const bool one_place = first.where && first.where == second.where;
    finding.message =
        fmt::format("{} and {} {} {}{}, and nothing orders the two: {}.", access_text(history, first, race.begin, race.end),
                    history.name(history.process_of(second.task)), did_text(later),
                    race.end == race.begin + 1 ? "it" : "them", one_place ? " in the same line" : at(second), missing.text);
    finding.expected =
        "Of two accesses to the same bytes, one of them a write, one always comes first, whatever the schedule.";
    finding.seen = fmt::format("In this order they came by chance; in another one, {} comes first.",
                               history.name(history.process_of(second.task)));
    finding.evidence = missing.evidence;
    finding.evidence.push_back(race.first);
    finding.evidence.push_back(race.second);
    std::ranges::sort(finding.evidence);
    finding.where = second.where ? second.where : first.where;
    finding.help = missing.help;
    return finding;
}

bool told_already(const trace::Trace& trace, const std::vector<Race>& races, const Race& race) {
    const auto same = [&](trace::EventIndex a, trace::EventIndex b) {
        return trace.events[a].where == trace.events[b].where && trace.events[a].where;
    };
    return std::ranges::any_of(races, [&](const Race& known) {
        return (known.first == race.first && known.second == race.second) ||
               (same(known.first, race.first) && same(known.second, race.second)) ||
               (same(known.first, race.second) && same(known.second, race.first));
    });
}

} // namespace

std::vector<Finding> find_data_race(const trace::Trace& trace) {
    if (!trace.watched) return {};
    const HappensBefore order(trace);
    const PlainCounters counters(trace);
    std::vector<Race> certain, doubtful;
    for (const auto& race : find_races(trace, order))
        (is_doubtful(trace, race, counters) ? doubtful : certain).push_back(race);
    if (trace.watched == trace::Accessed::Witness::page) {
        // What is a race only if no access is atomic that does not look so.
        const HappensBefore plain(trace, HappensBefore::Doubtful::plain);
        for (const auto& race : find_races(trace, plain))
            if (!told_already(trace, certain, race) && !told_already(trace, doubtful, race)) doubtful.push_back(race);
    }
    if (certain.empty() && doubtful.empty()) return {};

    const History history(trace);
    std::vector<Finding> findings;
    const auto tell = [&](const std::vector<Race>& races, Level level, const std::string& doubt) {
        for (std::size_t i = 0; i < std::min(enough, races.size()); ++i) {
            auto finding = told(history, races[i]);
            finding.level = level;
            if (!doubt.empty()) finding.help = doubt + " " + finding.help;
            findings.push_back(std::move(finding));
        }
        if (races.size() > enough)
            findings.back().message +=
                fmt::format(" The same holds for {} of places.", counted(races.size() - enough, "more pair"));
    };
    if (!trace.other_channels.empty()) {
        certain.insert(certain.end(), doubtful.begin(), doubtful.end());
        tell(certain, Level::advice,
             fmt::format("The processes also use {}, which may order them and is not followed here.",
                         listed(trace.other_channels)));
        return findings;
    }
    tell(certain, Level::error, "");
    if (certain.empty())
        tell(doubtful, Level::advice,
             "Without the source it cannot be told whether these are atomic variables; if they are, all is well.");
    return findings;
}

} // namespace ipclab::analysis
