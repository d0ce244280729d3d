#pragma once

/// @file
/// Waiting until somebody saves a file. The kernel tells (inotify(7)); nothing is looked at again and again.

#include "engine/descriptor.h"

#include <filesystem>
#include <map>
#include <vector>

namespace ipclab::cli {

/// Watches folders, without those in them.
class Watch {
public:
    /// Throws `OurFailure` where a folder cannot be watched.
    explicit Watch(const std::vector<std::filesystem::path>& folders);

    /// Waits until something in one of them was saved, moved or removed, and it is quiet again: an editor that writes several
    /// files is done. The folders where that was; nothing after Ctrl-C. Throws `OurFailure`
    /// where a folder has gone for good.
    std::vector<std::filesystem::path> wait();

private:
    void add(const std::filesystem::path& folder);
    [[nodiscard]] std::vector<std::filesystem::path> read_events();

    engine::Descriptor inotify_;
    std::map<int, std::filesystem::path> watched_;
};

} // namespace ipclab::cli
