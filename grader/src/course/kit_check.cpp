// The folders of a kit as a whole: each belongs to a lab, and each lab to the course.

#include "course/catalogue.h"
#include "course/course_file.h"
#include "course/lab_texts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

namespace fs = std::filesystem;

/// Paths of two levels below a folder: "02-message-queues/1-sender-receiver".
std::set<std::string> ids_below(const fs::path& folder) {
    std::set<std::string> ids;
    std::error_code error;
    for (fs::directory_iterator topic(folder, error), end; !error && topic != end; topic.increment(error)) {
        if (!topic->is_directory()) continue;
        for (const auto& lab : fs::directory_iterator(topic->path()))
            ids.insert((topic->path().filename() / lab.path().filename()).generic_string());
    }
    return ids;
}

std::set<std::string> files_in(const fs::path& folder) {
    std::set<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (!entry->is_directory()) names.insert(entry->path().filename().string());
    return names;
}

} // namespace

std::vector<Remark> check_kit(const fs::path& root) {
    std::vector<Remark> remarks;
    const Course course = read_course(root / "labs");
    std::set<std::string> labs;
    for (const LabFolder& lab : find_labs(root / "labs")) {
        labs.insert(lab.id());
        if (course.find(lab.id()) == nullptr)
            remarks.push_back({fmt::format("labs/course.toml does not have {}", lab.id()),
                               fmt::format("add [[lab]] with path = \"{}\" and its weight to it", lab.id())});
    }
    for (const CourseLab& lab : course.labs)
        if (!labs.contains(lab.id))
            remarks.push_back({fmt::format("labs/course.toml:{} has {}, which has no lab.toml", lab.place.line, lab.id),
                               fmt::format("write labs/{}/lab.toml, or take it out", lab.id)});
    if (course.weight() != whole_course)
        remarks.push_back({fmt::format("the weights in labs/course.toml are {} together, but a course has {}",
                                       course.weight(), whole_course),
                           "share the rest out among the labs"});
    for (const char* where : {"labs", "solutions", "grader/mutants", "grader/tests/labs/right"}) {
        for (const std::string& id : ids_below(root / where))
            if (!labs.contains(id))
                remarks.push_back({fmt::format("{}/{} belongs to no lab", where, id), "give it a lab, or take it away"});
        for (const std::string& name : files_in(root / where))
            if (std::string(where) != "labs" || (name != "course.toml" && name != "README.md"))
                remarks.push_back({fmt::format("{}/{} has no purpose", where, name), "take it away"});
    }
    return remarks;
}

} // namespace ipclab::course
