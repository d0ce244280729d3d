#include "cli/subcommands.h"
#include "engine/jail.h"
#include "judge/compiler.h"
#include "report/page.h"

#include <algorithm>
#include <vector>

#include <sys/utsname.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ipclab::cli {
namespace {

using report::Sign;
using report::Style;

/// One thing that this machine has or lacks.
struct Check {
    std::string name;
    std::string found;
    std::string cost; ///< what does not work without it; empty where it is there
    bool ok = true;
    bool needed = true; ///< ipclab cannot grade without it
};

Check compiler(judge::Language language, std::string name) {
    judge::Toolchain toolchain;
    try {
        return {std::move(name), toolchain.compiler(language).version, "", true, true};
    } catch (const judge::MissingCompiler& error) {
        return {std::move(name), "none", error.what(), false, language == judge::Language::cpp};
    }
}

Check feature(std::string name, bool there, std::string cost) {
    return {std::move(name), there ? "works" : "refused", there ? "" : std::move(cost), there, true};
}

Check namespaces(const engine::Abilities& abilities) {
    const std::string why = abilities.why_not.empty() ? "" : fmt::format(" ({})", abilities.why_not);
    if (abilities.level == engine::Level::full)
        return {"namespaces", "user, IPC, network, pid, mount, UTS", "", true, false};
    if (abilities.level == engine::Level::ipc)
        return {"namespaces", "user, IPC, network", "Process ids differ from run to run" + why + ".", false, false};
    return {"namespaces", "none",
            "Programs share the machine's own queues, semaphores and segments. Verdicts stay right; objects left behind are "
            "removed one "
            "by one, and process ids differ from run to run" +
                why + ".",
            false, false};
}

std::vector<Check> checks() {
    const engine::Abilities abilities = engine::probe();
    utsname machine{};
    uname(&machine);
    std::vector<Check> all;
    all.push_back({"processor", machine.machine, abilities.processor ? "" : "ipclab can only control x86-64 programs.",
                   abilities.processor, true});
    all.push_back({"kernel", fmt::format("{} {}", machine.sysname, machine.release), "", true, true});
    all.push_back(
        feature("ptrace", abilities.ptrace,
                "Programs cannot be controlled. In a container, start it with --cap-add=SYS_PTRACE or a newer profile; else "
                "look at /proc/sys/kernel/yama/ptrace_scope."));
    all.push_back(feature("seccomp filters", abilities.seccomp, "Calls cannot be stopped before they are made."));
    all.push_back(feature("pseudo terminals", abilities.pty, "The output of programs cannot be taken: is /dev/pts there?"));
    all.push_back(namespaces(abilities));
    all.push_back(compiler(judge::Language::cpp, "C++ compiler"));
    all.push_back(compiler(judge::Language::c, "C compiler"));
    return all;
}

bool can_grade(const std::vector<Check>& all) {
    return std::ranges::all_of(all, [](const Check& check) { return check.ok || !check.needed; });
}

std::string as_text(const std::vector<Check>& all, const report::Terminal& terminal) {
    report::Page page{terminal};
    page.prose(0, "What this machine can do for ipclab", Style::heading);
    for (const Check& check : all) {
        const Style style = check.ok ? Style::ok : check.needed ? Style::error : Style::advice;
        const Sign sign = check.ok ? Sign::ok : check.needed ? Sign::wrong : Sign::untried;
        const std::string lead = report::padded(terminal.sign(sign), 2) + " " + report::padded(check.name, 17);
        page.prose(2, check.found, Style::plain, lead, style);
        if (!check.cost.empty()) page.prose(5, check.cost);
    }
    page.gap();
    const bool can = can_grade(all);
    const bool whole = std::ranges::all_of(all, &Check::ok);
    page.prose(0,
               !can    ? "ipclab cannot grade here."
               : whole ? "Everything works here."
                       : "ipclab can grade here, with what is said above.",
               can ? Style::ok : Style::error);
    return page.text();
}

std::string as_json(const std::vector<Check>& all) {
    nlohmann::json list = nlohmann::json::array();
    for (const Check& check : all)
        list.push_back({{"name", check.name},
                        {"found", check.found},
                        {"cost", check.cost},
                        {"ok", check.ok},
                        {"needed", check.needed}});
    const nlohmann::json document{{"format_version", 1}, {"can_grade", can_grade(all)}, {"checks", list}};
    return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace

int run(const DoctorOptions& options, const Session& session) {
    const std::vector<Check> all = checks();
    print(options.format == Format::json ? as_json(all) : as_text(all, session.out));
    return static_cast<int>(can_grade(all) ? Status::full : Status::grader);
}

} // namespace ipclab::cli
