#include "figures.h"

#include "text.h"

#include <cstdio>

namespace ipclab::site {
namespace fs = std::filesystem;

std::string run_figure(const fs::path& figures, const fs::path& name, const Words& words) {
    auto stem = (figures / name).string();
    if (constexpr std::string_view ending = ".figure.txt"; stem.ends_with(ending)) stem.resize(stem.size() - ending.size());
    if (fs::exists(stem + ".failed"))
        throw Problem("the figure " + name.string() + " cannot be drawn: " + read_file(stem + ".failed"));
    if (fs::exists(stem + ".untried")) {
        std::fputs(("a figure is shown as text: " + read_file(stem + ".untried")).c_str(), stderr);
        return {};
    }
    if (!fs::exists(stem + ".svg"))
        throw Problem("the figure " + name.string() + " was not drawn: " + stem + ".svg is missing");
    return "<figure class=\"run\"><div class=\"picture\" data-name=\"" + escaped(words["figure"]) + "\">" +
           read_file(stem + ".svg") + "</div>\n<details><summary>" + escaped(words["figure-as-table"]) +
           "</summary><div class=\"table\" data-name=\"" + escaped(words["table"]) + "\">" +
           read_file(stem + ".table.html") + "</div></details></figure>\n";
}

std::string drawing(const fs::path& file, std::string_view title) {
    if (file.extension() != ".svg") throw Problem(file.string() + ": pictures are SVG");
    auto svg = read_file(file);
    const auto begin = svg.find("<svg");
    if (begin == std::string::npos) throw Problem(file.string() + " is no SVG");
    svg.erase(0, begin);
    if (!title.empty()) svg.insert(4, " aria-label=\"" + escaped(title) + "\"");
    return "<figure class=\"drawing\">" + svg + "</figure>\n";
}

} // namespace ipclab::site
