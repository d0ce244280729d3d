#include "verdict.h"

#include "analysis/rules.h"
#include "judge/check.h"
#include "shell.h"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> pieces(const std::string& text, const std::string& between) {
    std::vector<std::string> all;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = text.find(between, begin)) != std::string::npos; begin = end + between.size())
        all.push_back(text.substr(begin, end - begin));
    all.push_back(text.substr(begin));
    return all;
}

std::string name_in_promise(const analysis::Finding& finding) {
    return (finding.level == analysis::Level::advice ? "advice " : "") + std::string{finding.rule};
}

judge::CheckRequest request_of(const Promise& promise, const Place& place) {
    judge::CheckRequest request;
    request.folder = place.folder;
    request.env = environment();
    std::set<std::string> names;
    for (const auto& words : promise.commands) {
        for (const auto& word : words) {
            if (word.ends_with(".key")) std::ofstream{place.folder / word};
            if (word.ends_with(".fifo")) mkfifo((place.folder / word).c_str(), 0600);
        }
        engine::Start start;
        const auto name = fs::path{words.front()}.filename().string();
        start.actor = name;
        for (int n = 2; !names.insert(start.actor).second; ++n)
            start.actor = fmt::format("{}{}", name, n);
        start.program.path = (place.folder / name).string();
        start.program.argv = words;
        auto text = "start " + start.actor;
        request.play.push_back({std::move(start), std::move(text)});
    }
    return request;
}

std::string found(const Promise& promise, const Place& place, const engine::Inside& inside) {
    const auto verdict = judge::check(request_of(promise, place), inside);
    if (verdict.error) throw std::runtime_error("the grader: " + *verdict.error);
    if (verdict.diverged) throw std::runtime_error("its runs are not the same in the same order: " + *verdict.diverged);
    std::string told;
    for (const auto& seen : verdict.findings)
        told += fmt::format("{}\n", name_in_promise(seen.finding));
    return told;
}

} // namespace

Promise promise_of(const fs::path& source) {
    static const std::regex form{"// check: (clean|((advice )?[a-z-]+(, )?)+)(: (.+))?"};
    std::vector<std::string> promises;
    std::ifstream stream{source};
    for (std::string line; std::getline(stream, line) && line.starts_with("//");)
        if (line.starts_with("// check:")) promises.push_back(line);
    std::smatch parts;
    if (promises.size() != 1 || !std::regex_match(promises.front(), parts, form))
        throw std::runtime_error("the first comment needs one line such as \"// check: clean\"");
    Promise promise;
    if (parts[1] != "clean") promise.findings = pieces(parts[1], ", ");
    for (const auto& finding : promise.findings)
        if (analysis::find_rule(finding.substr(finding.starts_with("advice ") ? 7 : 0)) == nullptr)
            throw std::runtime_error("there is no rule " + finding);
    const auto commands = parts[6].matched ? parts[6].str() : "./" + source.stem().string();
    for (const auto& command : pieces(commands, " : ")) {
        auto words = plain_words(command);
        if (!words || !words->front().starts_with("./"))
            throw std::runtime_error("this is no command that can be checked: " + command);
        promise.commands.push_back(*std::move(words));
    }
    std::ranges::sort(promise.findings);
    return promise;
}

std::vector<std::string> findings_of(const Promise& promise, const Provided& provided) {
    const auto abilities = engine::probe();
    if (abilities.level != engine::Level::full || !abilities.can_run())
        throw NotHere("programs cannot be given namespaces of their own here: " + abilities.why_not);
    std::vector<std::string> commands;
    for (const auto& words : promise.commands)
        commands.push_back(words.front());
    const auto ended = engine::in_jail(
        abilities.level,
        [&](const engine::Inside& inside) { return found(promise, make_place(inside.folder, provided, commands), inside); },
        {}, {.shared = false, .needed = {provided.chapter, provided.programs, provided.ipclab}});
    if (ended.error) throw std::runtime_error(*ended.error);
    std::set<std::string> all;
    std::istringstream lines{ended.result};
    for (std::string line; std::getline(lines, line);)
        all.insert(line);
    return {all.begin(), all.end()};
}

} // namespace ipclab::chapters
