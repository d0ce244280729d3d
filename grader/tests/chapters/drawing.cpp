#include "drawing.h"

#include "report/event_text.h"
#include "report/picture.h"
#include "report/told.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <stdexcept>
#include <utility>

namespace ipclab::chapters {
namespace {

/// What the picture says of each event.
std::vector<std::string> told(const trace::Trace& trace) {
    const trace::Names names{trace};
    std::vector<std::string> texts;
    for (const auto& event : trace.events)
        texts.push_back(report::tell(event, names).text);
    return texts;
}

std::size_t first_with(const std::vector<std::string>& texts, const std::string& part, std::size_t from) {
    for (auto at = from; at < texts.size(); ++at)
        if (texts[at].find(part) != std::string::npos) return at;
    throw std::runtime_error(fmt::format("no event of this run is told with \"{}\"", part));
}

} // namespace

trace::Trace with_events(trace::Trace trace, const std::function<bool(const trace::Event&)>& wanted) {
    std::erase_if(trace.events, [&](const trace::Event& event) { return !wanted(event); });
    std::map<trace::EventIndex, trace::EventIndex> places;
    for (trace::EventIndex place = 0; place < trace.events.size(); ++place)
        places[std::exchange(trace.events[place].index, place)] = place;
    for (auto& event : trace.events) {
        auto* called = std::get_if<trace::Called>(&event.what);
        if (called == nullptr || !called->blocked) continue;
        const auto began = places.find(*called->blocked);
        called->blocked = began == places.end() ? std::nullopt : std::optional{began->second};
    }
    return trace;
}

std::string without_addresses(const std::string& text) {
    static const std::regex address{"0x7f[0-9a-f]{10}"};
    return std::regex_replace(text, address, "0x7fxxxxxxxxxx");
}

std::string drawn(const trace::Trace& recorded, const Part& part) {
    const auto texts = told(recorded);
    const auto first = part.from.empty() ? 0 : first_with(texts, part.from, 0);
    auto last = part.to.empty() ? texts.size() : first;
    for (const auto& text : part.to)
        last = first_with(texts, text, last);
    std::vector<bool> wanted(texts.size());
    for (std::size_t at = first; at < std::min(last + 1, texts.size()); ++at)
        wanted[at] = true;
    for (const auto& word : part.without) {
        bool seen = false;
        for (std::size_t at = 0; at < texts.size(); ++at)
            if (texts[at].starts_with(word)) wanted[at] = !(seen = true);
        if (!seen) throw std::runtime_error(fmt::format("no event of this run is told with \"{}\" at its beginning", word));
    }
    // Where "starts" is left out, the exec that belongs to it would be told instead.
    const auto shown = with_events(
        recorded, [&](const trace::Event& event) { return wanted[event.index] && !report::is_first_exec(recorded, event); });
    if (shown.events.empty()) throw std::runtime_error("nothing is left of this run");
    return without_addresses(report::picture(
        shown, {.evidence = {}, .title = part.title, .prefix = part.prefix, .styled = true, .columns = part.columns}));
}

} // namespace ipclab::chapters
