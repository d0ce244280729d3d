#include "judge/messages.h"

#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace ipclab::judge {

namespace {

/// Cuts the next line off `text`.
std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

std::optional<CompilerError> error_in(std::string_view line) {
    for (const std::string_view word : {": error: ", ": fatal error: "}) {
        const auto at = line.find(word);
        if (at == std::string_view::npos) continue;
        CompilerError error{"", 0, std::string(line.substr(at + word.size()))};
        // "file:line:column" or "file:line"; the file's name may hold colons too, so from the right.
        auto place = line.substr(0, at);
        for (int numbers = 0; numbers < 2; ++numbers) {
            const auto colon = place.rfind(':');
            if (colon == std::string_view::npos) break;
            int number = 0;
            const auto digits = place.substr(colon + 1);
            const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if (wrong != std::errc{} || end != digits.data() + digits.size()) break;
            error.line = number;
            place = place.substr(0, colon);
        }
        error.file = place;
        return error;
    }
    return {};
}

/// The name that a linker's line ends in: "…: undefined reference to `name'", "…: duplicate symbol: a.o: b.o: name".
std::string_view name_after(std::string_view line, std::string_view word) {
    auto rest = line.substr(line.find(word) + word.size());
    if (const auto last = rest.rfind(".o: "); last != std::string_view::npos) rest.remove_prefix(last + 4);
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '`' || rest.front() == '\'' || rest.front() == ':'))
        rest.remove_prefix(1);
    return rest.substr(0, rest.find('\''));
}

std::optional<std::string> limit_in(std::string_view messages) {
    const auto has = [&](std::string_view text) { return messages.find(text) != std::string_view::npos; };
    if (has("CPU time limit exceeded") || has("signal 24")) return "it took too much processor time";
    if (has("out of memory") || has("virtual memory exhausted") || has("bad_alloc") || has("cannot allocate"))
        return "it took too much memory";
    if (has("Killed signal") || has("due to signal")) return "the compiler was stopped, as it took too much time or memory";
    if (has("File size limit exceeded") || has("file too large") || has("File too large"))
        return "the program became too large";
    return {};
}

} // namespace

std::vector<CompilerError> compiler_errors(std::string_view messages) {
    std::vector<CompilerError> errors;
    while (!messages.empty())
        if (auto error = error_in(next_line(messages))) errors.push_back(std::move(*error));
    return errors;
}

std::string why_not_compiled(std::string_view file, std::string_view messages) {
    const auto errors = compiler_errors(messages);
    if (const auto limit = limit_in(messages)) return fmt::format("{} does not compile: {}", file, *limit);
    const CompilerError* first = nullptr;
    std::size_t placed = 0;
    for (const auto& error : errors) {
        if (error.line == 0) continue;
        ++placed;
        if (first == nullptr) first = &error;
    }
    if (first == nullptr) return fmt::format("{} does not compile", file);
    const auto where =
        first->file == file ? fmt::format("line {}", first->line) : fmt::format("line {} of {}", first->line, first->file);
    if (placed == 1) return fmt::format("{} does not compile: there is an error on {}", file, where);
    return fmt::format("{} does not compile: {} errors; the first is on {}", file, placed, where);
}

std::string why_not_linked(std::string_view program, std::string_view messages) {
    if (const auto limit = limit_in(messages)) return fmt::format("{} does not link: {}", program, *limit);
    auto rest = messages;
    while (!rest.empty()) {
        const auto line = next_line(rest);
        for (const std::string_view word : {"undefined reference to", "undefined symbol"}) {
            if (line.find(word) == std::string_view::npos) continue;
            const auto name = name_after(line, word);
            if (name == "main") return fmt::format("{} has no main function", program);
            return fmt::format("{} does not link: '{}' is used, but defined nowhere", program, name);
        }
        for (const std::string_view word : {"multiple definition of", "duplicate symbol"}) {
            if (line.find(word) == std::string_view::npos) continue;
            return fmt::format("{} does not link: '{}' is defined twice", program, name_after(line, word));
        }
    }
    return fmt::format("{} does not link", program);
}

} // namespace ipclab::judge
