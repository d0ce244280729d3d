#pragma once

/// @file
/// The kit on disk: its labs, and where a student's copies are.

#include "cli/session.h"
#include "course/catalogue.h"
#include "course/course_file.h"
#include "course/lab.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ipclab::cli {

class Kit {
public:
    /// Throws `OurFailure` where there are no labs.
    explicit Kit(std::filesystem::path root);

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    /// In the order in which they are meant to be done; those that course.toml does not have come last.
    [[nodiscard]] const std::vector<course::LabFolder>& labs() const { return labs_; }
    /// How much of the course a lab is, of 100; 0 where course.toml does not say it.
    [[nodiscard]] int weight(const course::LabFolder& lab) const;
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
    course::Course course_; ///< empty where course.toml is broken: labs can be done all the same
};

/// How a path is shown: as seen from the current folder where it lies in it.
std::string shown_path(const std::filesystem::path& path);

} // namespace ipclab::cli
