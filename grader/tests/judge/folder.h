#pragma once

/// @file
/// Folders with files for tests.

#include "judge/build.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace ipclab::judge {

/// A fresh folder, gone at the end.
class Folder {
public:
    Folder() {
        auto name = (std::filesystem::temp_directory_path() / "judge-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream out(path_ / name, std::ios::binary);
        out << text;
        REQUIRE(out);
    }

private:
    std::filesystem::path path_;
};

inline std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A submission's folder and a cache.
struct Workshop {
    Folder submission, cache;
    [[nodiscard]] BuildRequest request(std::vector<ProgramSource> programs) const {
        BuildRequest request;
        request.folder = submission.path();
        request.cache = cache.path();
        request.programs = std::move(programs);
        return request;
    }
    [[nodiscard]] Built build_one(const std::string& file) const { return build(request({{"post", {file}, ""}})).at(0); }
};

} // namespace ipclab::judge
