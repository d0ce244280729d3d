#include "code.h"

#include "text.h"

#include <cctype>
#include <set>

namespace ipclab::site {
namespace {

std::string span(std::string_view kind, std::string_view text) {
    return "<span class=\"" + std::string{kind} + "\">" + escaped(text) + "</span>";
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// As much of C++ and C as makes a program easier to read: comments, texts, words of the language, what the preprocessor reads.
class Highlighter {
public:
    explicit Highlighter(std::string_view text) : rest_{text} {}

    std::string operator()() && {
        while (!rest_.empty()) {
            const auto length = token();
            if (kind_.empty())
                html_ += escaped(rest_.substr(0, length));
            else
                html_ += span(kind_, rest_.substr(0, length));
            line_begins_ = rest_[length - 1] == '\n' || (line_begins_ && rest_[0] == ' ');
            rest_.remove_prefix(length);
        }
        return std::move(html_);
    }

private:
    std::size_t token() {
        kind_ = {};
        if (rest_.starts_with("//")) return to("c", rest_.find('\n'), 0);
        if (rest_.starts_with("/*")) return to("c", rest_.find("*/"), 2);
        if (rest_[0] == '"' || rest_[0] == '\'') return literal(rest_[0]);
        if (rest_[0] == '#' && line_begins_) return to("p", rest_.find_first_of(" \n", 2), 0);
        if (!is_word(rest_[0])) return 1;
        std::size_t end = 1;
        while (end < rest_.size() &&
               (is_word(rest_[end]) || (rest_[end] == '\'' && std::isdigit(static_cast<unsigned char>(rest_[0])))))
            ++end;
        static const std::set<std::string_view> words{
            "alignas",  "auto",    "bool",        "break",     "case",     "catch",
            "char",     "class",   "const",       "constexpr", "continue", "default",
            "delete",   "do",      "double",      "else",      "enum",     "explicit",
            "extern",   "false",   "final",       "for",       "if",       "inline",
            "int",      "long",    "namespace",   "new",       "noexcept", "nullptr",
            "operator", "private", "public",      "return",    "short",    "signed",
            "sizeof",   "static",  "static_cast", "struct",    "switch",   "template",
            "this",     "throw",   "true",        "try",       "union",    "unsigned",
            "using",    "virtual", "void",        "volatile",  "while",    "reinterpret_cast"};
        if (words.contains(rest_.substr(0, end))) kind_ = "k";
        return end;
    }

    std::size_t to(std::string_view kind, std::size_t end, std::size_t more) {
        kind_ = kind;
        return end == std::string_view::npos ? rest_.size() : end + more;
    }

    std::size_t literal(char quote) {
        std::size_t end = 1;
        while (end < rest_.size() && rest_[end] != quote && rest_[end] != '\n')
            end += rest_[end] == '\\' ? 2 : 1;
        return to("s", end < rest_.size() ? end : std::string_view::npos, 1);
    }

    std::string_view rest_, kind_;
    std::string html_;
    bool line_begins_ = true;
};

/// "1$ " or "$ " or "# ": how long it is, with the blank.
std::size_t prompt_length(std::string_view line) {
    std::size_t at = 0;
    while (at < line.size() && std::isdigit(static_cast<unsigned char>(line[at])))
        ++at;
    if (at >= line.size() || (line[at] != '$' && line[at] != '#') || (at + 1 < line.size() && line[at + 1] != ' ')) return 0;
    return std::min(at + 2, line.size());
}

struct Session {
    std::string html, typed;
};

Session session(std::string_view text) {
    static constexpr std::string_view bar = "│";
    Session result;
    for (const auto& line : lines_of(text)) {
        const std::string_view view{line};
        if (const auto prompt = prompt_length(view)) {
            result.html += span("q", view.substr(0, prompt)) + span("y", view.substr(prompt));
            result.typed += std::string{view.substr(prompt)} + "\n";
        } else if (const auto at = view.find(bar); at == 1) {
            result.html += span("q", view.substr(0, at + bar.size())) + escaped(view.substr(at + bar.size()));
        } else {
            result.html += escaped(view);
        }
        result.html += '\n';
    }
    return result;
}

} // namespace

std::string code_block(std::string_view language, std::string_view text, std::string_view caption, const Words& words) {
    std::string body, copied, kind = "text";
    if (language == "cpp" || language == "c") {
        kind = "program";
        body = Highlighter{text}();
    } else if (language == "console" || (language == "text" && text.starts_with("$ "))) {
        kind = "session";
        auto [html, typed] = session(text);
        body = std::move(html);
        copied = " data-copy=\"" + escaped(typed) + "\"";
    } else {
        if (language == "sh") kind = "commands";
        body = escaped(text);
    }
    std::string block = "<figure class=\"code " + kind + "\"" + copied + ">";
    if (!caption.empty()) block += "<figcaption>" + std::string{caption} + "</figcaption>";
    return block + "<pre data-name=\"" + escaped(words["code-" + kind]) + "\"><code>" + body + "</code></pre></figure>\n";
}

} // namespace ipclab::site
