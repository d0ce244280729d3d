#include "headings.h"

#include "text.h"

#include <cctype>
#include <map>
#include <vector>

namespace ipclab::site {

std::string slug_of(std::string_view heading) {
    std::string slug;
    for (const char c : heading) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ||
            static_cast<unsigned char>(c) >= 0x80)
            slug += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (c == ' ')
            slug += '-';
    }
    // A dot in the middle of a line is punctuation, too.
    return replaced(slug, "·", "");
}

std::string plain_heading(std::string_view heading) { return replaced(replaced(std::string{heading}, "`", ""), "*", ""); }

bool is_fence(std::string_view line, bool& inside) {
    if (!trimmed(line).starts_with("```")) return false;
    inside = !inside;
    return true;
}

namespace {

/// The text of each heading but the title, which is the first.
std::vector<std::string> headings_of(const std::string& text) {
    std::vector<std::string> headings;
    bool in_code = false;
    for (const auto& line : lines_of(text)) {
        if (is_fence(line, in_code) || in_code || !line.starts_with('#')) continue;
        const auto depth = line.find_first_not_of('#');
        if (depth != std::string::npos && line[depth] == ' ')
            headings.emplace_back(trimmed(std::string_view{line}.substr(depth)));
    }
    return headings;
}

/// In the same order; where two are the same, the second has "-1" behind it.
std::vector<std::string> slugs_of(const std::vector<std::string>& headings) {
    std::map<std::string, int> seen;
    std::vector<std::string> slugs;
    for (std::size_t i = 1; i < headings.size(); ++i) {
        auto slug = slug_of(headings[i]);
        if (const int before = seen[slug]++; before > 0) slug += "-" + std::to_string(before);
        slugs.push_back(std::move(slug));
    }
    return slugs;
}

} // namespace

void read_headings(Page& page, const std::string& english) {
    const auto headings = headings_of(page.text);
    if (headings.empty()) throw Problem(page.path + " has no heading");
    const auto slugs = slugs_of(headings), names = slugs_of(headings_of(english));
    if (slugs.size() != names.size()) throw Problem(page.path + " does not have the same headings in every language");
    page.title = plain_heading(headings.front());
    for (std::size_t i = 0; i < slugs.size(); ++i) {
        auto anchor = page.id + "-";
        for (const char c : names[i])
            if (static_cast<unsigned char>(c) < 0x80) anchor += c;
        page.anchors[slugs[i]] = anchor;
        page.headings.push_back(anchor);
    }
}

} // namespace ipclab::site
