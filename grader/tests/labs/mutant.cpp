#include "mutant.h"

#include "checks.h"
#include "judge/digest.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <link.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ipclab::labs {
namespace fs = std::filesystem;
namespace {

/// The grader is in this executable. What is loaded of it and cannot be written to is code and constants; the debug information is
/// twenty times as much.
void add_this_program(judge::Digest& digest) {
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

std::string digest_for(const Mutant& mutant) {
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

} // namespace

std::string lab_of(const fs::path& patch) {
    return fs::relative(patch.parent_path(), root() / "grader" / "mutants").generic_string();
}

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

std::vector<Mutant> mutants_of(const std::string& lab) {
    const auto folder = root() / "grader" / "mutants" / lab;
    require(fs::is_directory(folder), fmt::format("{} has no mutants", lab),
            fmt::format("keep a usual mistake as a patch in grader/mutants/{}/", lab));
    std::vector<Mutant> mutants;
    for (const auto& entry : fs::directory_iterator(folder))
        mutants.push_back(read_mutant(entry.path()));
    std::ranges::sort(mutants, {}, &Mutant::patch);
    return mutants;
}

Patched::Patched(const Mutant& mutant)
    : folder_(cache() / "mutants" / mutant.lab / fmt::format("{}-{}", mutant.patch.stem().string(), ::getpid())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_.parent_path());
    fs::copy(root() / "solutions" / mutant.lab, folder_, fs::copy_options::recursive);
    const auto command = fmt::format("patch -s -p1 -d '{}' < '{}'", folder_.string(), mutant.patch.string());
    require(std::system(command.c_str()) == 0, fmt::format("{} does not apply to the reference", mutant.patch.string()),
            "make it anew: change a copy of the reference, then diff -u the two");
}

Patched::~Patched() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

Record::Record(const Mutant& mutant)
    : file_(cache() / "failed" / mutant.lab / (mutant.patch.stem().string() + ".txt")), digest_(digest_for(mutant)) {}

bool Record::is_known() const {
    std::ifstream lines(file_);
    std::string line;
    return std::getline(lines, line) && line == digest_;
}

std::set<std::string> Record::failed() const {
    std::ifstream lines(file_);
    std::string line;
    if (!std::getline(lines, line) || line != digest_) return {};
    std::set<std::string> scenarios;
    while (std::getline(lines, line))
        scenarios.insert(line);
    return scenarios;
}

void Record::add(const judge::LabVerdict& verdict) const {
    auto scenarios = failed();
    for (const auto& scenario : verdict.scenarios)
        if (scenario.points < scenario.of) scenarios.insert(scenario.name); // also one that cannot be tried here
    std::string text = digest_ + "\n";
    for (const auto& scenario : scenarios)
        text += scenario + "\n";
    fs::create_directories(file_.parent_path());
    // Nobody reads half a record: tests run side by side.
    const auto part = fs::path(file_).concat(fmt::format(".{}", ::getpid()));
    std::ofstream(part) << text;
    fs::rename(part, file_);
}

} // namespace ipclab::labs
