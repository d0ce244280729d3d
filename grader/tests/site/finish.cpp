#include "finish.h"

#include "text.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace ipclab::site {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> pages_in(const fs::path& folder) {
    std::vector<fs::path> pages;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".html") pages.push_back(entry.path());
    std::ranges::sort(pages);
    return pages;
}

/// Puts `before` and `after` around each element that begins with `open` and ends with `close`; it is not within another one.
std::string wrapped(const std::string& html, std::string_view open, std::string_view close, const std::string& before,
                    const std::string& after) {
    std::string result;
    std::size_t at = 0;
    for (auto begin = html.find(open); begin != std::string::npos; begin = html.find(open, at)) {
        const auto end = html.find(close, begin);
        if (end == std::string::npos) break;
        result += html.substr(at, begin - at) + before + html.substr(begin, end + close.size() - begin) + after;
        at = end + close.size();
    }
    return result + html.substr(at);
}

/// Doxygen's title is no heading.
std::string with_title_as_heading(std::string html) {
    constexpr std::string_view open = "<div class=\"title\">", close = "</div>";
    const auto begin = html.find(open);
    if (begin == std::string::npos) return html;
    const auto end = html.find(close, begin);
    html.replace(end, close.size(), "</h1>");
    html.replace(begin, open.size(), "<h1 class=\"title\">");
    return html;
}

/// A page's sections are one step below its title.
std::string with_lower_headings(std::string html) {
    for (char level = '5'; level >= '1'; --level) {
        const char below[] = {static_cast<char>(level + 1), '\0'};
        const char here[] = {level, '\0'};
        for (const std::string tag : {"<h", "</h"})
            for (const char* end : {">", " "})
                html = replaced(std::move(html), tag + here + end, tag + below + end);
    }
    return html;
}

std::string without(std::string html, std::string_view open, std::string_view close) {
    for (auto at = html.find(open); at != std::string::npos; at = html.find(open, at))
        html.erase(at, std::min(html.find(close, at + open.size()), html.size() - close.size()) + close.size() - at);
    return html;
}

/// The list of files has only the code's.
std::string without_texts(const std::string& html) {
    std::string result;
    for (const auto& line : lines_of(html))
        if (!line.starts_with("<tr id=\"row_") || line.find("_8md.html") == std::string::npos) result += line + "\n";
    return result;
}

/// A table's head says for what it is; cells in it that are empty are none, and a head that is all empty is left out.
std::string with_good_heads(const std::string& html) {
    constexpr std::string_view row = "<tr class=\"markdownTableHead\">", row_end = "</tr>", cell = "<th ",
                               cell_end = "</th>";
    std::string result;
    std::size_t at = 0;
    for (auto begin = html.find(row); begin != std::string::npos; begin = html.find(row, at)) {
        const auto end = html.find(row_end, begin) + row_end.size();
        const auto head = html.substr(begin, end - begin);
        result += html.substr(at, begin - at);
        at = end;
        if (text_of_html(head).empty()) continue;
        std::size_t from = 0;
        for (auto opened = head.find(cell); opened != std::string::npos; opened = head.find(cell, from)) {
            const auto closed = head.find(cell_end, opened);
            const bool empty = text_of_html(head.substr(opened, closed - opened)).empty();
            result += head.substr(from, opened - from) +
                      (empty ? "<td></td>"
                             : "<th scope=\"col\" " +
                                   head.substr(opened + cell.size(), closed + cell_end.size() - opened - cell.size()));
            from = closed + cell_end.size();
        }
        result += head.substr(from);
    }
    return result + html.substr(at);
}

std::string finished(std::string html, bool is_text, const Tokens& tokens, const Words& words) {
    // Doxygen makes a page's sections headings of the first level.
    if (is_text && html.find("<h1>") != std::string::npos) html = with_lower_headings(std::move(html));
    html = with_title_as_heading(tokens.resolved(html));
    // Links to parts of the page, some of which are not there.
    html = without(std::move(html), "  <div class=\"summary\">", "</div>\n");
    // Ids that no link names, and of which newer Doxygens give two elements the same.
    html = without(std::move(html), " id=\"r_", "\"");
    const auto table = "<div class=\"table\" data-name=\"" + escaped(words["table"]) + "\">";
    html = wrapped(html, "<table class=\"markdownTable\">", "</table>", table, "</div>");
    return with_good_heads(html);
}

/// A part of a page, from a heading to the next one.
struct Part {
    std::string anchor, heading, text;
};

std::string between(const std::string& html, std::string_view open, std::string_view close) {
    const auto begin = html.find(open);
    if (begin == std::string::npos) return {};
    const auto from = begin + open.size();
    return html.substr(from, html.find(close, from) - from);
}

/// Without what is on every page, and pictures, whose words their tables have.
std::string own_text(const std::string& html) {
    auto text = between(html, "<main", "</main>");
    text = without(std::move(text), "<svg", "</svg>");
    text = without(std::move(text), "<nav class=\"neighbours\"", "</nav>");
    text = without(std::move(text), "<style", "</style>");
    return text.substr(std::min(text.find('>') + 1, text.size()));
}

std::vector<Part> parts_of(const std::string& html) {
    const auto text = own_text(html);
    std::vector<Part> parts(1);
    std::size_t at = 0;
    while (at < text.size()) {
        auto next = text.size();
        for (const std::string_view heading : {"<h2", "<h3"})
            next = std::min(next, text.find(heading, at + 1));
        auto piece = text.substr(at, next - at);
        if (at > 0) {
            const auto end = std::min(piece.find("</h"), piece.size());
            const auto head = piece.substr(0, end);
            parts.push_back({.anchor = between(head, "id=\"", "\""), .heading = text_of_html(head), .text = {}});
            piece.erase(0, std::min(end + 5, piece.size()));
        } else if (const auto title = piece.find("</h1>"); title != std::string::npos) {
            piece.erase(0, title + 5);
        }
        parts.back().text = text_of_html(piece);
        at = next;
    }
    return parts;
}

/// Lists of names only, made for looking through.
bool is_list(const std::string& name) {
    static constexpr std::array lists{"annotated.html", "files.html", "namespaces.html", "dir_"};
    return std::ranges::any_of(lists, [&](const char* list) { return name.starts_with(list); });
}

const Page* page_of(const Site& site, const fs::path& file) {
    const auto id = file.stem().string();
    const auto found = std::ranges::find_if(site.pages, [&](const Page& page) { return page.id == id; });
    return found == site.pages.end() ? nullptr : &*found;
}

} // namespace

void finish_pages(const fs::path& folder, const Site& site, const Tokens& tokens, const Words& words) {
    for (const auto& file : pages_in(folder)) {
        auto html = finished(read_file(file), page_of(site, file) != nullptr, tokens, words);
        if (file.filename() == "files.html") html = without_texts(html);
        write_file(file, html);
    }
}

void remove_unreachable(const fs::path& folder) {
    std::set<std::string> reached{"index.html"};
    std::vector<std::string> to_read{"index.html"};
    while (!to_read.empty()) {
        const auto html = read_file(folder / to_read.back());
        to_read.pop_back();
        constexpr std::string_view link = " href=\"";
        for (auto at = html.find(link); at != std::string::npos; at = html.find(link, at + 1)) {
            const auto begin = at + link.size();
            auto name = html.substr(begin, html.find_first_of("\"#", begin) - begin);
            if (name.ends_with(".html") && fs::exists(folder / name) && reached.insert(name).second)
                to_read.push_back(std::move(name));
        }
    }
    for (const auto& file : pages_in(folder))
        if (!reached.contains(file.filename().string())) fs::remove(file);
}

void write_search_index(const fs::path& folder, const Site& site) {
    // Texts in their order, then the code. The walkthroughs show the runs.
    std::vector<std::string> files;
    for (const Page& page : site.pages)
        if (page.kind != Kind::run) files.push_back(page.id + ".html");
    for (const auto& file : pages_in(folder))
        if (page_of(site, file) == nullptr && !is_list(file.filename().string())) files.push_back(file.filename().string());
    std::string index = "searchIndex([\n";
    for (const auto& file : files) {
        const auto html = read_file(folder / file);
        const auto title = text_of_html(between(html, "<h1 class=\"title\">", "</h1>"));
        index += "[" + as_literal(file) + "," + as_literal(title) + ",[";
        for (const Part& part : parts_of(html))
            index += "[" + as_literal(part.anchor) + "," + as_literal(part.heading) + "," + as_literal(part.text) + "],";
        index += "]],\n";
    }
    write_file(folder / "search-index.js", index + "]);\n");
}

} // namespace ipclab::site
