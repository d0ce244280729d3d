#include "cli/kit.h"

#include "analysis/rules.h"
#include "course/nearest.h"
#include "course/read_lab.h"

#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

fs::path points_file(const Kit& kit) { return kit.root() / ".ipclab" / "points"; }

std::string without_full_stop(std::string text) {
    if (text.ends_with('.')) text.pop_back();
    return text;
}

} // namespace

Kit::Kit(fs::path root) : root_{std::move(root)} {
    try {
        labs_ = course::find_labs(root_ / "labs");
    } catch (const std::exception& error) {
        throw OurFailure{without_full_stop(error.what())};
    }
    if (labs_.empty()) throw OurFailure{fmt::format("there are no labs in {}", shown_path(root_ / "labs"))};
}

fs::path Kit::folder(const fs::path& named) const {
    if (named.empty()) return work();
    std::error_code ignored;
    if (named.is_absolute() || fs::is_directory(named, ignored)) return named;
    return fs::is_directory(root_ / named, ignored) ? root_ / named : named;
}

course::LabFolder Kit::lab(const std::string& typed, const Session& session) const {
    try {
        return course::resolve(labs_, typed);
    } catch (const course::UnknownLab& error) {
        const auto& candidates = error.candidates();
        std::string help = fmt::format("`{}` shows all labs.", session.command);
        if (candidates.size() == 1)
            help = fmt::format("Did you mean {}?", candidates.front());
        else if (!candidates.empty())
            help = fmt::format("It could be {}.", course::listed(candidates, "or"));
        throw UsageError{without_full_stop(error.what()) + ".", help};
    }
}

course::Lab Kit::read(const course::LabFolder& lab) const {
    std::vector<std::string_view> rules;
    for (const analysis::Rule& rule : analysis::rules())
        rules.push_back(rule.id);
    return course::read_lab(lab.folder, lab.id(), rules);
}

std::string shown_path(const fs::path& path) {
    std::error_code error;
    const fs::path relative = fs::relative(path, error);
    if (error || relative.empty() || relative.begin()->string() == "..") return path.string();
    return relative.string();
}

std::map<std::string, Won> last_points(const Kit& kit) {
    std::map<std::string, Won> points;
    std::ifstream stream{points_file(kit)};
    for (std::string line; std::getline(stream, line);) {
        std::istringstream words{line};
        std::string lab;
        Won won;
        if (words >> lab >> won.points >> won.of) points[lab] = won;
    }
    return points;
}

void save_points(const Kit& kit, const std::map<std::string, Won>& points) {
    auto all = last_points(kit);
    for (const auto& [lab, won] : points)
        all[lab] = won;
    std::string text;
    for (const auto& [lab, won] : all)
        text += fmt::format("{} {} {}\n", lab, won.points, won.of);
    std::error_code ignored;
    fs::create_directories(points_file(kit).parent_path(), ignored);
    try {
        write_file(points_file(kit), text);
    } catch (const OurFailure&) {
        // A kit that cannot be written to still grades.
    }
}

} // namespace ipclab::cli
