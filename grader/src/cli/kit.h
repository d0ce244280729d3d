#pragma once

/// @file
/// The kit on disk: its labs, where a student's copies are, and the points that were won last.

#include "cli/session.h"
#include "course/catalogue.h"
#include "course/lab.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ipclab::cli {

class Kit {
public:
    /// Throws `OurFailure` where there are no labs.
    explicit Kit(std::filesystem::path root);

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    [[nodiscard]] const std::vector<course::LabFolder>& labs() const { return labs_; }
    /// The folder of students' copies, and of one lab's.
    [[nodiscard]] std::filesystem::path work() const { return root_ / "work"; }
    [[nodiscard]] std::filesystem::path work(const course::LabFolder& lab) const { return work() / lab.topic / lab.name; }
    /// Programs that were built before.
    [[nodiscard]] std::filesystem::path cache() const { return root_ / ".ipclab" / "cache"; }
    /// A folder that a person named: as they see it, else as seen from the kit; "" is work.
    [[nodiscard]] std::filesystem::path folder(const std::filesystem::path& named) const;
    /// The lab that is meant. Throws `UsageError` with a suggestion.
    [[nodiscard]] course::LabFolder lab(const std::string& typed, const Session& session) const;
    /// Reads a lab.toml. Throws course::LabError.
    [[nodiscard]] course::Lab read(const course::LabFolder& lab) const;

private:
    std::filesystem::path root_;
    std::vector<course::LabFolder> labs_;
};

/// How a path is shown: as seen from the current folder where it lies in it.
std::string shown_path(const std::filesystem::path& path);

/// What was won last in a lab.
struct Won {
    int points = 0, of = 0;
};

/// The points of the last gradings in work/, in `.ipclab/points` of the kit. It is a convenience: what cannot be read counts as
/// nothing won, what cannot be written is left.
std::map<std::string, Won> last_points(const Kit& kit);
void save_points(const Kit& kit, const std::map<std::string, Won>& points);

} // namespace ipclab::cli
