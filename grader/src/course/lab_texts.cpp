#include "course/lab_texts.h"

#include "course/nearest.h"
#include "course/submission.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::course {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// All that lies in a folder, sorted; nothing where there is none.
std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        found.push_back(entry->path());
    std::sort(found.begin(), found.end());
    return found;
}

bool is_source(const fs::path& file) {
    return std::find(source_endings.begin(), source_endings.end(), file.extension().string()) != source_endings.end();
}

std::set<int> todo_numbers(const std::string& text) {
    static const std::regex todo(R"(TODO (\d{1,3}))");
    std::set<int> found;
    for (std::sregex_iterator match(text.begin(), text.end(), todo), end; match != end; ++match)
        found.insert(std::stoi((*match)[1]));
    return found;
}

/// Headers of a folder that its sources include, directly or through each other.
std::set<std::string> included_in(const fs::path& folder) {
    static const std::regex include(R"re(#\s*include\s*"([^"]+)")re");
    std::vector<fs::path> to_read;
    for (const fs::path& file : entries(folder))
        if (is_source(file)) to_read.push_back(file);
    std::set<std::string> found;
    while (!to_read.empty()) {
        const std::string text = contents(to_read.back());
        to_read.pop_back();
        for (std::sregex_iterator match(text.begin(), text.end(), include), end; match != end; ++match)
            if (fs::exists(folder / (*match)[1].str()) && found.insert((*match)[1]).second)
                to_read.push_back(folder / (*match)[1].str());
    }
    return found;
}

/// Collects remarks about one lab.
class Texts {
public:
    Texts(const Lab& lab, const LabPlaces& places) : lab_(lab), places_(places) {}

    std::vector<Remark> operator()() {
        scenarios();
        handout();
        tasks();
        sources(places_.lab(), {"README.md", "lab.toml"}, "the skeleton");
        sources(places_.solution(), {}, "the reference");
        same_files();
        for (const fs::path& shape : entries(places_.right()))
            sources(shape, {}, "the right solution " + shape.filename().string());
        mutants();
        return std::move(remarks_);
    }

private:
    void add(std::string sentence, std::string next) { remarks_.push_back({std::move(sentence), std::move(next)}); }
    [[nodiscard]] std::string shown(const fs::path& path) const {
        return path.lexically_relative(places_.root).generic_string();
    }

    void scenarios() {
        for (const Scenario& scenario : lab_.scenarios) {
            const auto where = fmt::format("{}:{}", shown(places_.lab() / "lab.toml"), scenario.place.line);
            if (scenario.story.empty())
                add(fmt::format("the scenario {} has no story", scenario.name),
                    fmt::format("tell in two or three lines what happens in it, as story = \"...\" in {}", where));
            if (scenario.hints.empty())
                add(fmt::format("the scenario {} has no hints", scenario.name),
                    fmt::format("write what helps somebody who fails it, the gentlest first, as hints = [...] in {}",
                                where));
        }
    }

    void handout() {
        const fs::path file = places_.lab() / "README.md";
        if (!fs::exists(file)) {
            add("there is no handout", fmt::format("write {}: the goal, what to build, and what is graded", shown(file)));
            return;
        }
        const std::string text = contents(file);
        if (text.find("```console\n") == std::string::npos)
            add("the handout shows no session",
                fmt::format("play one with the reference's programs, between ```console and ``` in {}", shown(file)));
        if (!std::regex_search(text, std::regex(R"((^|\n)(g\+\+|gcc) )")))
            add("the handout does not say how the programs are built by hand",
                fmt::format("write the g++ lines, each on a line of its own, into {}", shown(file)));
        for (const Scenario& scenario : lab_.scenarios) {
            const std::regex row(fmt::format(R"(\|\s*`{}`\s*\|\s*{}\s*\|)", scenario.name, scenario.points));
            const bool named = text.find("`" + scenario.name + "`") != std::string::npos;
            if (scenario.hidden && named)
                add(fmt::format("the handout speaks of {}, which is hidden", scenario.name),
                    fmt::format("take it out of {}", shown(file)));
            if (!scenario.hidden && !std::regex_search(text, row))
                add(fmt::format("the handout does not say that {} is worth {} points", scenario.name, scenario.points),
                    fmt::format("write | `{}` | {} | what happens | into its table in {}", scenario.name, scenario.points,
                                shown(file)));
        }
    }

    void tasks() {
        std::set<int> in_files;
        for (const fs::path& file : entries(places_.lab()))
            if (file.extension() != ".md" && file.extension() != ".toml") in_files.merge(todo_numbers(contents(file)));
        const std::set<int> in_handout = todo_numbers(contents(places_.lab() / "README.md"));
        if (in_files.empty())
            add("the skeleton has no TODO 1",
                fmt::format("number the tasks in {}, as the handout does", shown(places_.lab())));
        else if (in_files != in_handout)
            add(fmt::format("the skeleton has the TODOs {}, but the handout {}", fmt::join(in_files, " "),
                            fmt::join(in_handout, " ")),
                "give each task the same number in both");
        else if (*in_files.begin() != 1 || *in_files.rbegin() != static_cast<int>(in_files.size()))
            add(fmt::format("the TODOs are numbered {}", fmt::join(in_files, " ")), "number them from 1 on, without a gap");
    }

    /// All that programs are made of, and nothing else but `others`.
    void sources(const fs::path& folder, const std::set<std::string>& others, const std::string& whose) {
        Lab bare = lab_;
        bare.folder = folder;
        if (!fs::is_directory(folder)) {
            add(fmt::format("there is no {}", shown(folder)), fmt::format("write {} there", whose));
            return;
        }
        std::set<std::string> used = included_in(folder);
        for (const ProgramSources& program : find_submission(lab_, folder).programs) {
            for (const std::string& problem : program.problems)
                add(fmt::format("{} of {}: {}", whose, lab_.id, problem), fmt::format("look into {}", shown(folder)));
            for (const fs::path& file : program.files)
                used.insert(file.filename().string());
        }
        for (const fs::path& file : entries(folder))
            if (const auto name = file.filename().string(); !used.contains(name) && !others.contains(name))
                add(fmt::format("{} has no purpose: no program of the lab is made of it", shown(file)),
                    "take it away, or name it in [programs]");
    }

    void same_files() {
        for (const fs::path& file : entries(places_.lab()))
            if (const auto name = file.filename();
                name != "README.md" && name != "lab.toml" && !fs::exists(places_.solution() / name))
                add(fmt::format("the skeleton has {}, but the reference has not", name.string()),
                    fmt::format("solve it in {}", shown(places_.solution() / name)));
        for (const fs::path& file : entries(places_.solution()))
            if (!fs::exists(places_.lab() / file.filename()))
                add(fmt::format("the reference has {}, but the skeleton has not", file.filename().string()),
                    fmt::format("begin it in {}, so that students have the same files", shown(places_.lab())));
    }

    void mutants() {
        const auto patches = entries(places_.mutants());
        if (patches.empty())
            add("the lab has no mutants",
                fmt::format("keep a usual mistake as a patch on the reference in {}/", shown(places_.mutants())));
        for (const fs::path& patch : patches)
            if (patch.extension() != ".patch")
                add(fmt::format("{} has no purpose: mutants are patches", shown(patch)), "take it away");
    }

    const Lab& lab_;
    const LabPlaces& places_;
    std::vector<Remark> remarks_;
};

} // namespace

std::vector<Remark> to_write(const LabPlaces& places) {
    static const std::regex mark(R"((?:#|//|<!--)\s*write:\s*(.*?)\s*(?:-->)?\s*$)");
    std::vector<fs::path> files{places.lab() / "README.md", places.lab() / "lab.toml"};
    for (const fs::path& folder : {places.solution(), places.lab(), places.mutants()})
        for (const fs::path& file : entries(folder))
            if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
    std::vector<Remark> remarks;
    for (const fs::path& file : files) {
        std::istringstream text(contents(file));
        int number = 0;
        for (std::string line; std::getline(text, line);) {
            ++number;
            std::smatch match;
            if (!std::regex_search(line, match, mark)) continue;
            const auto where = fmt::format("{}:{}", file.lexically_relative(places.root).generic_string(), number);
            remarks.push_back(
                {fmt::format("{} is still to be written", where), fmt::format("in {}, write {}", where, match[1].str())});
        }
    }
    return remarks;
}

std::vector<Remark> check_texts(const Lab& lab, const LabPlaces& places) { return Texts(lab, places)(); }

} // namespace ipclab::course
