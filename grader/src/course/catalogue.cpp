#include "course/catalogue.h"

#include "course/nearest.h"
#include "course/submission.h"

#include <algorithm>
#include <functional>
#include <system_error>
#include <tuple>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

namespace fs = std::filesystem;

bool digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
    std::string small(text);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return small;
}

/// "02" of "02-message-queues"; empty where the name does not begin with a number and a hyphen.
std::string_view number_of(std::string_view name) {
    const std::size_t end = name.find_first_not_of("0123456789");
    return end != std::string_view::npos && end > 0 && name[end] == '-' ? name.substr(0, end) : std::string_view{};
}

/// "message-queues" of "02-message-queues".
std::string_view title_of(std::string_view name) {
    const std::string_view number = number_of(name);
    return number.empty() ? name : name.substr(number.size() + 1);
}

std::string_view without_zeros(std::string_view number) {
    return number.substr(std::min(number.find_first_not_of('0'), number.size() - (number.empty() ? 0 : 1)));
}

/// For sorting: numbers by their value, so that 10 comes after 9.
auto rank(std::string_view name) {
    const std::string_view number = without_zeros(number_of(name));
    return std::make_tuple(number.size(), number, title_of(name));
}

std::vector<fs::path> folders_in(const fs::path& parent) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(parent, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (!number_of(entry->path().filename().string()).empty() && entry->is_directory(ignored))
            found.push_back(entry->path());
    }
    return found;
}

/// How well a part of what was typed fits a folder's name; 0: not at all.
int fit(std::string_view part, std::string_view name) {
    const std::string folder = lower(name);
    if (part == folder) return 5;
    if (!part.empty() && std::all_of(part.begin(), part.end(), digit))
        return without_zeros(part) == without_zeros(number_of(folder)) ? 4 : 0;
    const std::string_view title = title_of(folder);
    if (part == title) return 4;
    if (part.empty()) return 0;
    if (folder.starts_with(part) || title.starts_with(part)) return 3;
    if (title.find("-" + std::string(part)) != std::string_view::npos) return 2;
    return title.find(part) != std::string_view::npos ? 1 : 0;
}

/// Where the topic ends in what was typed: at a slash, or between two numbers ("02-1", as tokens have it).
std::size_t end_of_topic(std::string_view typed) {
    const std::size_t number = typed.find_first_not_of("0123456789");
    const bool two_numbers = number != std::string_view::npos && number > 0 && number + 1 < typed.size() &&
                             (typed[number] == '-' || typed[number] == '.') &&
                             std::all_of(typed.begin() + static_cast<std::ptrdiff_t>(number) + 1, typed.end(), digit);
    return two_numbers ? number : typed.find('/');
}

int fit(std::string_view typed, const LabFolder& lab) {
    const std::size_t slash = end_of_topic(typed);
    if (slash == std::string_view::npos) return fit(typed, lab.name);
    const int topic = fit(typed.substr(0, slash), lab.topic);
    const int name = fit(typed.substr(slash + 1), lab.name);
    return topic == 0 || name == 0 ? 0 : topic + name;
}

std::vector<std::string> ids_of(const std::vector<const LabFolder*>& labs) {
    std::vector<std::string> ids;
    for (const LabFolder* lab : labs)
        ids.push_back(lab->id());
    return ids;
}

/// The lab whose folder this is, or a folder of a submission for it.
const LabFolder* find_by_path(std::span<const LabFolder> labs, std::string_view typed) {
    std::error_code error;
    fs::path path(typed);
    if (path.filename() == "lab.toml") path = path.parent_path().empty() ? fs::path(".") : path.parent_path();
    path = fs::canonical(path, error);
    if (error || !fs::is_directory(path, error)) return nullptr;
    for (const LabFolder& lab : labs)
        if (fs::equivalent(lab.folder, path, error)) return &lab;
    for (const LabFolder& lab : labs)
        if (path.filename() == lab.name && path.parent_path().filename() == lab.topic) return &lab;
    return nullptr;
}

[[noreturn]] void refuse(std::span<const LabFolder> labs, std::string_view typed) {
    if (labs.empty()) throw UnknownLab("this course has no labs");
    std::vector<const LabFolder*> of_topic;
    for (const LabFolder& lab : labs)
        if (typed.find('/') == std::string_view::npos && fit(typed, lab.topic) > 0) of_topic.push_back(&lab);
    if (!of_topic.empty()) {
        throw UnknownLab(fmt::format("\"{}\" is a topic: name one of its labs, {}", typed, listed(ids_of(of_topic), "or")));
    }
    std::vector<std::string> spellings;
    std::vector<const LabFolder*> meant;
    for (const LabFolder& lab : labs) {
        for (const std::string& spelling : {lab.id(), lab.name, std::string(title_of(lab.name))}) {
            spellings.push_back(spelling);
            meant.push_back(&lab);
        }
        for (std::string_view rest = title_of(lab.name); !rest.empty();) { // a single word of its name
            const std::size_t hyphen = std::min(rest.find('-'), rest.size());
            if (hyphen > 3) {
                spellings.emplace_back(rest.substr(0, hyphen));
                meant.push_back(&lab);
            }
            rest.remove_prefix(std::min(hyphen + 1, rest.size()));
        }
    }
    if (const auto near = nearest(typed, spellings)) {
        const auto at = std::find(spellings.begin(), spellings.end(), *near) - spellings.begin();
        const std::string id = meant[static_cast<std::size_t>(at)]->id();
        throw UnknownLab(fmt::format("there is no lab \"{}\"; did you mean {}?", typed, id));
    }
    std::vector<std::string> ids;
    for (const LabFolder& lab : labs)
        ids.push_back(lab.id());
    throw UnknownLab(fmt::format("there is no lab \"{}\"; the labs are {}", typed, listed(ids)));
}

} // namespace

std::vector<LabFolder> find_labs(const fs::path& labs) {
    std::error_code error;
    if (!fs::is_directory(labs, error))
        throw std::runtime_error(fmt::format("there is no folder of labs {}", labs.string()));
    std::vector<LabFolder> found;
    for (const fs::path& topic : folders_in(labs))
        for (const fs::path& folder : folders_in(topic))
            if (fs::exists(folder / "lab.toml", error))
                found.push_back({topic.filename().string(), folder.filename().string(), folder});
    std::sort(found.begin(), found.end(), [](const LabFolder& a, const LabFolder& b) {
        return std::tuple(rank(a.topic), rank(a.name), a.id()) < std::tuple(rank(b.topic), rank(b.name), b.id());
    });
    return found;
}

LabFolder resolve(std::span<const LabFolder> labs, std::string_view typed) {
    for (const LabFolder& lab : labs)
        if (typed == lab.id()) return lab;
    const bool path = typed.find('/') != std::string_view::npos || typed.starts_with('.') || typed == "lab.toml";
    if (path)
        if (const LabFolder* lab = find_by_path(labs, typed)) return *lab;

    std::string part = lower(typed);
    while (part.ends_with('/'))
        part.pop_back();
    int best = 1;
    std::vector<const LabFolder*> fitting;
    for (const LabFolder& lab : labs) {
        const int how_well = fit(part, lab);
        if (how_well < best) continue;
        if (how_well > best) fitting.clear();
        best = how_well;
        fitting.push_back(&lab);
    }
    if (fitting.empty()) refuse(labs, typed);
    if (fitting.size() == 1) return *fitting.front();
    throw UnknownLab(fmt::format("\"{}\" could be {}: which one?", typed, listed(ids_of(fitting), "or")));
}

fs::path submission_folder(const fs::path& in, const Lab& lab) {
    std::error_code error;
    const fs::path id(lab.id);
    const fs::path whole = in / id;
    if (fs::is_directory(whole, error)) return whole;
    if (fs::is_directory(in / id.filename(), error)) return in / id.filename();
    for (const ProgramFile& program : lab.programs)
        for (const std::string& stem : program.stems)
            for (const std::string_view ending : source_endings)
                if (fs::exists(fs::symlink_status(in / fmt::format("{}{}", stem, ending), error))) return in;
    // A folder that is named like the lab is meant for it, even if nothing in it has the right name yet.
    const fs::path itself = fs::canonical(in, error);
    return !error && itself.filename() == id.filename() ? in : whole;
}

} // namespace ipclab::course
