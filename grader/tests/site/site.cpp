// Makes the site from the repository's texts, and looks at what was made:
//
//   site make --root DIR --figures DIR --out DIR [--doxygen PROGRAM] [--theme DIR]     into OUT/en, and OUT/index.html
//   site links DIR                                                                     all links and anchors in it hold
//
// For each docs/words.LANGUAGE.txt there is a site OUT/LANGUAGE. A text that is not there in a language is shown in English.
//
// What can be wrong with the texts is told with file and line, and the exit status is 1.

#include "finish.h"
#include "headers.h"
#include "links.h"
#include "markdown.h"
#include "text.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace {

using namespace ipclab::site;
namespace fs = std::filesystem;

void say(const std::string& text) { std::fputs((text + "\n").c_str(), stderr); }

struct Request {
    fs::path root, figures, out, doxygen = "doxygen", theme = "/usr/share/doxygen-awesome-css";
};

Request request_of(const std::vector<std::string>& words) {
    std::map<std::string, std::string> given;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2)
        given[words[i]] = words[i + 1];
    Request request;
    for (const auto& [name, value] : given) {
        if (name == "--root")
            request.root = fs::canonical(value);
        else if (name == "--figures")
            request.figures = fs::absolute(value);
        else if (name == "--out")
            request.out = fs::absolute(value);
        else if (name == "--doxygen")
            request.doxygen = value;
        else if (name == "--theme")
            request.theme = value;
        else
            throw Problem("there is no option " + name);
    }
    if (words.size() % 2 != 0 || request.root.empty() || request.figures.empty() || request.out.empty())
        throw Problem("usage: site make --root DIR --figures DIR --out DIR [--doxygen PROGRAM] [--theme DIR]");
    return request;
}

void run_doxygen(const Request& request, const fs::path& file) {
    const auto child = fork();
    if (child == 0) {
        execlp(request.doxygen.c_str(), request.doxygen.c_str(), file.c_str(), nullptr);
        _exit(127);
    }
    int status = 0;
    if (child == -1 || waitpid(child, &status, 0) == -1 || !WIFEXITED(status))
        throw Problem("doxygen did not come to its end");
    if (WEXITSTATUS(status) == 127) throw Problem(request.doxygen.string() + " cannot be started");
    if (WEXITSTATUS(status) != 0) throw Problem("doxygen warns; warnings are errors");
}

/// English first, with the site's own words in each.
std::vector<Words> languages_of(const fs::path& docs) {
    std::vector<Words> languages{Words{docs / "words.en.txt"}};
    std::set<fs::path> files;
    for (const auto& entry : fs::directory_iterator(docs))
        if (const auto name = entry.path().filename().string(); name.starts_with("words.") && name != "words.en.txt")
            files.insert(entry.path());
    for (const auto& file : files)
        languages.emplace_back(file);
    return languages;
}

/// Links to the same page in the other languages; the script knows which page that is.
std::string links_to_others(const std::vector<Words>& languages, const std::string& own, const std::string& up) {
    std::string links;
    for (const Words& other : languages)
        if (const auto& name = other["language"]; name != own)
            links += "<a class=\"language\" lang=\"" + name + "\" hreflang=\"" + name + "\" href=\"" + up + name +
                     "/index.html\">" + escaped(other["language-name"]) + "</a>\n";
    return links;
}

void make(const Request& request, Words words, const std::string& others) {
    const fs::path docs = request.root / "docs";
    const std::string language = words["language"];
    const fs::path work = request.out.string() + "-sources/" + language, html = request.out / language;
    fs::remove_all(work);
    fs::remove_all(html);
    const Site site = read_site(request.root, language, words);
    Tokens tokens;
    const Making making{.site = site, .words = words, .figures = request.figures, .tokens = tokens};
    for (const Page& page : site.pages)
        write_file(work / "pages" / (page.id + ".md"), for_doxygen(page, making));

    copy_headers(request.root / "grader/src", work / "api");
    words.set("contents", contents(site, words));
    words.set("other-languages", others);
    words.set("root", request.root.string());
    words.set("work", work.string());
    words.set("out", request.out.string());
    words.set("theme", request.theme.string());
    for (const char* file : {"Doxyfile", "header.html", "footer.html"})
        write_file(work / file, words.filled(read_file(docs / (std::string{file} + ".in"))));
    write_file(work / "words.js", words.for_script());
    run_doxygen(request, work / "Doxyfile");
    finish_pages(html, site, tokens, words);
    remove_unreachable(html);
    write_search_index(html, site);
}

void make(const Request& request) {
    const auto languages = languages_of(request.root / "docs");
    for (const Words& words : languages)
        make(request, words, links_to_others(languages, words["language"], "../"));
    Words words = languages.front();
    words.set("languages", links_to_others(languages, {}, ""));
    write_file(request.out / "index.html", words.filled(read_file(request.root / "docs/index.html.in")));
}

int run(const std::vector<std::string>& words) {
    if (words.size() == 2 && words[0] == "links") {
        const auto broken = broken_links(words[1]);
        for (const auto& problem : broken)
            say(problem);
        return broken.empty() ? 0 : 1;
    }
    if (words.empty() || words[0] != "make") throw Problem("usage: site make|links …");
    make(request_of({words.begin() + 1, words.end()}));
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& problem) {
        say(problem.what());
        return 1;
    }
}
