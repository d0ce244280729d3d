#pragma once

/// @file
/// labs/course.toml: which labs a course has, in which order they are meant to be done, and how much each counts.

#include "course/problems.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

/// What the weights of all labs are together.
inline constexpr int whole_course = 100;

struct CourseLab {
    std::string id; ///< "02-message-queues/1-sender-receiver"
    int weight = 0; ///< its share of the course, of `whole_course`
    Place place;
};

struct Course {
    std::string title;
    std::vector<CourseLab> labs; ///< in the order in which they are meant to be done
    /// Null for a lab that the course does not have.
    [[nodiscard]] const CourseLab* find(std::string_view id) const;
    /// Of all labs together: at most `whole_course`, and less only while labs are still to come.
    [[nodiscard]] int weight() const;
};

/// Reads `labs`/course.toml. Throws LabError with every mistake of the file.
Course read_course(const std::filesystem::path& labs);
/// The same from a text; `file` is how messages call it.
Course read_course_text(std::string_view text, const std::string& file);

} // namespace ipclab::course
