#pragma once

/// @file
/// Programs that were compiled before, found by what they were made from. An entry is a folder that appears whole by a rename
/// and says the digest of its contents: one that is broken is as good as none.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::judge {

/// A folder that is removed at the end of its life.
class TemporaryFolder {
public:
    explicit TemporaryFolder(const std::filesystem::path& within);
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
    ~TemporaryFolder();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

class BuildCache {
public:
    struct Entry {
        std::filesystem::path executable;
        std::string digest;   ///< of the executable
        std::string messages; ///< the compiler's, when it was made
    };

    /// `folder` is made where it is missing. Included files are looked for from `sources`.
    BuildCache(std::filesystem::path folder, std::filesystem::path sources);

    /// A folder to build in.
    [[nodiscard]] TemporaryFolder workplace() const;

    /// `key` stands for everything that is known before compiling; which files were included is known from the last time.
    [[nodiscard]] std::optional<Entry> find(const std::string& key) const;

    /// Moves the executable out of `made` into the cache. Without `included` (or where one of them cannot be read) it lies there,
    /// but is not found again.
    Entry store(const std::string& key, const std::optional<std::vector<std::string>>& included,
                const std::filesystem::path& made, const std::string& messages) const;

private:
    [[nodiscard]] std::filesystem::path entry_folder(const std::string& key, const std::string& included) const;
    [[nodiscard]] std::optional<std::string> describe(const std::vector<std::string>& included) const;

    std::filesystem::path folder_;
    std::filesystem::path sources_;
};

} // namespace ipclab::judge
