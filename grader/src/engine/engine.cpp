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

/// The next process gets this number plus one, as in every other run (pid_namespaces(7), /proc/sys/kernel/ns_last_pid).
constexpr std::string_view last_pid = "100";

/// An IPC namespace with nothing in it, ids from 0; process ids from the same number. What cannot be had is done without:
/// comparing traces does not depend on it.
void start_afresh(Level level) {
    if (level == Level::none) return;
    if (unshare(CLONE_NEWIPC) == -1) throw EngineError(fmt::format("unshare(CLONE_NEWIPC): {}", std::strerror(errno)));
    if (level != Level::full) return;
    const Descriptor file{open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC)};
    if (file) {
        [[maybe_unused]] const auto n = write(file.get(), last_pid.data(), last_pid.size());
    }
}

} // namespace

struct Engine::Kept {
    std::vector<sock_filter> filter = make_filter();
    std::vector<sock_filter> filter_for_pages = make_filter(true);
    source::Symbols symbols;
    Ticking ticking;
};

Engine::Engine() : kept_{std::make_unique<Kept>()} {}
Engine::~Engine() = default;

trace::Trace Engine::run(const RunSpec& spec, schedule::Schedule& schedule) {
    try {
        start_afresh(spec.level);
        const bool closes = spec.watch == Watch::pages || spec.watch == Watch::both;
        const auto& filter = closes ? kept_->filter_for_pages : kept_->filter;
        return Controller{spec, schedule, filter, kept_->symbols}.run();
    } catch (const std::exception& error) {
        trace::Trace trace;
        trace.outcome = trace::Outcome::engine_error;
        trace.error = error.what();
        return trace;
    }
}

} // namespace ipclab::engine
