#include "links.h"

#include "text.h"

#include <array>
#include <map>
#include <set>

namespace ipclab::site {
namespace fs = std::filesystem;
namespace {

/// The values of an attribute in a page, without those of scripts and styles.
std::vector<std::string> values_of(const std::string& html, std::string_view attribute) {
    std::vector<std::string> values;
    for (auto at = html.find(attribute); at != std::string::npos; at = html.find(attribute, at + 1)) {
        // In a tag?
        const auto open = html.rfind('<', at), close = html.rfind('>', at);
        if (open == std::string::npos || (close != std::string::npos && close > open)) continue;
        const auto begin = at + attribute.size(), end = html.find('"', begin);
        values.push_back(html.substr(begin, end - begin));
    }
    return values;
}

struct File {
    std::set<std::string> ids;
    std::vector<std::string> links;
};

std::string without_scripts(std::string html) {
    for (const auto& [open, close] :
         std::array<std::pair<std::string_view, std::string_view>, 2>{{{"<script>", "</script>"}, {"<style>", "</style>"}}})
        for (auto at = html.find(open); at != std::string::npos; at = html.find(open, at))
            html.erase(at, html.find(close, at) - at);
    return html;
}

} // namespace

std::string link_target(const std::string& link, const Page& from, const Site& site, int line) {
    const auto fail = [&](const std::string& what) -> Problem {
        return Problem(from.path + ":" + std::to_string(line) + ": the link to " + link + " leads nowhere: " + what);
    };
    if (link.starts_with("https://") || link.starts_with("http://")) return link;
    const auto sign = std::min(link.find('#'), link.size());
    const auto file = link.substr(0, sign);
    // An overview is a folder itself.
    const bool is_folder = fs::is_directory(site.root / from.path);
    const auto base = is_folder ? fs::path{from.path} : fs::path{from.path}.parent_path();
    auto path = (base / file).lexically_normal().string();
    if (path.ends_with('/')) path.pop_back();
    const Page* page = file.empty() ? &from : site.find(path);
    if (page == nullptr) throw fail(path + " is not a page of the site");
    auto address = page->id + ".html";
    if (sign == link.size()) return address;
    const auto anchor = page->anchors.find(link.substr(sign + 1));
    if (anchor == page->anchors.end()) throw fail(page->path + " has no such heading");
    return address + "#" + anchor->second;
}

std::vector<std::string> broken_links(const fs::path& folder) {
    std::map<std::string, File> files;
    std::vector<std::string> problems;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const auto name = entry.path().lexically_relative(folder).generic_string();
        File& file = files[name];
        if (entry.path().extension() != ".html") continue;
        const auto html = without_scripts(read_file(entry.path()));
        for (auto& id : values_of(html, " id=\""))
            if (!file.ids.insert(id).second) problems.push_back(name + " has the id " + id + " twice");
        for (const std::string_view attribute : {" href=\"", " src=\""})
            for (auto& link : values_of(html, attribute))
                file.links.push_back(std::move(link));
    }
    for (const auto& [name, file] : files)
        for (const auto& link : file.links) {
            if (link.starts_with("https://") || link.starts_with("http://") || link.starts_with("data:")) continue;
            const auto sign = std::min(link.find('#'), link.size());
            auto target = name;
            if (sign > 0) target = (fs::path{name}.parent_path() / link.substr(0, sign)).lexically_normal().generic_string();
            const auto found = files.find(target);
            if (found == files.end())
                problems.push_back(name + " leads to " + link + ", and there is no such file");
            else if (sign < link.size() && !found->second.ids.contains(link.substr(sign + 1)))
                problems.push_back(name + " leads to " + link + ", and there is no such place");
        }
    return problems;
}

} // namespace ipclab::site
