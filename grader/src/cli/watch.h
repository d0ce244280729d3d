#pragma once

/// @file
/// Waiting until somebody saves a file. The kernel tells (inotify(7)); nothing is looked at again and again.

#include "engine/descriptor.h"

#include <signal.h>

#include <filesystem>
#include <map>
#include <vector>

namespace ipclab::cli {

/// While it lives, Ctrl-C and SIGTERM do not end us: they wait in a descriptor.
class StopRequests {
public:
    StopRequests();
    StopRequests(const StopRequests&) = delete;
    StopRequests& operator=(const StopRequests&) = delete;
    ~StopRequests();
    [[nodiscard]] int fd() const { return fd_.get(); } ///< readable as soon as one has come

private:
    sigset_t before_{};
    engine::Descriptor fd_;
};

/// Watches folders, without those in them.
class Watch {
public:
    /// Throws `OurFailure` where a folder cannot be watched.
    explicit Watch(const std::vector<std::filesystem::path>& folders);

    /// Waits until something in one of them was saved, moved or removed, and it is quiet again: an editor that writes several
    /// files is done. The folders where that was; nothing where a stop was requested. Throws `OurFailure`
    /// where a folder has gone for good.
    std::vector<std::filesystem::path> wait(const StopRequests& stops);

private:
    void add(const std::filesystem::path& folder);
    [[nodiscard]] std::vector<std::filesystem::path> read_events();

    engine::Descriptor inotify_;
    std::map<int, std::filesystem::path> watched_;
};

} // namespace ipclab::cli
