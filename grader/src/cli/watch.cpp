#include "cli/watch.h"

#include "cli/session.h"

#include <poll.h>
#include <pthread.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::uint32_t saved = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;
constexpr std::uint32_t gone = IN_DELETE_SELF | IN_MOVE_SELF;

/// An editor that saves several files, or one by way of another, is done when so long nothing more has come.
constexpr int quiet_ms = 100;

[[noreturn]] void cannot_watch(const fs::path& folder, int error) {
    const std::string why = error == ENOSPC ? "too many folders are watched on this machine" : std::strerror(error);
    throw OurFailure{fmt::format("{} cannot be watched: {}", folder.string(), why)};
}

} // namespace

StopRequests::StopRequests() {
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, &before_);
    fd_ = engine::Descriptor{signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK)};
}

StopRequests::~StopRequests() {
    signalfd_siginfo info{};
    while (read(fd_.get(), &info, sizeof info) > 0) { // it has been heard
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

Watch::Watch(const std::vector<fs::path>& folders) : inotify_{inotify_init1(IN_CLOEXEC | IN_NONBLOCK)} {
    if (!inotify_) throw OurFailure{fmt::format("files cannot be watched here: {}", std::strerror(errno))};
    for (const fs::path& folder : folders)
        add(folder);
}

void Watch::add(const fs::path& folder) {
    const int watch = inotify_add_watch(inotify_.get(), folder.c_str(), saved | gone | IN_ONLYDIR);
    if (watch < 0) cannot_watch(folder, errno);
    watched_[watch] = folder;
}

std::vector<fs::path> Watch::read_events() {
    std::vector<fs::path> touched;
    alignas(inotify_event) std::array<char, 16384> buffer;
    for (ssize_t size = 0; (size = read(inotify_.get(), buffer.data(), buffer.size())) > 0;) {
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            at += sizeof event + event.len;
            const auto folder = watched_.find(event.wd);
            if (folder == watched_.end()) continue;
            touched.push_back(folder->second);
            if ((event.mask & (gone | IN_IGNORED)) == 0) continue;
            // Put in the place of another by its name: watched again, where it is there.
            const fs::path path = folder->second;
            inotify_rm_watch(inotify_.get(), event.wd);
            watched_.erase(folder);
            add(path);
        }
    }
    return touched;
}

std::vector<fs::path> Watch::wait(const StopRequests& stops) {
    std::set<fs::path> touched;
    for (;;) {
        std::array<pollfd, 2> look{pollfd{inotify_.get(), POLLIN, 0}, pollfd{stops.fd(), POLLIN, 0}};
        const int ready = poll(look.data(), look.size(), touched.empty() ? -1 : quiet_ms);
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) throw OurFailure{fmt::format("waiting for a file did not work: {}", std::strerror(errno))};
        if (look[1].revents != 0) return {};
        if (ready == 0) return {touched.begin(), touched.end()};
        for (fs::path& folder : read_events())
            touched.insert(std::move(folder));
    }
}

} // namespace ipclab::cli
