#include "cli/markdown.h"

#include "report/page.h"
#include "report/width.h"

#include <algorithm>
#include <vector>

namespace ipclab::cli {
namespace {

using report::Style;

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// Takes the marks of emphasis and the targets of links away; `code` keeps its backticks, so that it can be told from words.
std::string without_marks(std::string_view text) {
    std::string plain;
    bool code = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '`') code = !code;
        if (!code && text.substr(at).starts_with("**")) {
            ++at;
            continue;
        }
        if (!code && text[at] == ']' && text.substr(at + 1).starts_with("(")) {
            at = std::min(text.find(')', at), text.size() - 1);
            continue;
        }
        if (!code && text[at] == '[' && text.substr(at).find("](") != std::string_view::npos) continue;
        plain += text[at];
    }
    return plain;
}

/// "- text" or "3. text": how much of the line is its mark.
std::size_t list_mark(std::string_view line) {
    if (line.starts_with("- ") || line.starts_with("* ")) return 2;
    const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    return digits > 0 && line.substr(digits).starts_with(". ") ? digits + 2 : 0;
}

/// "| a | b |" as its cells.
std::vector<std::string> cells_of(std::string_view row) {
    std::vector<std::string> cells;
    for (row.remove_prefix(1); !trimmed(row).empty();) {
        const std::size_t end = std::min(row.find('|'), row.size());
        cells.push_back(without_marks(trimmed(row.substr(0, end))));
        row.remove_prefix(std::min(end + 1, row.size()));
    }
    return cells;
}

/// "| --- | ---: |", which stands between a table's head and its rows.
bool is_ruler(std::string_view row) { return row.find_first_not_of("|-: ") == std::string_view::npos; }

class Rendering {
public:
    explicit Rendering(const report::Terminal& terminal) : page_{terminal} {}

    void line(std::string_view line) {
        const std::string_view content = trimmed(line);
        if (!in_code_ && content.starts_with("|")) {
            end_paragraph();
            if (!is_ruler(content)) table_.push_back(cells_of(content));
            return;
        }
        end_table();
        if (!in_code_ && content.starts_with("<!--")) {
            end_paragraph();
        } else if (content.starts_with("```")) {
            end_paragraph();
            in_code_ = !in_code_;
            page_.gap();
        } else if (in_code_) {
            page_.verbatim(4, line, Style::emphasis);
        } else if (content.empty()) {
            end_paragraph();
            page_.gap();
        } else if (content.starts_with("#")) {
            end_paragraph();
            page_.gap();
            page_.prose(0, without_marks(trimmed(content.substr(content.find_first_not_of('#')))), Style::heading);
            page_.gap();
        } else if (line.starts_with("    ") && paragraph_.empty()) {
            page_.verbatim(0, line, Style::emphasis);
        } else if (const std::size_t mark = list_mark(content); mark > 0) {
            end_paragraph();
            lead_ = content.substr(0, mark);
            paragraph_ = content.substr(mark);
        } else {
            paragraph_ += paragraph_.empty() ? "" : " ";
            paragraph_ += content;
        }
    }

    std::string text() && {
        end_paragraph();
        end_table();
        return page_.text();
    }

private:
    void end_paragraph() {
        if (!paragraph_.empty()) page_.prose(lead_.empty() ? 0 : 2, without_marks(paragraph_), Style::plain, lead_);
        paragraph_.clear();
        lead_.clear();
    }

    /// The columns beneath each other; what is long in the last one is wrapped.
    void end_table() {
        std::vector<int> widths;
        for (const auto& row : table_)
            for (std::size_t at = 0; at < row.size(); ++at) {
                if (at == widths.size()) widths.push_back(0);
                widths[at] = std::max(widths[at], report::display_width(row[at]));
            }
        for (std::size_t number = 0; number < table_.size(); ++number) {
            const auto& row = table_[number];
            std::string lead;
            for (std::size_t at = 0; at + 1 < row.size(); ++at)
                lead += report::padded(row[at], widths[at] + 2);
            const Style style = number == 0 ? Style::heading : Style::plain;
            if (!row.empty()) page_.prose(2, row.back(), style, lead, style);
        }
        table_.clear();
    }

    report::Page page_;
    std::string paragraph_, lead_;
    std::vector<std::vector<std::string>> table_;
    bool in_code_ = false;
};

} // namespace

std::string rendered(std::string_view markdown, const report::Terminal& terminal) {
    Rendering rendering{terminal};
    while (!markdown.empty()) {
        const std::size_t end = std::min(markdown.find('\n'), markdown.size());
        rendering.line(markdown.substr(0, end));
        markdown.remove_prefix(std::min(end + 1, markdown.size()));
    }
    return std::move(rendering).text();
}

PageHead head_of(std::string_view markdown) {
    PageHead head;
    std::string paragraph;
    while (!markdown.empty()) {
        const std::size_t end = std::min(markdown.find('\n'), markdown.size());
        const std::string_view line = trimmed(markdown.substr(0, end));
        markdown.remove_prefix(std::min(end + 1, markdown.size()));
        if (line.starts_with("#") && head.title.empty())
            head.title = trimmed(line.substr(line.find_first_not_of('#')));
        else if (line.empty() && !paragraph.empty())
            break;
        else if (!line.empty() && !line.starts_with("#") && !line.starts_with("<!--"))
            paragraph += (paragraph.empty() ? "" : " ") + std::string{line};
    }
    const std::size_t stop = paragraph.find(". ");
    head.sentence = without_marks(paragraph.substr(0, stop == std::string::npos ? stop : stop + 1));
    return head;
}

} // namespace ipclab::cli
