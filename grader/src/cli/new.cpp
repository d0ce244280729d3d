#include "cli/kit.h"
#include "cli/new_lab.h"
#include "cli/subcommands.h"
#include "course/course_file.h"
#include "course/lab_texts.h"
#include "report/page.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <system_error>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

struct Named {
    std::string topic, name;
};

Named read_name(const std::string& typed) {
    static const std::regex shape(R"((\d{1,3}-[a-z0-9]+(?:-[a-z0-9]+)*)/(\d{1,3}-[a-z0-9]+(?:-[a-z0-9]+)*))");
    std::smatch match;
    if (!std::regex_match(typed, match, shape))
        throw UsageError{fmt::format("\"{}\" is no name for a lab.", typed),
                         "A topic and a lab, each with its number, of a-z, 0-9 and -: 04-semaphores/6-barrier"};
    return {match[1], match[2]};
}

/// The topic's folder that is there already: "04" has one name only.
void check_topic(const Kit& kit, const Named& lab) {
    const std::string number = lab.topic.substr(0, lab.topic.find('-') + 1);
    for (const course::LabFolder& known : kit.labs())
        if (known.topic.starts_with(number) && known.topic != lab.topic)
            throw UsageError{fmt::format("Topic {} is called {}.", number.substr(0, number.size() - 1), known.topic),
                             fmt::format("Did you mean {}/{}?", known.topic, lab.name)};
}

void add_to_course(const Kit& kit, const std::string& id) {
    const fs::path file = kit.root() / "labs" / "course.toml";
    const course::Course course = course::read_course(kit.root() / "labs");
    if (course.find(id) != nullptr) return;
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!text.ends_with('\n')) text += '\n';
    write_file(file, text + fmt::format("\n[[lab]]\npath   = \"{}\"\nweight = 0\n", id));
}

} // namespace

int run(const NewOptions& options, const Session& session) {
    const Kit kit{session.root()};
    const Named lab = read_name(options.lab);
    const std::string id = lab.topic + "/" + lab.name;
    check_topic(kit, lab);
    const auto files = new_lab(lab.topic, lab.name);
    for (const auto& [path, text] : files)
        if (fs::exists(fs::symlink_status((kit.root() / path).parent_path())))
            throw UsageError{fmt::format("{} is there already.", fs::path(path).parent_path().string()),
                             "Nothing was written. Take another name."};

    report::Page page{session.out};
    page.prose(0, id, report::Style::heading);
    for (const auto& [path, text] : files) {
        std::error_code error;
        fs::create_directories((kit.root() / path).parent_path(), error);
        if (error)
            throw OurFailure{fmt::format("{} cannot be made: {}", fs::path(path).parent_path().string(), error.message())};
        write_file(kit.root() / path, text);
        page.prose(2, path, report::Style::plain, "new   ", report::Style::ok);
    }
    add_to_course(kit, id);
    page.prose(2, "labs/course.toml (weight 0: its share of the course)", report::Style::plain, "added ", report::Style::ok);
    page.gap();
    page.prose(0, "It is a whole lab already, only not yours: every check holds, and students do not see it.");
    page.gap();
    page.prose(0, "Next:", report::Style::heading);
    page.prose(2, course::to_write({kit.root(), id}).front().next);
    page.prose(2, fmt::format("{} test -R {} says what comes then", session.command, lab.name));
    print(page.text());
    return static_cast<int>(Status::full);
}

} // namespace ipclab::cli
