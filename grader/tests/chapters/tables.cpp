#include "tables.h"

#include "files.h"
#include "places.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

/// The numbers of the errata, by the part of the sources that they are about: common, queues, memory, semaphores.
constexpr std::array<std::array<int, 2>, 4> errata{{{1, 25}, {30, 45}, {50, 64}, {70, 84}}};

struct CallErrors {
    std::string_view call;
    std::string_view errors;
};

/// What each call can fail with, by the man pages and by what was seen.
constexpr std::array<CallErrors, 12> atlas{{
    {"msgget", "EACCES EEXIST ENOENT ENOMEM ENOSPC"},
    {"msgsnd", "EACCES EAGAIN EFAULT EIDRM EINTR EINVAL ENOMEM"},
    {"msgrcv", "E2BIG EACCES EFAULT EIDRM EINTR EINVAL ENOMSG ENOSYS"},
    {"msgctl", "EACCES EFAULT EIDRM EINVAL EPERM"},
    {"semget", "EACCES EEXIST EINVAL ENOENT ENOMEM ENOSPC"},
    {"semop", "E2BIG EACCES EAGAIN EFAULT EFBIG EIDRM EINTR EINVAL ENOMEM ERANGE"},
    {"semtimedop", "E2BIG EACCES EAGAIN EFAULT EFBIG EIDRM EINTR EINVAL ENOMEM ERANGE"},
    {"semctl", "EACCES EFAULT EIDRM EINVAL EPERM ERANGE"},
    {"shmget", "EACCES EEXIST EINVAL ENFILE ENOENT ENOMEM ENOSPC EPERM"},
    {"shmat", "EACCES EIDRM EINVAL ENOMEM"},
    {"shmdt", "EINVAL"},
    {"shmctl", "EACCES EFAULT EIDRM EINVAL ENOMEM EOVERFLOW EPERM"},
}};

std::vector<std::string> words_of(std::string_view text) {
    std::istringstream stream{std::string{text}};
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

/// Collects sentences, each with the row or section that it is about.
class Problems {
public:
    void add(const std::string& about, const std::string& what) {
        if (!what.empty()) all_.push_back(fmt::format("{}: {}", about, what));
    }
    void add(const std::string& about, const std::vector<Link>& links, bool complete) {
        for (const auto& link : links)
            add(about, problem_of(link, complete));
    }
    std::vector<std::string> all() && { return std::move(all_); }

private:
    std::vector<std::string> all_;
};

/// True where one line of the file speaks of both, or the file is a source that names the error.
bool shows(const fs::path& file, const std::string& call, const std::string& error) {
    const auto lines = lines_of(read_file(file));
    const bool source = file.extension() != ".txt";
    return std::ranges::any_of(lines, [&](const std::string& line) {
        return line.find(error) != std::string::npos && (source || line.find(call) != std::string::npos);
    });
}

std::vector<std::string> all_errata() {
    std::vector<std::string> ids;
    for (const auto& [first, last] : errata)
        for (int i = first; i <= last; ++i)
            ids.push_back(fmt::format("E{:02}", i));
    return ids;
}

/// What an erratum must say, in this order.
constexpr std::array<std::string_view, 5> parts{"- **Where:** ", "- **Claim:** ", "- **What happens:** ", "- **Shown by:** ",
                                                "- **Why:** "};

void check_erratum(const std::string& id, const std::vector<std::string>& lines, const fs::path& page, bool complete,
                   Problems& problems) {
    std::string text;
    for (const auto& line : lines)
        text += line + "\n";
    std::size_t at = 0;
    std::array<std::string, parts.size() + 1> said;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto next = text.find(parts.at(i), at);
        if (next == std::string::npos) {
            problems.add(id, fmt::format("\"{}\" is missing, or not in its place", parts.at(i)));
            return;
        }
        if (i > 0) said.at(i - 1) = text.substr(at, next - at);
        at = next + parts.at(i).size();
    }
    said.at(parts.size() - 1) = text.substr(at);
    static const std::regex where{"Notes [A-E], lines? [0-9]+"};
    if (!std::regex_search(said[0], where)) problems.add(id, "where it stands is said as \"Notes A, line 49\"");
    const auto links = links_in(said[3], page);
    if (links.empty()) problems.add(id, "no program shows it");
    problems.add(id, links, complete);
}

} // namespace

std::vector<std::string> problems_of_coverage(const fs::path& page, bool complete) {
    static const std::regex form{"([A-Z])-([0-9]{2})"};
    Problems problems;
    std::map<char, int> last;
    for (const auto& line : lines_of(read_file(page))) {
        const auto cells = cells_of(line);
        std::smatch id;
        if (cells.empty() || !std::regex_match(cells.front(), id, form)) continue;
        const char letter = cells.front().front();
        const int number = std::stoi(id[2]);
        if (number != ++last[letter])
            problems.add(cells.front(), fmt::format("number {} was expected: none is left out", last[letter]));
        last[letter] = number;
        if (cells.size() != 4 || cells[1].empty())
            problems.add(cells.front(), "a row is: id, item, where it is said, place");
        const auto links = links_in(cells.back(), page);
        if (links.empty()) problems.add(cells.front(), "it has no place");
        problems.add(cells.front(), links, complete);
    }
    if (last.empty()) problems.add("coverage", "there is no row");
    return std::move(problems).all();
}

std::vector<std::string> problems_of_errata(const fs::path& page, bool complete) {
    static const std::regex heading{"### (E[0-9]{2}) · .+"};
    static const std::regex to_come{"<!-- planned: (.*) -->"};
    Problems problems;
    std::vector<std::string> order;
    std::map<std::string, std::vector<std::string>> sections;
    std::set<std::string> planned;
    for (const auto& line : lines_of(read_file(page))) {
        std::smatch found;
        if (std::regex_match(line, found, heading)) {
            order.push_back(found[1]);
            if (sections.contains(order.back())) problems.add(order.back(), "it is there twice");
            sections[order.back()];
        } else if (std::regex_match(line, found, to_come)) {
            for (const auto& id : words_of(found[1].str()))
                planned.insert(id);
        } else if (line.starts_with("#")) {
            order.emplace_back();
        } else if (!order.empty() && !order.back().empty()) {
            sections[order.back()].push_back(line);
        }
    }
    std::erase(order, "");
    if (!std::ranges::is_sorted(order)) problems.add("errata", "they do not stand in the order of their numbers");
    for (const auto& id : all_errata()) {
        const bool there = sections.contains(id);
        if (!there && (complete || !planned.contains(id))) problems.add(id, "it is not there");
        if (there && planned.contains(id)) problems.add(id, "it is there: take it out of the planned ones");
    }
    for (const auto& [id, lines] : sections) {
        if (std::ranges::count(all_errata(), id) == 0) problems.add(id, "there is no such erratum");
        check_erratum(id, lines, page, complete, problems);
    }
    return std::move(problems).all();
}

std::vector<std::string> problems_of_atlas(const fs::path& page, bool complete) {
    Problems problems;
    std::string call;
    std::map<std::string, std::set<std::string>> told;
    for (const auto& line : lines_of(read_file(page))) {
        if (line.starts_with("## ")) call = line.substr(3);
        const auto cells = cells_of(line);
        if (cells.size() != 3 || !cells[0].starts_with("`E")) continue;
        const auto error = cells[0].substr(1, cells[0].size() - 2);
        const auto about = call + " " + error;
        if (!told[call].insert(error).second) problems.add(about, "it is there twice");
        if (cells[1].empty()) problems.add(about, "nothing says when");
        const auto links = links_in(cells[2], page);
        if (cells[2].starts_with("not reachable: ") || (cells[2] == "(planned)" && !complete)) continue;
        if (links.empty()) problems.add(about, "nothing makes it happen, and nothing says why (\"not reachable: …\")");
        problems.add(about, links, complete);
        for (const auto& link : links)
            if (fs::is_regular_file(link.file) && !shows(link.file, call, error))
                problems.add(about, fmt::format("{} does not show it", link.file.filename().string()));
    }
    for (const auto& [name, errors] : atlas)
        for (const auto& error : words_of(errors))
            if (!told[std::string{name}].contains(error)) problems.add(fmt::format("{} {}", name, error), "it is not there");
    return std::move(problems).all();
}

} // namespace ipclab::chapters
