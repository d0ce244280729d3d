#include "report/page.h"

#include "report/width.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::report {
namespace {

std::string blanks(int columns) { return std::string(static_cast<std::size_t>(std::max(columns, 0)), ' '); }

/// Takes as many characters from `text` as fit, at least one.
std::string_view take(std::string_view& text, int columns) {
    std::size_t end = 0;
    int width = 0;
    while (end < text.size()) {
        const Character character = first_character(text.substr(end));
        if (end > 0 && width + character.columns > columns) break;
        width += character.columns;
        end += character.bytes.size();
    }
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end);
    return taken;
}

class Wrapping {
public:
    Wrapping(int columns, LongWord long_word) : columns_{columns}, long_word_{long_word} {}

    void paragraph(std::string_view text) {
        line_.clear();
        bool first = true;
        for (std::size_t at = 0; at <= text.size();) {
            const std::size_t end = std::min(text.find(' ', at), text.size());
            word(text.substr(at, end - at), first);
            first = false;
            at = end + 1;
        }
        while (!line_.empty() && line_.back() == ' ')
            line_.pop_back();
        lines_.push_back(line_);
    }

    std::vector<std::string> lines() && { return std::move(lines_); }

private:
    void word(std::string_view word, bool first) {
        const int before = display_width(line_);
        if (!first && before + 1 + display_width(word) <= columns_) {
            line_ += ' ';
            line_ += word;
            return;
        }
        if (!first) end_line();
        if (long_word_ == LongWord::divided)
            while (display_width(word) > columns_)
                lines_.emplace_back(take(word, columns_));
        line_ = word;
    }

    void end_line() {
        while (!line_.empty() && line_.back() == ' ')
            line_.pop_back();
        if (!line_.empty()) lines_.push_back(line_);
        line_.clear();
    }

    int columns_;
    LongWord long_word_;
    std::string line_;
    std::vector<std::string> lines_;
};

} // namespace

std::vector<std::string> wrapped(std::string_view text, int columns, LongWord long_word) {
    Wrapping wrapping{std::max(columns, 1), long_word};
    while (true) {
        const std::size_t end = text.find('\n');
        wrapping.paragraph(text.substr(0, end));
        if (end == std::string_view::npos) return std::move(wrapping).lines();
        text.remove_prefix(end + 1);
    }
}

std::string padded(std::string_view text, int columns) { return std::string{text} + blanks(columns - display_width(text)); }

std::string counted(std::size_t number, std::string_view singular, std::string_view plural) {
    return fmt::format("{} {}", number, number == 1 ? singular : plural);
}

void Page::gap() {
    if (!text_.empty() && !text_.ends_with("\n\n")) text_ += '\n';
}

void Page::prose(int indent, std::string_view text, Style style, std::string_view lead, Style lead_style) {
    const std::string safe_lead = terminal_.safe(lead);
    const int hang = indent + display_width(safe_lead);
    bool first = true;
    for (const std::string& line : wrapped(terminal_.safe(text), terminal_.width - hang)) {
        if (line.empty() && !first) {
            text_ += '\n';
            continue;
        }
        text_ += first ? blanks(indent) + terminal_.paint(lead_style, safe_lead) : blanks(hang);
        text_ += terminal_.paint(style, line);
        text_ += '\n';
        first = false;
    }
}

void Page::verbatim(int indent, std::string_view text, Style style) {
    raw(blanks(indent) + terminal_.paint(style, terminal_.safe(text)));
}

void Page::raw(std::string_view line) {
    const std::size_t end = line.find_last_not_of(' ');
    text_ += line.substr(0, end == std::string_view::npos ? 0 : end + 1);
    text_ += '\n';
}

void Page::append(std::string_view lines) { text_ += lines; }

} // namespace ipclab::report
