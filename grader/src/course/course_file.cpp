#include "course/course_file.h"

#include "course/table.h"
#include "course/text_file.h"
#include "sysv/names.h"

#include <algorithm>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::int64_t format = 1;
constexpr std::uintmax_t largest_file = 1024 * 1024;

/// "02-message-queues/1-sender-receiver"
bool is_id(std::string_view text) {
    const auto slash = text.find('/');
    const auto numbered = [](std::string_view part) {
        const auto hyphen = part.find('-');
        return hyphen != std::string_view::npos && hyphen > 0 && hyphen + 1 < part.size() &&
               part.substr(0, hyphen).find_first_not_of("0123456789") == std::string_view::npos &&
               part.find('/') == std::string_view::npos;
    };
    return slash != std::string_view::npos && numbered(text.substr(0, slash)) && numbered(text.substr(slash + 1));
}

void read_lab_entry(const Node& node, Course& course, Problems& problems) {
    if (!is_table(node, "a lab", problems)) return;
    Table table(node, "a lab", problems);
    CourseLab lab;
    lab.place = node.span.begin;
    if (const Node* path = table.require("path", "path = \"02-message-queues/1-sender-receiver\"")) {
        lab.id = as_text(*path, "\"path\"", problems).value_or("");
        if (path->kind == Node::Kind::text && !is_id(lab.id))
            problems.add(path->span, fmt::format("{} is no lab's folder", sysv::quoted(lab.id)),
                         "a topic and a lab, each with its number: \"02-message-queues/1-sender-receiver\"");
        if (const auto* twice = course.find(lab.id))
            problems.add(path->span, fmt::format("{} is here twice", sysv::quoted(lab.id)),
                         fmt::format("the first stands in line {}", twice->place.line));
    }
    if (table.require("weight", "weight = 10") != nullptr)
        lab.weight = static_cast<int>(table.whole("weight", {0, whole_course}).value_or(0));
    table.finish();
    course.labs.push_back(std::move(lab));
}

Course read(const Node& root, Problems& problems) {
    Course course;
    Table table(root, "a course", problems);
    if (table.require("format", "format = 1") != nullptr) table.whole("format", {format, format});
    if (const Node* title = table.require("title", "title = \"System V IPC\""))
        course.title = as_text(*title, "\"title\"", problems).value_or("");
    const Node* labs = table.find("lab");
    if (labs != nullptr && labs->kind == Node::Kind::table)
        problems.add(labs->span, "a lab stands under two brackets, since there can be many", "write [[lab]]");
    else if (labs != nullptr && is_list(*labs, "\"lab\"", "tables", problems))
        for (const Node& lab : labs->items)
            read_lab_entry(lab, course, problems);
    table.finish();
    if (course.weight() > whole_course)
        problems.add(
            fmt::format("the weights of all labs are {} together, but a course has {}", course.weight(), whole_course),
            "lower some of them");
    problems.throw_if_any();
    return course;
}

} // namespace

const CourseLab* Course::find(std::string_view id) const {
    const auto found = std::find_if(labs.begin(), labs.end(), [&](const CourseLab& lab) { return lab.id == id; });
    return found == labs.end() ? nullptr : &*found;
}

int Course::weight() const {
    int sum = 0;
    for (const CourseLab& lab : labs)
        sum += lab.weight;
    return sum;
}

Course read_course_text(std::string_view text, const std::string& file) {
    Problems problems(file, std::string(text));
    if (first_invalid_utf8(text) != std::string::npos) {
        problems.add("this is no text in UTF-8", "save the file as UTF-8");
        problems.throw_if_any();
    }
    return read(parse_toml(text, problems), problems);
}

Course read_course(const std::filesystem::path& labs) {
    const auto file = labs / "course.toml";
    std::string text;
    try {
        text = read_text_file(file, largest_file);
    } catch (const UnreadableFile& error) {
        Problems problems(file.string(), "");
        problems.add(fmt::format("course.toml {}", error.what()), "");
        problems.throw_if_any();
    }
    return read_course_text(text, file.string());
}

} // namespace ipclab::course
