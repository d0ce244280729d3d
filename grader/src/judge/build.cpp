#include "judge/build.h"

#include "judge/build_cache.h"
#include "judge/compiler.h"
#include "judge/digest.h"
#include "judge/messages.h"
#include "judge/runtime.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

namespace ipclab::judge {

namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

void append(Words& words, const Words& more) { words.insert(words.end(), more.begin(), more.end()); }

bool is_header(const fs::path& name) {
    static const std::set<std::string> endings{".h", ".hh", ".hpp", ".hxx", ".inc", ".inl", ".ipp", ".tpp"};
    return endings.contains(name.extension().string());
}

/// The folder's headers, and what is in them.
std::map<std::string, std::string> headers_in(const fs::path& folder) {
    std::map<std::string, std::string> headers;
    for (const auto& entry : fs::directory_iterator(folder))
        if (is_header(entry.path()) && entry.is_regular_file())
            headers.emplace(entry.path().filename().string(), digest_of(contents_of(entry.path())));
    return headers;
}

/// The files that a rule of make(1) names after its target, as -MMD writes it: "x.o: post.cpp letter.h \".
Words included_files(const std::string& rule) {
    Words names;
    std::string name;
    const auto colon = rule.find(": ");
    for (std::size_t i = colon == std::string::npos ? rule.size() : colon + 2; i < rule.size(); ++i) {
        const bool escaped = rule[i] == '\\' && i + 1 < rule.size();
        if (escaped && (rule[i + 1] == ' ' || rule[i + 1] == '#')) {
            name += rule[++i];
        } else if (rule[i] == ' ' || rule[i] == '\n' || escaped) {
            if (!name.empty()) names.push_back(std::exchange(name, ""));
        } else {
            name += rule[i];
        }
    }
    if (!name.empty()) names.push_back(name);
    return names;
}

/// One program on its way.
struct Job {
    const ProgramSource* source;
    Built built;
    std::string key;
    std::optional<TemporaryFolder> workplace;
    Words objects, notes; ///< of each file: what it is compiled to, where its includes are noted

    [[nodiscard]] bool open() const { return built.result.problem.empty() && !built.result.ok; }
    void fail(std::string problem) { built.result.problem = std::move(problem); }
    void say(const Finished& finished) {
        built.result.messages += finished.output;
        if (finished.output_cut)
            built.result.messages +=
                fmt::format("\n[more than {} bytes of messages: the rest is left out]\n", finished.output.size());
    }
};

/// All the steps for one request, kept together because they share the toolchain and the cache.
class Builder {
public:
    explicit Builder(const BuildRequest& request)
        : request_(request), folder_(fs::canonical(request.folder)), headers_(headers_in(folder_)),
          cache_(request.cache, folder_), toolchain_(request.compiler) {}

    std::vector<Built> operator()() {
        for (const auto& source : request_.programs)
            jobs_.push_back(prepared(source));
        tell();
        compile();
        link();
        tell();
        std::vector<Built> all;
        for (auto& job : jobs_)
            all.push_back(std::move(job.built));
        return all;
    }

private:
    Job prepared(const ProgramSource& source) {
        Job job{&source, {}, {}, {}, {}, {}};
        job.built.result.program = source.program;
        job.built.result.files = source.files;
        if (!source.problem.empty()) {
            job.fail(source.problem);
            return job;
        }
        Digest key;
        for (const auto& file : source.files) {
            try {
                const auto contents = contents_of(folder_ / file);
                if (const auto zero = contents.find('\0'); zero != std::string::npos) {
                    const auto line =
                        1 + std::count(contents.begin(), contents.begin() + static_cast<std::ptrdiff_t>(zero), '\n');
                    job.fail(fmt::format("{} is not a text file: there is a zero byte on line {}", file, line));
                    return job;
                }
                key.field(file).field(contents);
            } catch (const std::system_error& error) {
                job.fail(error.code() == std::errc::no_such_file_or_directory
                             ? fmt::format("{} is missing", file)
                             : fmt::format("{} cannot be read: {}", file,
                                           error.code() == std::errc::invalid_argument ? "it is not an ordinary file"
                                                                                       : error.code().message()));
                return job;
            }
        }
        auto by_hand = link_language(source);
        Words command{toolchain_.compiler(by_hand).name};
        append(command, flags_for(by_hand, toolchain_.compiler(by_hand)));
        append(command, source.files);
        append(command, {"-o", source.program});
        job.built.result.command = fmt::format("{}", fmt::join(command, " "));

        key.field(source.program);
        for (const auto& [name, digest] : headers_)
            key.field(name); // a new one can be included where another was before
        for (const auto& file : source.files)
            for (const auto& word : compile_command(file, "OBJECT", "NOTES"))
                key.field(word == prefix_map_word() ? "" : word);
        for (const auto& word : link_command(source, {}))
            key.field(word);
        for (const auto& file : source.files)
            key.field(toolchain_.compiler(language_of(file)).version);
        key.field(hooks_digest(by_hand, toolchain_.compiler(by_hand)));
        job.key = key.text();
        if (auto entry = cache_.find(job.key)) {
            job.built.result.ok = true;
            job.built.result.messages = std::move(entry->messages);
            job.built.executable = std::move(entry->executable);
            job.built.digest = std::move(entry->digest);
            job.built.from_cache = true;
        }
        return job;
    }

    /// The one flag that names the folder: the same program from another folder is the same program.
    [[nodiscard]] std::string prefix_map_word() const { return fmt::format("-ffile-prefix-map={}=.", folder_.string()); }

    static Language link_language(const ProgramSource& source) {
        const bool all_c = std::all_of(source.files.begin(), source.files.end(),
                                       [](const auto& file) { return language_of(file) == Language::c; });
        return all_c ? Language::c : Language::cpp;
    }

    Words compile_command(const std::string& file, const std::string& object, const std::string& notes) {
        const auto language = language_of(file);
        const auto& compiler = toolchain_.compiler(language);
        Words words{compiler.path};
        append(words, flags_for(language, compiler));
        append(words, own_flags(compiler, folder_.string()));
        append(words, hook_flags(compiler));
        append(words, {"-MMD", "-MF", notes, "-c", file, "-o", object});
        return words;
    }

    Words link_command(const ProgramSource& source, const Words& objects) {
        const auto language = link_language(source);
        const auto& compiler = toolchain_.compiler(language);
        Words words{compiler.path};
        append(words, flags_for(language, compiler));
        append(words, linker_flags(compiler));
        append(words, objects);
        append(words, {"-o", "program"});
        return words;
    }

    [[nodiscard]] Command command(Words words, const fs::path& folder, const Job& job) const {
        return {std::move(words), folder.string(), compiler_environment(job.workplace->path().string()), request_.limits};
    }

    void compile() {
        std::vector<Command> commands;
        for (auto& job : jobs_) {
            if (!job.open()) continue;
            job.workplace.emplace(cache_.workplace());
            for (std::size_t i = 0; i < job.source->files.size(); ++i) {
                // Named so that a linker's message about it is understood.
                auto name = fs::path(job.source->files[i]).filename().string();
                if (i > 0 && std::count(job.objects.begin(), job.objects.end(), name + ".o") > 0)
                    name = fmt::format("{}-{}", i, name);
                job.objects.push_back(name + ".o");
                job.notes.push_back((job.workplace->path() / (name + ".d")).string());
                const auto object = (job.workplace->path() / job.objects.back()).string();
                commands.push_back(command(compile_command(job.source->files[i], object, job.notes.back()), folder_, job));
            }
        }
        auto finished = run(commands);
        auto next = finished.begin();
        for (auto& job : jobs_) {
            if (!job.open()) continue;
            for (const auto& file : job.source->files) {
                const auto& one = *next++;
                job.say(one);
                if (!one.ok() && job.built.result.problem.empty()) job.fail(why_not_compiled(file, one.output));
            }
        }
    }

    void link() {
        std::vector<Command> commands;
        for (auto& job : jobs_)
            if (job.open()) {
                const auto language = link_language(*job.source);
                auto objects = job.objects;
                append(objects, hooks_to_link(language, toolchain_.compiler(language), request_.cache,
                                              [&](const std::vector<Command>& some) { return run(some); }));
                commands.push_back(command(link_command(*job.source, objects), job.workplace->path(), job));
            }
        auto finished = run(commands);
        const bool steady = headers_in(folder_) == headers_; // else nobody knows which of them was compiled
        auto next = finished.begin();
        for (auto& job : jobs_) {
            if (!job.open()) continue;
            const auto& one = *next++;
            job.say(one);
            if (!one.ok()) {
                job.fail(why_not_linked(job.source->program, one.output));
                continue;
            }
            std::optional<Words> included;
            if (steady) included.emplace();
            for (const auto& notes : job.notes)
                if (included) append(*included, included_files(contents_of(notes)));
            auto entry = cache_.store(job.key, included, job.workplace->path() / "program", job.built.result.messages);
            job.built.executable = std::move(entry.executable);
            job.built.digest = std::move(entry.digest);
            job.built.result.ok = true;
        }
    }

    [[nodiscard]] std::vector<Finished> run(const std::vector<Command>& commands) const {
        const auto processors = std::max(1U, std::thread::hardware_concurrency());
        auto finished = run_commands(commands, request_.at_once > 0 ? request_.at_once : processors);
        for (std::size_t i = 0; i < finished.size(); ++i)
            if (finished[i].out_of_time)
                throw std::system_error(std::make_error_code(std::errc::timed_out),
                                        fmt::format("the compiler did not end: {}", fmt::join(commands[i].argv, " ")));
        return finished;
    }

    void tell() const {
        if (!request_.progress) return;
        const auto ready = std::count_if(jobs_.begin(), jobs_.end(), [](const Job& job) { return !job.open(); });
        request_.progress(static_cast<std::size_t>(ready), jobs_.size());
    }

    const BuildRequest& request_;
    fs::path folder_;
    std::map<std::string, std::string> headers_; ///< as they were before compiling
    BuildCache cache_;
    Toolchain toolchain_;
    std::vector<Job> jobs_;
};

} // namespace

std::vector<Built> build(const BuildRequest& request) { return Builder(request)(); }

std::string build_id(const std::vector<std::string>& digests) {
    Digest all;
    for (const auto& digest : digests)
        all.field(digest);
    return all.text().substr(0, 8);
}

} // namespace ipclab::judge
