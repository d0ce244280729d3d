#pragma once

/// @file
/// Which files of the repository become pages, in which order, and under which names. A page's id is its path with '-' for what is
/// not a letter or digit: chapters/02-message-queues/README.md is chapters-02-message-queues, in every language.

#include "words.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ipclab::site {

enum class Kind {
    text,    ///< Markdown
    program, ///< shown whole
    run,     ///< a session, shown whole
    plain    ///< any other file that a page leads to, shown whole
};

struct Page {
    std::string path; ///< in the repository; the English file's, whatever the language
    std::string id;   ///< of the page, without ".html"
    Kind kind = Kind::text;
    std::string text;                           ///< Markdown; of other kinds, the file
    std::string title;                          ///< without markup
    std::vector<std::string> headings;          ///< the anchors of its headings, in order
    std::map<std::string, std::string> anchors; ///< the same, by the names that links have for them
};

/// A part of the contents.
struct Section {
    std::string name;               ///< in the words: "section-chapters"
    std::vector<std::size_t> pages; ///< their places in `Site::pages`
};

struct Site {
    std::filesystem::path root;
    std::string language;
    std::vector<Page> pages;
    std::vector<Section> sections; ///< pages in reading order; those of no section are reached by links

    [[nodiscard]] const Page* find(const std::string& path) const;
};

std::string id_of_path(const std::string& path);

/// Reads everything. Overviews that no file has (of labs, of rules) are written here.
Site read_site(const std::filesystem::path& root, const std::string& language, const Words& words);

/// The <ul>s of the contents.
std::string contents(const Site& site, const Words& words);

} // namespace ipclab::site
