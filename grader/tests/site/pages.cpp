#include "pages.h"

#include "headings.h"
#include "text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace ipclab::site {
namespace fs = std::filesystem;
namespace {

class Reader {
public:
    Reader(const fs::path& root, std::string language, const Words& words) : words_{words} {
        site_.root = root;
        site_.language = std::move(language);
    }

    Site operator()() && {
        section("section-start", {add("README.md", "index")});
        auto chapters = texts("chapters", 1);
        section("section-chapters", chapters);
        section("section-reference", {add("chapters/errno-atlas.md"), add("chapters/what-the-sources-have-wrong.md"),
                                      add("chapters/coverage.md")});
        auto labs = texts("labs", 2);
        labs.insert(labs.begin(), overview("labs", labs, false));
        section("section-labs", labs);
        auto rules = files("grader/rules");
        rules.insert(rules.begin(), overview("grader/rules", rules, true));
        section("section-rules", rules);
        section("section-grader",
                {add("docs/how-the-grader-works.md"), add("CONTRIBUTING.md"), add("grader/src/course/lab-toml.md"),
                 add("grader/src/judge/verdict-json.md"), add("grader/src/judge/check-json.md")});
        for (const auto place : chapters)
            beside(fs::path{site_.pages[place].path}.parent_path());
        for (std::size_t i = 0; i < site_.pages.size(); ++i)
            if (site_.pages[i].kind == Kind::text) linked_files(Page{site_.pages[i]});
        std::map<std::string, std::string> ids;
        for (const Page& page : site_.pages)
            if (const auto [other, is_new] = ids.emplace(page.id, page.path); !is_new)
                throw Problem(page.path + " and " + other->second + " would be the same page " + page.id);
        return std::move(site_);
    }

private:
    void section(std::string name, std::vector<std::size_t> pages) {
        site_.sections.push_back({std::move(name), std::move(pages)});
    }

    std::size_t put(Page page) {
        site_.pages.push_back(std::move(page));
        return site_.pages.size() - 1;
    }

    /// A Markdown file, in the site's language where there is one.
    std::size_t add(const std::string& path, std::string id = {}) {
        fs::path file = site_.root / path;
        if (fs::path translated = file;
            site_.language != "en" && fs::exists(translated.replace_extension("." + site_.language + ".md")))
            file = translated;
        Page page{.path = path, .id = id.empty() ? id_of_path(path) : std::move(id), .text = read_file(file)};
        read_headings(page, file == site_.root / path ? page.text : read_file(site_.root / path));
        return put(std::move(page));
    }

    void plain(const std::string& path, Kind kind = Kind::plain) {
        put({.path = path,
             .id = id_of_path(path),
             .kind = kind,
             .text = read_file(site_.root / path),
             .title = fs::path{path}.filename()});
    }

    /// Other files that a page leads to: a test, a text about the slides, the licence.
    void linked_files(const Page& page) {
        constexpr std::string_view begins = "](";
        for (auto at = page.text.find(begins); at != std::string::npos; at = page.text.find(begins, at + 1)) {
            const auto begin = at + begins.size(), end = page.text.find_first_of(")#", begin);
            const auto folder =
                fs::is_directory(site_.root / page.path) ? fs::path{page.path} : fs::path{page.path}.parent_path();
            const auto path = (folder / page.text.substr(begin, end - begin)).lexically_normal().string();
            const auto ending = fs::path{path}.extension();
            if (ending == ".svg" || site_.find(path) != nullptr || !fs::is_regular_file(site_.root / path)) continue;
            if (ending == ".md")
                add(path);
            else
                plain(path, ending == ".cpp" || ending == ".h" ? Kind::program : Kind::plain);
        }
    }

    std::vector<fs::path> sorted(const fs::path& folder) const {
        std::vector<fs::path> all;
        for (const auto& entry : fs::directory_iterator(site_.root / folder))
            all.push_back(entry.path().lexically_relative(site_.root));
        std::ranges::sort(all);
        return all;
    }

    /// Students do not see it, and its text may still lead to what is not there.
    bool is_unfinished_lab(const fs::path& folder) const {
        const auto file = site_.root / folder / "lab.toml";
        if (!fs::exists(file)) return false;
        return std::ranges::any_of(lines_of(read_file(file)),
                                   [](const std::string& line) { return line.starts_with("unfinished = true"); });
    }

    /// The README.md of each folder, so many folders down.
    std::vector<std::size_t> texts(const fs::path& folder, int depth) {
        std::vector<std::size_t> places;
        for (const auto& inner : sorted(folder)) {
            if (!fs::is_directory(site_.root / inner) ||
                std::isdigit(static_cast<unsigned char>(inner.filename().string()[0])) == 0)
                continue;
            if (depth > 1)
                std::ranges::copy(texts(inner, depth - 1), std::back_inserter(places));
            else if (fs::exists(site_.root / inner / "README.md") && !is_unfinished_lab(inner))
                places.push_back(add((inner / "README.md").string()));
        }
        return places;
    }

    std::vector<std::size_t> files(const fs::path& folder) {
        std::vector<std::size_t> places;
        for (const auto& file : sorted(folder))
            if (file.extension() == ".md" && file.stem().extension().empty()) places.push_back(add(file.string()));
        return places;
    }

    /// A chapter's programs and runs.
    void beside(const fs::path& chapter) {
        for (const auto& file : sorted(chapter))
            if (file.extension() == ".cpp") plain(file.string(), Kind::program);
        for (const auto& file : sorted(chapter / "runs"))
            if (file.extension() == ".txt" && file.stem().extension().empty()) plain(file.string(), Kind::run);
    }

    /// The first sentence below the heading that says what it is about: a rule's is under "What it means".
    static std::string first_words(const std::string& text, bool under_second_heading) {
        bool begun = !under_second_heading;
        std::string words;
        for (const auto& line : lines_of(text)) {
            if (line.starts_with("## ")) {
                if (begun && !words.empty()) break;
                begun = true;
            } else if (begun && !line.starts_with('#') && !(line.empty() && words.empty())) {
                if (line.empty() || line.starts_with("- ") || line.starts_with("```") || line.starts_with("<!--")) break;
                words += (words.empty() ? "" : " ") + line;
            }
        }
        if (words.ends_with(':')) words.back() = '.';
        const auto end = words.find(". ");
        return end == std::string::npos ? words : words.substr(0, end + 1);
    }

    std::size_t overview(const std::string& folder, const std::vector<std::size_t>& pages, bool rules) {
        const std::string name = rules ? "rules" : "labs";
        std::string text = "# " + words_[name + "-title"] + "\n\n" + words_[name + "-text"] + "\n\n";
        fs::path group;
        for (const auto place : pages) {
            const Page& page = site_.pages[place];
            const fs::path path = page.path;
            if (const auto outer = path.parent_path().parent_path(); !rules && outer != group) {
                group = outer;
                text += "\n## " + words_["labs-of-" + group.filename().string().substr(0, 2)] + "\n\n";
            }
            text += "- [" + page.title + "](" + path.lexically_relative(folder).string() +
                    "): " + first_words(page.text, rules) + "\n";
        }
        Page page{.path = folder, .id = id_of_path(folder), .text = std::move(text)};
        read_headings(page, page.text);
        return put(std::move(page));
    }

    const Words& words_;
    Site site_;
};

} // namespace

const Page* Site::find(const std::string& path) const {
    const auto found =
        std::ranges::find_if(pages, [&](const Page& page) { return page.path == path || page.path == path + "/README.md"; });
    return found == pages.end() ? nullptr : &*found;
}

std::string id_of_path(const std::string& path) {
    std::string id = path;
    for (const std::string_view ending : {"/README.md", ".md"})
        if (id.ends_with(ending)) id.resize(id.size() - ending.size());
    for (char& c : id)
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? static_cast<char>(std::tolower(static_cast<unsigned char>(c)))
                                                             : '-';
    return id;
}

Site read_site(const fs::path& root, const std::string& language, const Words& words) {
    return Reader{root, language, words}();
}

std::string contents(const Site& site, const Words& words) {
    std::string html;
    for (const Section& section : site.sections) {
        std::string items;
        for (const auto place : section.pages)
            items += "<li><a href=\"" + site.pages[place].id + ".html\">" +
                     escaped(section.pages.size() == 1 ? words[section.name] : site.pages[place].title) + "</a></li>\n";
        if (section.name == "section-grader")
            for (const auto& [file, word] : std::array<std::pair<const char*, const char*>, 3>{
                     {{"namespaces", "api-namespaces"}, {"annotated", "api-types"}, {"files", "api-files"}}})
                items += "<li><a href=\"" + std::string{file} + ".html\">" + escaped(words[word]) + "</a></li>\n";
        if (section.pages.size() == 1)
            html += "<ul class=\"single\">" + items + "</ul>\n";
        else
            html += "<details><summary>" + escaped(words[section.name]) + "</summary>\n<ul>" + items + "</ul></details>\n";
    }
    return html;
}

} // namespace ipclab::site
