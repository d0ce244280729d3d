#include "cli/kit.h"
#include "cli/subcommands.h"
#include "course/problems.h"
#include "report/page.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

struct Copied {
    std::vector<std::string> fresh, kept;
};

/// The skeleton, and the handout to have beside it: all that is in the lab's folder but what makes it a lab.
std::vector<fs::path> skeleton_of(const course::LabFolder& lab) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{lab.folder})
        if (entry.is_regular_file() && entry.path().filename() != "lab.toml") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

Copied copy(const course::LabFolder& lab, const fs::path& to) {
    Copied copied;
    try {
        fs::create_directories(to);
        for (const fs::path& file : skeleton_of(lab)) {
            // A dangling link is something too.
            const bool there = fs::exists(fs::symlink_status(to / file.filename()));
            if (!there) fs::copy_file(file, to / file.filename(), fs::copy_options::none);
            (there ? copied.kept : copied.fresh).push_back(file.filename().string());
        }
    } catch (const fs::filesystem_error& error) {
        throw OurFailure{fmt::format("the skeleton cannot be copied to {}: {}", shown_path(to), error.code().message())};
    }
    return copied;
}

/// A lab that its author is still at. A broken one is told when it is graded.
bool is_unfinished(const Kit& kit, const course::LabFolder& lab) {
    try {
        return kit.read(lab).unfinished;
    } catch (const course::LabError&) {
        return false;
    }
}

course::LabFolder lab_to_start(const Kit& kit, const StartOptions& options, const Session& session) {
    if (options.lab) return kit.lab(*options.lab, session);
    const auto fresh = std::ranges::find_if(
        kit.labs(), [&](const auto& lab) { return !fs::exists(kit.work(lab)) && !is_unfinished(kit, lab); });
    if (fresh == kit.labs().end())
        throw UsageError{"All labs are in work/ already.", fmt::format("`{}` shows how far you are.", session.command)};
    return *fresh;
}

} // namespace

int run(const StartOptions& options, const Session& session) {
    const Kit kit{session.root()};
    const course::LabFolder lab = lab_to_start(kit, options, session);
    const fs::path to = kit.work(lab);
    const auto [fresh, kept] = copy(lab, to);

    report::Page page{session.out};
    page.prose(0, lab.id(), report::Style::heading);
    for (const std::string& file : fresh)
        page.prose(2, shown_path(to / file), report::Style::plain, "new   ", report::Style::ok);
    for (const std::string& file : kept)
        page.prose(2, shown_path(to / file) + " (yours: left as it is)", report::Style::plain, "kept  ",
                   report::Style::faint);
    page.gap();
    page.prose(0, "Next:", report::Style::heading);
    if (fs::exists(to / "README.md")) page.prose(2, "read " + shown_path(to / "README.md"));
    page.prose(2, fmt::format("edit the programs in {}", shown_path(to)));
    page.prose(2, fmt::format("{} grade {}", session.command, lab.id()));
    print(page.text());
    return 0;
}

} // namespace ipclab::cli
