#include "judge/compiler.h"

#include "judge/command.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

namespace ipclab::judge {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// PATH, or what execvp(3) would take where there is none.
std::string search_path() {
    auto path = variable("PATH");
    return path.empty() ? "/usr/local/bin:/usr/bin:/bin" : path;
}

std::optional<std::string> find_in_path(const std::string& name) {
    if (name.empty()) return {};
    if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0 ? std::optional(name) : std::nullopt;
    const auto path = search_path();
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find(':', begin), path.size());
        auto file = path.substr(begin, end - begin) + "/" + name;
        if (::access(file.c_str(), X_OK) == 0) return file;
        begin = end + 1;
    }
    return {};
}

/// "gcc-12" for "g++-12", "clang" for "clang++".
std::optional<std::string> c_compiler_of(std::string name) {
    const auto base = name.rfind('/') == std::string::npos ? 0 : name.rfind('/') + 1;
    const auto plus = name.find("++", base);
    if (plus == std::string::npos) return {};
    const bool gnu = plus > base && name[plus - 1] == 'g' && name.compare(base, 5, "clang") != 0;
    return name.replace(plus, 2, gnu ? "cc" : "");
}

std::vector<std::string> candidates(Language language, const std::optional<std::string>& wanted) {
    const auto add = [](std::vector<std::string>& names, std::string name) {
        if (!name.empty()) names.push_back(std::move(name));
    };
    std::vector<std::string> names;
    if (language == Language::cpp) {
        if (wanted) return {*wanted};
        if (const auto named = variable("CXX"); !named.empty()) return {named};
        return {"g++", "clang++"};
    }
    if (wanted) add(names, c_compiler_of(*wanted).value_or(""));
    if (!wanted) add(names, variable("CC"));
    if (!wanted) add(names, c_compiler_of(variable("CXX")).value_or(""));
    names.insert(names.end(), {"gcc", "clang", "cc"});
    return names;
}

/// The first number of three parts, or else of two, in a line such as "g++ (Debian 12.2.0-14) 12.2.0".
int major_version(std::string_view line) {
    const auto dot = line.find('.');
    if (dot == std::string_view::npos) return 0;
    auto begin = dot;
    while (begin > 0 && line[begin - 1] >= '0' && line[begin - 1] <= '9')
        --begin;
    int major = 0;
    std::from_chars(line.data() + begin, line.data() + dot, major);
    return major;
}

std::optional<Compiler> ask(const std::string& name) {
    const auto path = find_in_path(name);
    if (!path) return {};
    Command command{{*path, "--version"}, "/", compiler_environment("/tmp"), {}};
    const auto answer = run_commands({command}, 1).front();
    if (!answer.ok()) return {};
    Compiler compiler{name, *path, answer.output.substr(0, answer.output.find('\n')), 0, false};
    compiler.clang = compiler.version.find("clang") != std::string::npos;
    compiler.major = major_version(compiler.version);
    return compiler;
}

} // namespace

Language language_of(std::string_view file) { return file.ends_with(".c") ? Language::c : Language::cpp; }

std::vector<std::string> flags_for(Language language, const Compiler& compiler) {
    // gnu17: in strict C17 the headers hide what POSIX adds. g++ and clang++ define _GNU_SOURCE by themselves.
    std::vector<std::string> flags{
        language == Language::c ? "-std=gnu17" : "-std=c++20", "-Wall", "-Wextra", "-g", "-O0", "-fno-omit-frame-pointer"};
    if (compiler.major >= (compiler.clang ? 8 : 12)) flags.emplace_back("-ftrivial-auto-var-init=pattern");
    flags.emplace_back("-pthread"); // of its own before glibc 2.34
    return flags;
}

std::vector<std::string> own_flags(const Compiler& compiler, const std::string& folder) {
    std::vector<std::string> flags;
    if (compiler.major >= (compiler.clang ? 10 : 8)) flags.push_back(fmt::format("-ffile-prefix-map={}=.", folder));
    if (compiler.clang) flags.emplace_back("-fno-crash-diagnostics"); // at a limit it would write files and run again
    return flags;
}

std::vector<std::string> linker_flags(const Compiler& compiler) {
    if (compiler.major < 12 || !find_in_path("mold")) return {};
    return {"-fuse-ld=mold"};
}

Toolchain::Toolchain(std::optional<std::string> wanted) : wanted_(std::move(wanted)) {}

const Compiler& Toolchain::compiler(Language language) {
    if (const auto known = found_.find(language); known != found_.end()) return known->second;
    const auto names = candidates(language, wanted_);
    for (const auto& name : names)
        if (auto compiler = ask(name)) return found_.emplace(language, std::move(*compiler)).first->second;
    const auto* kind = language == Language::c ? "C" : "C++";
    const auto* package = language == Language::c ? "gcc" : "g++";
    throw MissingCompiler(
        names.size() == 1
            ? fmt::format("the {} compiler '{}' cannot be run: is it installed? Without that choice g++ would be taken",
                          kind, names.front())
            : fmt::format("there is no {} compiler here; on Debian and Ubuntu: sudo apt install {}", kind, package));
}

std::map<std::string, std::string> compiler_environment(const std::string& temporary) {
    return {{"PATH", search_path()}, {"LC_ALL", "C"}, {"TMPDIR", temporary}};
}

} // namespace ipclab::judge
