#include "engine/controller.h"
#include "engine/filter.h"
#include "engine/interruption.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ipclab::engine {
namespace {

/// The first process of a run gets this number plus one, as in every other run.
constexpr std::string_view last_pid = "100";
/// Templates have numbers where no run comes to.
constexpr std::string_view last_pid_before_templates = "20000";

/// See pid_namespaces(7), /proc/sys/kernel/ns_last_pid. Where that cannot be had it is done without: comparing traces does not
/// depend on it.
void next_pid_follows(Level level, std::string_view last) {
    if (level != Level::full) return;
    const Descriptor file{open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC)};
    if (!file) return;
    [[maybe_unused]] const auto n = write(file.get(), last.data(), last.size());
}

/// An IPC namespace with nothing in it, ids from 0; process ids from the same number.
void start_afresh(Level level) {
    if (level == Level::none) return;
    if (unshare(CLONE_NEWIPC) == -1) throw EngineError(fmt::format("unshare(CLONE_NEWIPC): {}", std::strerror(errno)));
    next_pid_follows(level, last_pid);
}

} // namespace

struct Engine::Kept {
    std::vector<sock_filter> filter = make_filter();
    std::vector<sock_filter> filter_for_pages = make_filter(true);
    source::Symbols symbols;
    Templates templates;
    Ticking ticking;
};

Engine::Engine() : kept_{std::make_unique<Kept>()} {}
Engine::~Engine() = default;

std::size_t Engine::copies() const { return kept_->templates.copies(); }

trace::Trace Engine::run(const RunSpec& spec, schedule::Schedule& schedule) {
    try {
        next_pid_follows(spec.level, last_pid_before_templates);
        kept_->templates.make();
        start_afresh(spec.level);
        const bool closes = spec.watch == Watch::pages || spec.watch == Watch::both;
        const auto& filter = closes ? kept_->filter_for_pages : kept_->filter;
        return Controller{spec, schedule, filter, kept_->symbols, kept_->templates}.run();
    } catch (const std::exception& error) {
        trace::Trace trace;
        trace.outcome = trace::Outcome::engine_error;
        trace.error = error.what();
        return trace;
    }
}

} // namespace ipclab::engine
