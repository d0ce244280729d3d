#include "report/page_data.h"

#include "report/markup.h"
#include "report/run_state.h"
#include "report/source_excerpt.h"
#include "report/told.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ipclab::report {
namespace {

using Json = nlohmann::ordered_json;

std::string in_hexadecimal(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes)
        fmt::format_to(std::back_inserter(text), "{:02x}", static_cast<unsigned char>(byte));
    return text;
}

/// Texts, each once: a message is told at every step at which it lies in a queue.
class Texts {
public:
    std::size_t number(const std::string& text) {
        const auto [found, fresh] = numbers_.try_emplace(text, numbers_.size());
        if (fresh) all_.push_back(visible(text));
        return found->second;
    }
    [[nodiscard]] const Json& json() const { return all_; }

private:
    std::map<std::string, std::size_t> numbers_;
    Json all_ = Json::array();
};

/// The sources that events point into, whole: a reader wants to see what stands around a line. Of a long file, what stands around
/// the lines that are asked for.
class Sources {
public:
    explicit Sources(std::filesystem::path folder) : folder_{std::move(folder)} {}

    Json place(const trace::Location& where) {
        const auto [found, fresh] = numbers_.try_emplace(where.file, files_.size());
        if (fresh) files_.push_back({where, lines_of(where, folder_), {}});
        files_[found->second].wanted.push_back(where.line);
        return {found->second, where.line};
    }

    [[nodiscard]] Json json() const {
        Json all = Json::array();
        for (const File& file : files_) {
            Json lines = Json::object();
            if (file.lines)
                for (std::size_t at = 0; at < file.lines->size(); ++at)
                    if (is_shown(file, static_cast<int>(at) + 1)) lines[std::to_string(at + 1)] = visible((*file.lines)[at]);
            all.push_back({{"name", visible(std::filesystem::path{file.where.file}.filename().string())},
                           {"lines", std::move(lines)}});
        }
        return all;
    }

private:
    struct File {
        trace::Location where;
        std::optional<std::vector<std::string>> lines;
        std::vector<int> wanted;
    };

    static bool is_shown(const File& file, int line) {
        constexpr std::size_t usual_length = 400;
        constexpr int around = 8;
        return file.lines->size() <= usual_length ||
               std::ranges::any_of(file.wanted, [&](int wanted) { return std::abs(wanted - line) <= around; });
    }

    std::filesystem::path folder_;
    std::map<std::string, std::size_t> numbers_;
    std::vector<File> files_;
};

/// What became of a segment's bytes in one step.
class Memory {
public:
    void add(const Written& written) {
        Segment& segment = segments_[written.segment];
        for (std::size_t at = 0; at < written.bytes.size(); ++at)
            segment.bytes[written.offset + at] = written.bytes[at];
        if (written.unknown == 0) return;
        const std::uint64_t from = written.offset + written.bytes.size(), end = from + written.unknown;
        segment.bytes.erase(segment.bytes.lower_bound(from), segment.bytes.lower_bound(end));
        const std::pair range{from, written.unknown};
        if (segment.unknown.empty() || segment.unknown.back() != range) segment.unknown.push_back(range);
    }

    [[nodiscard]] Json json() const {
        Json all = Json::array();
        for (const auto& [name, segment] : segments_) {
            Json entry{{"name", name}};
            for (const auto& [from, count] : segment.unknown)
                entry["unknown"].push_back({from, count});
            std::uint64_t from = 0;
            std::string bytes;
            const auto flush = [&] {
                if (!bytes.empty()) entry["bytes"].push_back({from, in_hexadecimal(bytes)});
                bytes.clear();
            };
            for (const auto& [offset, byte] : segment.bytes) {
                if (offset != from + bytes.size()) flush();
                if (bytes.empty()) from = offset;
                bytes += byte;
            }
            flush();
            all.push_back(std::move(entry));
        }
        return all;
    }

private:
    struct Segment {
        std::vector<std::pair<std::uint64_t, std::uint64_t>> unknown; ///< before the bytes
        std::map<std::uint64_t, char> bytes;
    };
    std::map<std::string, Segment> segments_;
};

/// Between <script> tags nothing may look like their end.
std::string in_script(const Json& value) {
    std::string text;
    for (const char c : value.dump(-1, ' ', false, Json::error_handler_t::replace)) {
        if (c == '<')
            text += "\\u003c";
        else
            text += c;
    }
    return text;
}

class Steps {
public:
    explicit Steps(const PageRun& run)
        : run_{run}, trace_{*run.trace}, names_{trace_}, changes_{trace_, names_}, sources_{run.folder},
          told_{told_events(trace_, Prints{trace_}, evidence_of(run))} {}

    /// Each step becomes text at once: there may be thousands.
    std::string operator()() {
        std::string steps;
        for (std::size_t at = 0; at < told_.size(); ++at)
            steps += (at == 0 ? "" : ",") + in_script(step(at));
        return fmt::format(R"({{"open":{},"watched":{},"texts":{},"files":{},"steps":[{}]}})",
                           row_of(told_, opening_event(run_)), trace_.watched.has_value(), in_script(texts_.json()),
                           in_script(sources_.json()), steps);
    }

private:
    /// All events from this row to the next.
    Json step(std::size_t at) {
        const trace::Event& told = trace_.events[told_[at].event];
        const trace::EventIndex first = at == 0 ? 0 : told.index;
        const auto end = at + 1 < told_.size() ? told_[at + 1].event : static_cast<trace::EventIndex>(trace_.events.size());
        std::map<std::string, ObjectView> changed;
        Memory memory;
        for (trace::EventIndex event = first; event < end; ++event) {
            Change change = changes_.next();
            for (ObjectView& view : change.objects)
                changed.insert_or_assign(view.name, std::move(view));
            for (const Written& written : change.written)
                memory.add(written);
        }
        Json step = Json::object();
        if (told_[at].left_out == 0 && told.where && told.where->line > 0) step["at"] = sources_.place(*told.where);
        for (const auto& [name, view] : changed)
            step["objects"].push_back(object(view));
        if (Json written = memory.json(); !written.empty()) step["memory"] = std::move(written);
        return step;
    }

    Json object(const ObjectView& view) {
        Json object{{"name", visible(view.name)}, {"summary", visible(view.summary)}};
        if (view.removed) object["removed"] = true;
        if (view.unread) object["unread"] = true;
        if (view.kind == sysv::Kind::queue) object["messages"] = difference(queues_[view.name], view.messages);
        for (const sysv::SemaphoreState& semaphore : view.semaphores)
            object["semaphores"].push_back({semaphore.value, semaphore.ncnt, semaphore.zcnt});
        if (view.more > 0) object["more"] = view.more;
        return object;
    }

    using Messages = std::vector<const sysv::Message*>;

    /// What makes `now` of `before`, which is `now` then. Some go, in one row as a rule, and others come behind those that are left.
    Json difference(Messages& before, const Messages& now) {
        const auto is_same = [](const sysv::Message* one, const sysv::Message* other) { return *one == *other; };
        const auto parted = std::mismatch(before.begin(), before.end(), now.begin(), now.end(), is_same);
        auto left = parted.first;
        while (left != before.end() &&
               (before.end() - left > now.end() - parted.second || !std::equal(left, before.end(), parted.second, is_same)))
            ++left;
        Json come = Json::array();
        for (auto at = parted.second + (before.end() - left); at != now.end(); ++at)
            come.push_back({(*at)->type, texts_.number((*at)->text)});
        Json told = Json::array({parted.first - before.begin(), left - parted.first, std::move(come)});
        before = now;
        return told;
    }

    const PageRun& run_;
    const trace::Trace& trace_;
    trace::Names names_;
    Changes changes_;
    Sources sources_;
    std::vector<Told> told_;
    Texts texts_;
    std::map<std::string, Messages> queues_; ///< as they were told last
};

} // namespace

std::string page_data(const std::vector<PageRun>& runs) {
    std::string data;
    for (const PageRun& run : runs) {
        data += data.empty() ? "[" : ",";
        data += run.trace == nullptr || run.trace->events.empty() ? "null" : Steps{run}();
    }
    return data.empty() ? "[]" : data + "]";
}

} // namespace ipclab::report
