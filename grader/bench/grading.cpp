// From an edit to the verdict, beside compiling the same files by hand.

#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>

namespace ipclab::bench {
namespace fs = std::filesystem;
namespace {

/// A folder that is gone at the end.
class Folder {
public:
    Folder() {
        auto name = (fs::temp_directory_path() / "ipclab-bench-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder can be made for the bench");
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// "02/1" of "02-message-queues/1-sender-receiver".
std::string number_of(const fs::path& id) {
    const auto chapter = id.parent_path().string(), name = id.filename().string();
    return chapter.substr(0, chapter.find('-')) + "/" + name.substr(0, name.find('-'));
}

} // namespace

void time_grading(const std::string& ipclab, const std::string& lab, int times) {
    const Folder folder;
    const auto id = fs::path{lab}.parent_path().filename() / fs::path{lab}.filename();
    const auto copy = folder.path() / id;
    fs::create_directories(copy.parent_path());
    fs::copy(lab, copy, fs::copy_options::recursive);
    std::vector<fs::path> sources;
    for (const auto& file : fs::directory_iterator{copy})
        if (file.path().extension() == ".cpp") sources.push_back(file.path());
    std::vector<double> by_hand, graded;
    const auto output = (folder.path() / "verdict").string();
    for (int i = 0; i < times; ++i) {
        double compiling = 0;
        for (const auto& source : sources) {
            std::ofstream{source, std::ios::app} << "// edited " << std::random_device{}() << '\n'; // else it were known
            auto program = folder.path() / source.stem();
            compiling += time_of({"g++", "-std=c++20", "-Wall", "-Wextra", "-g", "-O0", source, "-o", program}).value();
        }
        by_hand.push_back(compiling);
        const auto verdict =
            time_of({"sh", "-c", "exec \"$0\" grade \"$1\" --in \"$2\" > \"$3\"", ipclab, id, folder.path(), output});
        if (!verdict) throw std::runtime_error("the solution of " + id.string() + " does not get all points");
        graded.push_back(*verdict);
    }
    row(fmt::format("`ipclab grade {}` after an edit", number_of(id)), time_text(median(graded)),
        fmt::format("{} times compiling by hand ({})", ratio(median(graded), median(by_hand)), time_text(median(by_hand))));
}

} // namespace ipclab::bench
