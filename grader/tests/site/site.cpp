// Makes the site from the repository's texts, and looks at what was made:
//
//   site make --root DIR --figures DIR --out DIR [--language en] [--doxygen PROGRAM]     into OUT/LANGUAGE
//   site links DIR                                                                       all links and anchors in it hold
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

namespace {

using namespace ipclab::site;
namespace fs = std::filesystem;

void say(const std::string& text) { std::fputs((text + "\n").c_str(), stderr); }

struct Request {
    fs::path root, figures, out, doxygen = "doxygen", theme = "/usr/share/doxygen-awesome-css";
    std::string language = "en";
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
        else if (name == "--language")
            request.language = value;
        else
            throw Problem("there is no option " + name);
    }
    if (words.size() % 2 != 0 || request.root.empty() || request.figures.empty() || request.out.empty())
        throw Problem(
            "usage: site make --root DIR --figures DIR --out DIR [--language en] [--doxygen PROGRAM] [--theme DIR]");
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

void make(const Request& request) {
    const fs::path docs = request.root / "docs";
    const fs::path work = request.out.string() + "-sources/" + request.language, pages = work / "pages",
                   html = request.out / request.language;
    fs::remove_all(work);
    fs::remove_all(html);
    Words words{docs / ("words." + request.language + ".txt")};
    const Site site = read_site(request.root, request.language, words);
    Tokens tokens;
    const Making making{.site = site, .words = words, .figures = request.figures, .tokens = tokens};
    for (const Page& page : site.pages)
        write_file(pages / (page.id + ".md"), for_doxygen(page, making));

    copy_headers(request.root / "grader/src", work / "api");
    words.set("contents", contents(site, words));
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
    write_file(request.out / "index.html", words.filled(read_file(docs / "index.html.in")));
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
