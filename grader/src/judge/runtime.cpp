#include "judge/runtime.h"

#include "judge/build_cache.h"
#include "judge/digest.h"

#include <fmt/format.h>
#include <stdexcept>
#include <system_error>

namespace ipclab::judge {

namespace fs = std::filesystem;

namespace {

const fs::path sources{IPCLAB_RUNTIME};

/// What of the sources a program of that language needs.
std::vector<std::string> files_for(Language language) {
    std::vector<std::string> files{"hooks.c", "atomics.c", "strings.c", "streams.c", "locks.c"};
    if (language == Language::cpp) files.emplace_back("iostreams.cpp");
    return files;
}
std::vector<std::string> lists_for(Language language) {
    if (language == Language::cpp) return {"wrapped", "wrapped-c++"};
    return {"wrapped"};
}

/// Optimised, with no debug information: a line in it is never the student's.
std::vector<std::string> command_for(const Compiler& compiler, const std::string& file) {
    const bool is_c = language_of(file) == Language::c;
    return {compiler.path,
            "-x",
            is_c ? "c" : "c++",
            is_c ? "-std=gnu17" : "-std=c++20",
            "-O2",
            "-g0",
            "-fno-builtin",
            "-fno-stack-protector",
            "-mcx16",
            "-fPIE",
            "-fasynchronous-unwind-tables",
            "-c",
            file,
            "-o"};
}

} // namespace

std::vector<std::string> hook_flags(const Compiler& compiler) {
    if (compiler.clang) return {"-fsanitize=thread"};
    return {"-fsanitize=thread", "-Wno-tsan", "-fno-builtin-strcpy", "-fno-builtin-strcat"};
}

std::string hooks_digest(Language language, const Compiler& compiler) {
    Digest all;
    all.field(compiler.path).field(compiler.version);
    auto files = files_for(language);
    for (const auto& list : lists_for(language))
        files.push_back(list);
    for (const auto* header : {"access_log.h", "log.h"})
        files.emplace_back(header);
    for (const auto& file : files) {
        all.field(file).field(contents_of(sources / file));
        for (const auto& word : command_for(compiler, file))
            all.field(word);
    }
    return all.text();
}

std::vector<std::string> hooks_to_link(Language language, const Compiler& compiler, const fs::path& cache,
                                       const std::function<std::vector<Finished>(const std::vector<Command>&)>& run) {
    const auto folder = fs::absolute(cache) / ("hooks-" + hooks_digest(language, compiler));
    const auto files = files_for(language);
    if (!fs::exists(folder)) {
        fs::create_directories(cache);
        const TemporaryFolder fresh{cache};
        std::vector<Command> commands;
        for (const auto& file : files) {
            auto words = command_for(compiler, file);
            words.push_back(fs::absolute(fresh.path() / (file + ".o")).string());
            commands.push_back({std::move(words), sources.string(), compiler_environment(fresh.path().string()), {}});
        }
        for (const auto& finished : run(commands))
            if (!finished.ok())
                throw std::runtime_error(fmt::format("the access hooks do not compile: {}", finished.output));
        std::error_code error;
        fs::rename(fresh.path(), folder, error);
        if (error && !fs::exists(folder)) throw std::system_error(error, "cannot store " + folder.string());
    }
    std::vector<std::string> words;
    for (const auto& file : files)
        words.push_back((folder / (file + ".o")).string());
    for (const auto& list : lists_for(language))
        words.push_back("@" + (sources / list).string());
    return words;
}

} // namespace ipclab::judge
