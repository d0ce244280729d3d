#include "tokens.h"

#include <cctype>

namespace ipclab::site {
namespace {

constexpr std::string_view begins = "qz", ends = "zq";

/// A block is no paragraph's: where it is all that is in one, the paragraph's tags are taken in, too.
void leave_paragraph(const std::string& html, std::size_t& begin, std::size_t& end) {
    const auto open = html.rfind('<', begin);
    if (open == std::string::npos) return;
    const auto tag = html.substr(open, begin - open);
    const auto close = html.find_first_not_of(" \n", end);
    constexpr std::string_view closed = "</p>";
    if ((tag != "<p>" && tag != "<p >") || close == std::string::npos || html.compare(close, closed.size(), closed) != 0)
        return;
    begin = open;
    end = close + closed.size();
}

} // namespace

std::string Tokens::put(std::string html) {
    all_.push_back(std::move(html));
    return std::string{begins} + std::to_string(all_.size() - 1) + std::string{ends};
}

std::string Tokens::block(std::string html, std::string_view indent) {
    return "\n" + std::string{indent} + put(std::move(html)) + "\n\n";
}

std::string Tokens::resolved(const std::string& html) const {
    std::string result;
    std::size_t at = 0;
    for (auto begin = html.find(begins); begin != std::string::npos; begin = html.find(begins, begin + 1)) {
        auto end = begin + begins.size();
        while (end < html.size() && std::isdigit(static_cast<unsigned char>(html[end])) != 0)
            ++end;
        if (begin < at || end == begin + begins.size() || html.compare(end, ends.size(), ends) != 0) continue;
        const auto number = std::stoul(html.substr(begin + begins.size(), end - begin - begins.size()));
        end += ends.size();
        if (number >= all_.size()) continue;
        auto from = begin;
        if (!all_[number].starts_with("<code>")) leave_paragraph(html, from, end);
        result += html.substr(at, from - at) + resolved(all_[number]);
        at = end;
    }
    return result + html.substr(at);
}

} // namespace ipclab::site
