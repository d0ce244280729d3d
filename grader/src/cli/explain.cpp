#include "analysis/rules.h"
#include "cli/markdown.h"
#include "cli/subcommands.h"
#include "course/nearest.h"
#include "report/page.h"
#include "report/width.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

std::string contents(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::vector<std::string> rules_in(const fs::path& folder) {
    std::vector<std::string> rules;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{folder, error})
        if (entry.path().extension() == ".md" && entry.path().stem() != "README")
            rules.push_back(entry.path().stem().string());
    std::ranges::sort(rules);
    if (rules.empty()) throw OurFailure{fmt::format("there are no rules in {}", folder.string())};
    return rules;
}

/// General rules bring a sentence of their own; for the findings that come of expectations it is in the page.
std::string summary_of(const std::string& rule, const fs::path& folder) {
    if (const analysis::Rule* known = analysis::find_rule(rule)) return std::string{known->summary};
    return head_of(contents(folder / (rule + ".md"))).sentence;
}

void list_rules(const std::vector<std::string>& rules, const fs::path& folder, const Session& session) {
    int widest = 0;
    for (const std::string& rule : rules)
        widest = std::max(widest, report::display_width(rule));
    report::Page page{session.out};
    page.prose(0, "Rules", report::Style::heading);
    for (const std::string& rule : rules)
        page.prose(2, summary_of(rule, folder), report::Style::plain, report::padded(rule, widest + 2),
                   report::Style::emphasis);
    page.gap();
    page.prose(0, fmt::format("`{} explain RULE` tells more about one.", session.command));
    print(page.text());
}

} // namespace

int run(const ExplainOptions& options, const Session& session) {
    const fs::path folder = session.root() / "grader" / "rules";
    const std::vector<std::string> rules = rules_in(folder);
    if (!options.rule) {
        list_rules(rules, folder, session);
        return 0;
    }
    if (std::ranges::count(rules, *options.rule) == 0) {
        const auto meant = course::nearest(*options.rule, rules);
        throw UsageError{fmt::format("There is no rule \"{}\".", *options.rule),
                         meant ? fmt::format("Did you mean `{} explain {}`?", session.command, *meant)
                               : fmt::format("`{} explain` lists them all.", session.command)};
    }
    print(rendered(contents(folder / (*options.rule + ".md")), session.out));
    return 0;
}

} // namespace ipclab::cli
