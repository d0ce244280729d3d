// The labs as a set, each by one command so that ctest can run them side by side:
//
//   labs_check texts LAB         handout, lab.toml, files and folders say the same (course/lab_texts.h)
//   labs_check kit               every lab is in course.toml, and nothing is there without a lab
//   labs_check reference LAB     the reference gets all points, without advice, and one scenario is explored completely
//   labs_check right LAB SHAPE   a right solution of another shape, in right/LAB/SHAPE, gets all points
//   labs_check skeleton LAB      the skeleton compiles, scores nothing, and its first message says what to do first
//   labs_check mutant PATCH      the wrong solution gets the findings that its patch names:
//                                  # headline: RULE      the first one
//                                  # scenario: NAME      in this scenario; without it, in the first that finds an error
//                                  # also: RULE          of a second bug, somewhere else or beneath the first
//                                  # story: TEXT         what the program does wrong; must be there
//                                It is graded in the named scenario alone; with `everywhere` behind PATCH, and where it has a second
//                                bug, in all
//   labs_check covered LAB       every scenario is failed by a mutant: one that nobody fails tests nothing. What `mutant` has found
//                                is not looked for again
//   labs_check replays LAB N     the token of each scenario, replayed N times, gives one trace
//   labs_check repeat LAB N      N gradings of the reference, one after the other, give one verdict
//   labs_check table [LAB]...     scenarios, points, orders tried, mutants and their findings, times: from runs, as Markdown
//   labs_check next              what to write next, a sentence for each unfinished lab
//
// What does not hold is told with what to do next. Of a lab that says `unfinished = true`, nothing fails: status 77 and what to do
// next. A mutant whose scenario this machine cannot try is skipped with 77 too. The kit's root is in IPCLAB_ROOT; what is built goes
// to IPCLAB_CHECK_CACHE.

#include "checks.h"

#include "course/catalogue.h"
#include "course/lab_texts.h"
#include "course/problems.h"

#include <algorithm>
#include <exception>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace ipclab;
using labs::Failed;

constexpr int skipped = 77; // ctest shows the test as such

/// All remarks at once, since each is quickly mended; what to do next is the first one's.
void check(const std::string& whose, const std::vector<course::Remark>& remarks) {
    if (remarks.empty()) return;
    std::string text = whose;
    for (const auto& remark : remarks)
        text += "\n  " + remark.sentence;
    throw Failed(text, remarks.front().next);
}

void check_texts(const std::string& id) {
    const auto lab = labs::lab_named(id);
    const course::LabPlaces places{labs::root(), id};
    check(id, course::check_texts(lab, places));
    check(id, course::to_write(places));
    if (lab.unfinished)
        throw Failed(
            fmt::format("{} is written", id),
            fmt::format("when its tests have nothing left to say, take unfinished = true out of labs/{}/lab.toml", id));
}

/// The first that an author should do, of each unfinished lab.
void tell_next() {
    for (const auto& folder : course::find_labs(labs::root() / "labs")) {
        try {
            if (!labs::lab_named(folder.id()).unfinished) continue;
            check_texts(folder.id());
        } catch (const Failed& failed) {
            fmt::print("{} is unfinished. Next: {}.\n", folder.id(), failed.next());
        } catch (const course::LabError& error) {
            fmt::print("{}: {}\n", folder.id(), error.what());
        }
    }
}

int run(const std::vector<std::string>& arguments) {
    const std::string what = arguments.empty() ? "" : arguments[0];
    const auto has = [&](std::string_view check, std::size_t count) { return what == check && arguments.size() == count; };
    if (has("texts", 2))
        check_texts(arguments[1]);
    else if (has("kit", 1))
        check("the kit", course::check_kit(labs::root()));
    else if (what == "table")
        labs::tell_table({arguments.begin() + 1, arguments.end()});
    else if (has("next", 1))
        tell_next();
    else if (has("reference", 2))
        labs::check_reference(arguments[1]);
    else if (has("right", 3))
        labs::check_right(arguments[1], arguments[2]);
    else if (has("skeleton", 2))
        labs::check_skeleton(arguments[1]);
    else if (has("mutant", 2))
        labs::check_mutant(arguments[1], labs::Scenarios::named);
    else if (has("mutant", 3) && arguments[2] == "everywhere")
        labs::check_mutant(arguments[1], labs::Scenarios::all);
    else if (has("covered", 2))
        labs::check_covered(arguments[1]);
    else if (has("repeat", 3))
        labs::check_repeats(arguments[1], std::stoi(arguments[2]));
    else if (has("replays", 3))
        labs::check_replays(arguments[1], std::stoi(arguments[2]));
    else
        throw Failed("usage: labs_check texts|kit|reference|right|skeleton|mutant|covered|repeat|replays|table|next ...");
    return 0;
}

bool is_unfinished(const std::vector<std::string>& arguments) {
    if (arguments.size() < 2) return false;
    try {
        return labs::lab_named(arguments[0] == "mutant" ? labs::lab_of(arguments[1]) : arguments[1]).unfinished;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    try {
        return run(arguments);
    } catch (const labs::NotTried& reason) {
        fmt::print("{}\n", reason.what());
        return skipped;
    } catch (const Failed& failed) {
        fmt::print(stderr, "{}\n", failed.what());
        if (!failed.next().empty()) fmt::print(stderr, "next: {}.\n", failed.next());
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
    }
    return is_unfinished(arguments) ? skipped : 1;
}
