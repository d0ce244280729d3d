#include "checks.h"

#include "judge/digest.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <link.h>
#include <optional>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ipclab::labs {
namespace fs = std::filesystem;

std::string lab_of(const fs::path& patch) {
    return fs::relative(patch.parent_path(), root() / "grader" / "mutants").generic_string();
}

namespace {

/// A mutant's patch: what stands in the lines before the difference.
struct Mutant {
    fs::path patch;
    std::string lab, headline, scenario;
    std::vector<std::string> also;
};

Mutant read_mutant(const fs::path& patch) {
    Mutant mutant{.patch = patch, .lab = {}, .headline = {}, .scenario = {}, .also = {}};
    mutant.lab = lab_of(patch);
    std::ifstream lines(patch);
    bool story = false;
    for (std::string line; std::getline(lines, line) && line.starts_with("# ");) {
        if (line.starts_with("# headline: ")) mutant.headline = line.substr(12);
        if (line.starts_with("# scenario: ")) mutant.scenario = line.substr(12);
        if (line.starts_with("# also: ")) mutant.also.push_back(line.substr(8));
        story = story || line.starts_with("# story: ");
    }
    require(!mutant.headline.empty() && story, fmt::format("{} names no headline or no story", patch.string()),
            "begin it with the lines # headline: RULE and # story: what the program does wrong");
    return mutant;
}

/// The reference with the patch applied, in a folder of its own.
class Patched {
public:
    explicit Patched(const Mutant& mutant) : folder_(cache() / "mutants" / mutant.lab / mutant.patch.stem()) {
        fs::remove_all(folder_);
        fs::create_directories(folder_.parent_path());
        fs::copy(root() / "solutions" / mutant.lab, folder_, fs::copy_options::recursive);
        const auto command = fmt::format("patch -s -p1 -d '{}' < '{}'", folder_.string(), mutant.patch.string());
        require(std::system(command.c_str()) == 0, fmt::format("{} does not apply to the reference", mutant.patch.string()),
                "make it anew: change a copy of the reference, then diff -u the two");
    }
    Patched(const Patched&) = delete;
    Patched& operator=(const Patched&) = delete;
    ~Patched() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    [[nodiscard]] const fs::path& folder() const { return folder_; }

private:
    fs::path folder_;
};

/// Which scenarios a mutant fails, as its grading found. Kept with a digest of all that the grading was made from: the grader, the lab,
/// the reference and the patch.
class Record {
public:
    explicit Record(const Mutant& mutant)
        : file_(cache() / "failed" / mutant.lab / (mutant.patch.stem().string() + ".txt")), digest_(digest_for(mutant)) {}

    /// Nothing where none is kept, or one that belongs to other files.
    [[nodiscard]] std::optional<std::set<std::string>> read() const {
        std::ifstream lines(file_);
        std::string line;
        if (!std::getline(lines, line) || line != digest_) return {};
        std::set<std::string> failed;
        while (std::getline(lines, line))
            failed.insert(line);
        return failed;
    }

    std::set<std::string> write(const judge::LabVerdict& verdict) const {
        std::set<std::string> failed;
        for (const auto& scenario : verdict.scenarios)
            if (scenario.points < scenario.of) failed.insert(scenario.name); // also one that cannot be tried here
        std::string lines;
        for (const auto& name : failed)
            lines += name + "\n";
        fs::create_directories(file_.parent_path());
        // Nobody reads half a record: tests run side by side.
        const auto part = fs::path(file_).concat(fmt::format(".{}", ::getpid()));
        std::ofstream(part) << fmt::format("{}\n{}", digest_, lines);
        fs::rename(part, file_);
        return failed;
    }

private:
    /// The grader is in this executable. What is loaded of it and cannot be written to is code and constants; the debug information
    /// is twenty times as much.
    static void add_this_program(judge::Digest& digest) {
        const auto add = [](dl_phdr_info* object, std::size_t, void* to) {
            for (int i = 0; i < object->dlpi_phnum; ++i) {
                const auto& part = object->dlpi_phdr[i];
                if (part.p_type == PT_LOAD && (part.p_flags & PF_W) == 0)
                    static_cast<judge::Digest*>(to)->field(
                        {reinterpret_cast<const char*>(object->dlpi_addr + part.p_vaddr), part.p_filesz});
            }
            return 1; // the program itself comes first
        };
        dl_iterate_phdr(add, &digest);
    }

    static std::string digest_for(const Mutant& mutant) {
        judge::Digest digest;
        add_this_program(digest);
        std::vector<fs::path> files{mutant.patch, root() / "labs" / mutant.lab / "lab.toml"};
        for (const auto& folder : {root() / "solutions" / mutant.lab, root() / "grader" / "runtime"})
            for (const auto& entry : fs::recursive_directory_iterator(folder))
                if (entry.is_regular_file()) files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files)
            digest.field(file.filename().string()).field(judge::contents_of(file));
        return digest.text();
    }

    fs::path file_;
    std::string digest_;
};

bool has_error(const judge::ScenarioVerdict& scenario) {
    return std::ranges::any_of(scenario.findings,
                               [](const auto& finding) { return finding.level == analysis::Level::error; });
}

bool is_found(const judge::LabVerdict& verdict, const std::string& rule) {
    return std::ranges::any_of(verdict.scenarios, [&](const auto& scenario) {
        return std::ranges::find(scenario.findings, rule, &analysis::Finding::rule) != scenario.findings.end();
    });
}

} // namespace

void check_mutant(const fs::path& patch) {
    const auto wanted = read_mutant(patch);
    const Patched patched(wanted);
    const auto verdict = grade(lab_named(wanted.lab), patched.folder());
    Record(wanted).write(verdict);
    const auto described = fmt::format("{} should get the headline {}{}:\n{}", patch.filename().string(), wanted.headline,
                                       wanted.scenario.empty() ? "" : " in " + wanted.scenario, told(verdict));
    const std::string next =
        "is the mistake what the story says? Then the lab or a rule does not see it yet: mend that first";
    if (wanted.headline == "does-not-compile") {
        require(!verdict.built(), described, next);
        return;
    }
    require(verdict.built(), described, next);
    for (const auto& scenario : verdict.scenarios)
        if (scenario.name == wanted.scenario && scenario.not_tried)
            throw NotTried(fmt::format("{} is not tried here: {}", scenario.name, *scenario.not_tried));
    require(!verdict.full(), described, next);
    for (const auto& rule : wanted.also)
        require(is_found(verdict, rule),
                fmt::format("{} should get {} too:\n{}", patch.filename().string(), rule, told(verdict)),
                "see whether the other bug hides this one; two that do not touch each other are easier to tell");
    for (const auto& scenario : verdict.scenarios) {
        if (scenario.name != wanted.scenario && !(wanted.scenario.empty() && has_error(scenario))) continue;
        require(has_error(scenario) && scenario.findings.front().rule == wanted.headline, described, next);
        return;
    }
    throw Failed(described, next);
}

void check_covered(const std::string& id) {
    const auto lab = lab_named(id);
    std::set<std::string> missed;
    for (const auto& scenario : lab.scenarios)
        missed.insert(scenario.name);
    const auto folder = root() / "grader" / "mutants" / id;
    require(fs::is_directory(folder), fmt::format("{} has no mutants", id),
            fmt::format("keep a usual mistake as a patch in grader/mutants/{}/", id));
    std::vector<Mutant> not_graded;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto mutant = read_mutant(entry.path());
        const auto failed = Record(mutant).read();
        if (!failed) not_graded.push_back(mutant);
        for (const auto& scenario : failed.value_or(std::set<std::string>{}))
            missed.erase(scenario);
    }
    for (const auto& mutant : not_graded) {
        if (missed.empty()) return;
        const Patched patched(mutant);
        for (const auto& scenario : Record(mutant).write(grade(lab, patched.folder())))
            missed.erase(scenario);
    }
    if (missed.empty()) return;
    throw Failed(fmt::format("no mutant of {} fails these scenarios: {}", id, fmt::join(missed, ", ")),
                 fmt::format("write a mutant that fails {}: which mistake is it there for?", *missed.begin()));
}

} // namespace ipclab::labs
