#include "markdown.h"

#include "code.h"
#include "figures.h"
#include "headings.h"
#include "links.h"
#include "text.h"

#include <algorithm>

namespace ipclab::site {
namespace fs = std::filesystem;
namespace {

/// One page, line by line.
class Translator {
public:
    Translator(const Page& page, const Making& making) : page_{page}, making_{making} {}

    std::string operator()() && {
        for (const auto& line : lines_of(page_.text)) {
            ++number_;
            take(line);
        }
        if (in_code_) fail("a block of code does not end");
        end_paragraph();
        return std::move(result_);
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw Problem(page_.path + ":" + std::to_string(number_) + ": " + what);
    }

    void take(const std::string& line) {
        if (const bool was_in_code = in_code_; is_fence(line, in_code_)) {
            end_paragraph();
            if (was_in_code)
                end_code();
            else
                begin_code(line);
        } else if (in_code_) {
            const auto blanks = std::min(line.find_first_not_of(' '), indent_.size());
            code_ += line.substr(std::min(blanks, line.size())) + "\n";
        } else if (line.starts_with("<!-- ")) {
            end_paragraph();
            comment(line);
        } else if (line.starts_with('#') && line.find_first_not_of('#') < line.size() &&
                   line[line.find_first_not_of('#')] == ' ') {
            end_paragraph();
            heading(line);
        } else {
            if (line.empty()) end_paragraph();
            paragraph_ += line + "\n";
        }
    }

    void heading(const std::string& line) {
        const auto depth = line.find_first_not_of('#');
        const auto text = plain_heading(trimmed(std::string_view{line}.substr(depth)));
        const bool is_title = heading_ == 0;
        const auto anchor = !is_title ? page_.headings.at(heading_ - 1) : page_.id == "index" ? "mainpage" : page_.id;
        ++heading_;
        result_ += "\n" + line.substr(0, depth) + " " + without_commands(text) + " {#" + anchor + "}\n\n";
    }

    void comment(const std::string& line) {
        static constexpr std::string_view code = "<!-- code: ", figure = "<!-- figure: ";
        const auto name_after = [&](std::string_view begin) {
            return line.substr(begin.size(), line.find(' ', begin.size()) - begin.size());
        };
        if (line.starts_with(code)) {
            const auto name = name_after(code);
            caption_ = "<a href=\"" + link_target(name, page_, making_.site, number_) + "\">" + escaped(name) + "</a>";
        } else if (line.starts_with(figure)) {
            figure_ = name_after(figure);
        }
    }

    void begin_code(const std::string& line) {
        indent_ = line.substr(0, line.find('`'));
        language_ = trimmed(line).substr(3);
        code_.clear();
    }

    void end_code() {
        std::string html;
        if (!figure_.empty())
            html = run_figure(making_.figures, fs::path{page_.path}.parent_path().filename() / fs::path{figure_}.filename(),
                              making_.words);
        if (html.empty()) html = code_block(language_, code_, caption_, making_.words);
        result_ += making_.tokens.block(std::move(html), indent_);
        caption_.clear();
        figure_.clear();
    }

    void end_paragraph() {
        if (paragraph_.empty()) return;
        result_ += inside(paragraph_);
        paragraph_.clear();
    }

    /// What is left to Doxygen of a running text: emphasis, lists and tables.
    std::string inside(std::string_view text) {
        std::string result;
        while (!text.empty()) {
            const auto next = std::min(text.find_first_of("`[!"), text.size());
            result += without_commands(text.substr(0, next));
            text.remove_prefix(next);
            if (text.empty()) break;
            std::size_t length = 0;
            if (text[0] == '`')
                result += code(text, length);
            else if (text[0] == '[' || text.starts_with("!["))
                result += link(text, length);
            if (length == 0) {
                result += text[0];
                length = 1;
            }
            text.remove_prefix(length);
        }
        return result;
    }

    std::string code(std::string_view text, std::size_t& length) {
        const auto ticks = std::min(text.find_first_not_of('`'), text.size());
        const auto end = text.find(text.substr(0, ticks), ticks);
        if (end == std::string_view::npos) fail("a ` has no partner");
        length = end + ticks;
        return making_.tokens.inside("<code>" + escaped(replaced(std::string{text.substr(ticks, end - ticks)}, "\n", " ")) +
                                     "</code>");
    }

    std::string link(std::string_view text, std::size_t& length) {
        const bool image = text[0] == '!';
        std::size_t end = image ? 2 : 1;
        for (bool in_code = false; end < text.size() && (in_code || text[end] != ']'); ++end)
            if (text[end] == '`') in_code = !in_code;
        if (end + 1 >= text.size() || text[end + 1] != '(') return {};
        const auto close = text.find(')', end);
        if (close == std::string_view::npos) return {};
        const auto words = text.substr(image ? 2 : 1, end - (image ? 2 : 1));
        const std::string target{text.substr(end + 2, close - end - 2)};
        length = close + 1;
        if (image)
            return making_.tokens.block(drawing(making_.site.root / fs::path{page_.path}.parent_path() / target, words));
        return "<a href=\"" + link_target(target, page_, making_.site, number_) + "\">" + inside(words) + "</a>";
    }

    /// Characters that would mean something to Doxygen, and to nobody else.
    std::string without_commands(std::string_view text) {
        std::string result;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '-' && text.substr(i).starts_with("--") && !text.substr(i).starts_with("---") &&
                (i == 0 || text[i - 1] != '-')) {
                result += making_.tokens.inside("--");
                ++i;
            } else if (std::string_view{"\\@#%<>&"}.find(c) != std::string_view::npos) {
                result += making_.tokens.inside(escaped({&c, 1}));
            } else {
                result += c;
            }
        }
        return result;
    }

    const Page& page_;
    const Making& making_;
    std::string result_, paragraph_;
    std::string code_, language_, indent_, caption_, figure_;
    std::size_t heading_ = 0;
    int number_ = 0;
    bool in_code_ = false;
};

std::string link_to(const Page& page, std::string_view kind, const std::string& before) {
    return "<a class=\"" + std::string{kind} + "\" href=\"" + page.id + ".html\"><span>" + escaped(before) + "</span> " +
           escaped(page.title) + "</a>";
}

/// Previous and next, of those in the contents.
std::string neighbours(const Page& page, const Making& making) {
    std::vector<std::size_t> order;
    for (const Section& section : making.site.sections)
        order.insert(order.end(), section.pages.begin(), section.pages.end());
    const auto here = std::ranges::find_if(order, [&](std::size_t place) { return &making.site.pages[place] == &page; });
    if (here == order.end()) return {};
    std::string html = "<nav class=\"neighbours\" aria-label=\"" + escaped(making.words["neighbours"]) + "\">";
    if (here != order.begin()) html += link_to(making.site.pages[*(here - 1)], "previous", making.words["previous"]);
    if (here + 1 != order.end()) html += link_to(making.site.pages[*(here + 1)], "next", making.words["next"]);
    return html + "</nav>\n";
}

/// What lies in a chapter's folder.
std::string files_of(const Page& page, const Making& making) {
    const auto folder = fs::path{page.path}.parent_path();
    std::string programs, runs;
    for (const Page& other : making.site.pages) {
        const auto link = "<li><a href=\"" + other.id + ".html\">" + escaped(other.title) + "</a></li>\n";
        if (other.kind == Kind::program && fs::path{other.path}.parent_path() == folder) programs += link;
        if (other.kind == Kind::run && fs::path{other.path}.parent_path().parent_path() == folder) runs += link;
    }
    if (programs.empty()) return {};
    const auto list = [&](const char* word, const std::string& items) {
        return "<details class=\"files\"><summary>" + escaped(making.words[word]) + "</summary>\n<ul>" + items +
               "</ul></details>\n";
    };
    return list("all-programs", programs) + list("all-runs", runs);
}

/// A file that is shown whole, with the way back to its chapter.
std::string whole(const Page& page, const Making& making) {
    fs::path folder = fs::path{page.path}.parent_path();
    if (page.kind == Kind::run) folder = folder.parent_path();
    std::string html;
    if (const Page* chapter = making.site.find(folder.string()); chapter != nullptr && page.kind != Kind::plain)
        html = "<p class=\"of\">" + escaped(making.words[page.kind == Kind::run ? "run-of" : "program-of"]) + " <a href=\"" +
               chapter->id + ".html\">" + escaped(chapter->title) + "</a></p>\n";
    const char* language = page.kind == Kind::program ? "cpp" : page.kind == Kind::run ? "console" : "text";
    return html + code_block(language, page.text, {}, making.words);
}

} // namespace

std::string for_doxygen(const Page& page, const Making& making) {
    if (page.kind != Kind::text)
        return "# " + page.title + " {#" + page.id + "}\n" + making.tokens.block(whole(page, making));
    auto text = Translator{page, making}();
    text += making.tokens.block(files_of(page, making));
    text += making.tokens.block(neighbours(page, making));
    return text;
}

} // namespace ipclab::site
