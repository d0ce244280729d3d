#include "text.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

namespace ipclab::site {
namespace fs = std::filesystem;

std::string read_file(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw Problem(file.string() + " cannot be read");
    return {std::istreambuf_iterator<char>{stream}, {}};
}

void write_file(const fs::path& file, std::string_view text) {
    fs::create_directories(file.parent_path());
    std::ofstream stream{file, std::ios::binary};
    stream << text;
    if (!stream.flush()) throw Problem(file.string() + " cannot be written");
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t\n") + 1);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '&')
            safe += "&amp;";
        else if (c == '<')
            safe += "&lt;";
        else if (c == '>')
            safe += "&gt;";
        else if (c == '"')
            safe += "&quot;";
        else
            safe += c;
    }
    return safe;
}

std::string text_of_html(std::string_view html) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> entities{{{"&lt;", "<"},
                                                                                            {"&gt;", ">"},
                                                                                            {"&quot;", "\""},
                                                                                            {"&#39;", "'"},
                                                                                            {"&#160;", " "},
                                                                                            {"&nbsp;", " "},
                                                                                            {"&ndash;", "–"},
                                                                                            {"&amp;", "&"}}};
    std::string text;
    bool in_tag = false;
    const auto add = [&](char c) {
        if (c == '\n' || c == '\t') c = ' ';
        if (c != ' ' || (!text.empty() && text.back() != ' ')) text += c;
    };
    for (const char c : html) {
        if (c == '<') {
            in_tag = true;
            add(' ');
        } else if (c == '>' && in_tag) {
            in_tag = false;
        } else if (!in_tag) {
            add(c);
        }
    }
    for (const auto& [entity, character] : entities)
        text = replaced(std::move(text), entity, character);
    return std::string{trimmed(text)};
}

std::string as_literal(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (c == '\n')
            result += "\\n";
        else if (c == '<')
            result += "\\u003c";
        else if (static_cast<unsigned char>(c) >= ' ')
            result += c;
    }
    return result + "\"";
}

} // namespace ipclab::site
