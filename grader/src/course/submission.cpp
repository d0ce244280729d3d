#include "course/submission.h"

#include "course/fnv.h"
#include "course/nearest.h"
#include "course/text_file.h"

#include <algorithm>
#include <map>
#include <system_error>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 10'000;
constexpr std::array<std::string_view, 4> header_endings{".h", ".hh", ".hpp", ".hxx"};

/// Looks through one folder, reading each file once.
class Search {
public:
    explicit Search(fs::path folder) : folder_(std::move(folder)) { list(); }

    [[nodiscard]] const std::string& refused() const { return refused_; }
    ProgramSources find(const ProgramFile& program);
    void find_headers(Submission& submission);
    [[nodiscard]] std::string hash() const;

private:
    void list();
    void find_stem(const std::string& stem, ProgramSources& sources);
    /// Reads the file for the hash; a sentence where it cannot be compiled.
    std::string look_at(const std::string& name);
    [[nodiscard]] bool leads_outside(const fs::path& path) const;
    [[nodiscard]] std::vector<std::string> similar_to(const std::string& stem) const;

    fs::path folder_;
    std::string refused_;
    std::vector<std::string> names_; ///< of everything in the folder, sorted
    std::map<std::string, std::string> texts_;
};

void Search::list() {
    std::error_code error;
    if (!fs::exists(folder_, error)) {
        refused_ = fmt::format("there is no folder {}", folder_.string());
        return;
    }
    if (!fs::is_directory(folder_, error)) {
        refused_ = fmt::format("{} is no folder", folder_.string());
        return;
    }
    for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
        names_.push_back(entry->path().filename().string());
        if (names_.size() > most_files) {
            refused_ = fmt::format("{} has more than {} files", folder_.string(), most_files);
            return;
        }
    }
    if (error) refused_ = fmt::format("the folder {} may not be read (see its permissions with ls -ld)", folder_.string());
    std::sort(names_.begin(), names_.end());
}

bool Search::leads_outside(const fs::path& path) const {
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(path, error))) return false;
    const fs::path home = fs::canonical(folder_, error);
    const fs::path target = fs::canonical(path, error);
    if (error) return false; // leads nowhere: reading it says so
    return std::mismatch(home.begin(), home.end(), target.begin(), target.end()).first != home.end();
}

std::string Search::look_at(const std::string& name) {
    const fs::path path = folder_ / name;
    // A link could show a stranger's file, or the solution, as the student's own.
    if (leads_outside(path))
        return fmt::format("{} is a link to a file outside of the folder: put the file itself there", name);
    try {
        // Any bytes but NUL will do: compilers take comments in the older encodings of Korean, so a right program may have them.
        texts_[name] = read_text_file(path, largest_source);
    } catch (const UnreadableFile& error) {
        const bool dangling = error.why() == UnreadableFile::Why::missing;
        return fmt::format("{} {}", name, dangling ? "is a link that leads nowhere" : error.what());
    }
    return {};
}

std::vector<std::string> Search::similar_to(const std::string& stem) const {
    std::vector<std::string> similar;
    for (const std::string& name : names_) {
        const std::string other = fs::path(name).stem().string();
        const std::string first = name.substr(0, name.find('.'));
        const bool same = edit_distance(first, stem) == 0; // Post.cpp, post.cpp.txt, post.C, post
        if (same || nearest(other, {stem})) similar.push_back(name);
    }
    return similar;
}

void Search::find_stem(const std::string& stem, ProgramSources& sources) {
    std::vector<std::string> wanted;
    std::vector<std::string> there;
    for (const std::string_view ending : source_endings) {
        wanted.push_back(fmt::format("{}{}", stem, ending));
        if (std::binary_search(names_.begin(), names_.end(), wanted.back())) there.push_back(wanted.back());
    }
    if (there.size() > 1) {
        sources.problems.push_back(fmt::format("there are {}: keep the one that is meant", listed(there)));
        return;
    }
    if (there.empty()) {
        std::string problem = fmt::format("{}.cpp is missing ({} would do as well)", stem,
                                          listed({stem + ".c", stem + ".cc", stem + ".cxx"}, "or"));
        if (const auto similar = similar_to(stem); !similar.empty())
            problem += fmt::format("; is {} meant to be it?", listed(similar, "or"));
        sources.problems.push_back(problem);
        return;
    }
    if (std::string problem = look_at(there.front()); !problem.empty())
        sources.problems.push_back(std::move(problem));
    else
        sources.files.push_back(folder_ / there.front());
}

ProgramSources Search::find(const ProgramFile& program) {
    ProgramSources sources{program.name, {}, {}};
    for (const std::string& stem : program.stems)
        find_stem(stem, sources);
    return sources;
}

void Search::find_headers(Submission& submission) {
    for (const std::string& name : names_) {
        const std::string ending = fs::path(name).extension().string();
        if (std::find(header_endings.begin(), header_endings.end(), ending) == header_endings.end()) continue;
        if (std::string problem = look_at(name); !problem.empty())
            submission.problems.push_back(std::move(problem));
        else
            submission.headers.push_back(folder_ / name);
    }
}

std::string Search::hash() const {
    Fnv1a hash;
    for (const auto& [name, text] : texts_) {
        hash.add_word(name);
        hash.add_word(std::to_string(text.size()));
        hash.add(text);
    }
    return fmt::format("{:016x}", hash.value());
}

} // namespace

bool Submission::complete() const {
    return problems.empty() && std::all_of(programs.begin(), programs.end(),
                                           [](const ProgramSources& sources) { return sources.problems.empty(); });
}

Submission find_submission(const Lab& lab, const fs::path& folder) {
    Submission submission;
    submission.folder = folder;
    Search search(folder);
    if (!search.refused().empty()) {
        submission.problems.push_back(search.refused());
        for (const ProgramFile& program : lab.programs)
            submission.programs.push_back({program.name, {}, {}});
    } else {
        for (const ProgramFile& program : lab.programs)
            submission.programs.push_back(search.find(program));
        search.find_headers(submission);
    }
    submission.source_hash = search.hash();
    return submission;
}

} // namespace ipclab::course
