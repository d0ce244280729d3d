#include "headers.h"

#include "text.h"

namespace ipclab::site {
namespace fs = std::filesystem;
namespace {

std::string comment_for_doxygen(std::string_view comment) {
    std::string result;
    bool in_code = false;
    for (const char c : comment) {
        if (c == '`') in_code = !in_code;
        if (!in_code && (c == '<' || c == '\\')) result += '\\';
        result += c;
    }
    return result;
}

} // namespace

std::string header_for_doxygen(const std::string& text) {
    constexpr std::string_view mark = "///";
    std::string result;
    for (const auto& line : lines_of(text)) {
        auto begin = line.find(mark);
        if (begin != std::string::npos) {
            begin += mark.size();
            if (line.compare(begin, 1, "<") == 0) ++begin; // the comment is about what stands before it
            // What is moved to the right is code.
            if (line.compare(begin, 5, "     ") == 0) begin = line.size();
        }
        const auto end = std::min(begin, line.size());
        result += line.substr(0, end) + comment_for_doxygen(std::string_view{line}.substr(end)) + "\n";
    }
    return result;
}

void copy_headers(const fs::path& from, const fs::path& to) {
    for (const auto& entry : fs::recursive_directory_iterator(from)) {
        const auto& file = entry.path();
        if (file.extension() == ".h" && file.filename() != "fields.h")
            write_file(to / file.lexically_relative(from), header_for_doxygen(read_file(file)));
    }
}

} // namespace ipclab::site
