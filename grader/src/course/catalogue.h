#pragma once

/// @file
/// The labs of a course as folders, and which of them a person means.

#include "course/lab.h"

#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

/// A lab's folder, `labs/02-message-queues/2-letters-by-type`; it is not read yet.
struct LabFolder {
    std::string topic; ///< "02-message-queues"
    std::string name;  ///< "2-letters-by-type"
    std::filesystem::path folder;
    [[nodiscard]] std::string id() const { return topic + "/" + name; }
};

/// All folders NN-topic/N-name with a lab.toml below `labs`, by their numbers. Throws std::runtime_error where `labs` is no folder.
std::vector<LabFolder> find_labs(const std::filesystem::path& labs);

/// No lab, or more than one, is meant. what() says so and what could be.
class UnknownLab : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The lab that is meant by a whole id, by "02/2", "2-letters-by-type", "letters", "2", or by a path to the lab's folder or to a
/// folder of the same name with a submission in it. The most exact reading that fits anything counts. Throws UnknownLab.
LabFolder resolve(std::span<const LabFolder> labs, std::string_view typed);

/// The folder of one lab's submission in `in`: `in`/NN-topic/N-name, or `in`/N-name, or `in` itself where the lab's programs are in
/// it. Where there is none of these, the first, for the message that it is missing.
std::filesystem::path submission_folder(const std::filesystem::path& in, const Lab& lab);

} // namespace ipclab::course
