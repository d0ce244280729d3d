#include "cli/archive.h"
#include "cli/kit.h"
#include "cli/subcommands.h"
#include "course/course_file.h"
#include "course/students_copy.h"
#include "report/page.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

namespace ipclab::cli {
namespace fs = std::filesystem;
namespace {

/// What a kit is made of; anything else, above all solutions, mutants and tests, stays with the teachers.
constexpr std::array plain_files{"LICENSE", "CMakeLists.txt", "CMakePresets.json", ".gitignore", "grader/CMakeLists.txt"};
constexpr std::array folders{"cmake", "chapters", "grader/src", "grader/runtime", "grader/rules", "grader/viewer"};
constexpr std::string_view readme = "grader/kit/README.md"; // the kit's own
constexpr std::string_view outer = "ipclab-kit/";

std::string contents(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) throw OurFailure{fmt::format("{} cannot be read", shown_path(file))};
    return text;
}

/// Left there by an editor or a compiler.
bool is_by_product(const fs::path& file) {
    const std::string name = file.filename().string();
    if (name.front() == '.' || name.back() == '~' || file.extension() == ".o" || file.extension() == ".orig") return true;
    return contents(file).starts_with("\x7f"
                                      "ELF");
}

class Packer {
public:
    explicit Packer(const Kit& kit) : kit_{kit} {}

    std::vector<Packed> operator()() {
        for (const char* file : plain_files)
            if (fs::exists(kit_.root() / file)) add(file, contents(kit_.root() / file));
        add("ipclab", contents(kit_.root() / "ipclab"), true);
        add("README.md", contents(kit_.root() / readme));
        for (const char* folder : folders)
            if (fs::is_directory(kit_.root() / folder)) add_folder(folder);
        add_labs();
        std::ranges::sort(entries_, {}, &Packed::name);
        return std::move(entries_);
    }

    [[nodiscard]] const std::vector<std::string>& labs() const { return labs_; }
    [[nodiscard]] std::size_t hidden() const { return hidden_; }

private:
    void add(const std::string& path, std::string text, bool executable = false) {
        entries_.push_back({std::string(outer) + path, std::move(text), executable});
    }

    void add_file(const fs::path& file) {
        const bool executable = (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
        add(file.lexically_relative(kit_.root()).generic_string(), contents(file), executable);
    }

    void add_folder(const fs::path& folder) {
        for (const auto& entry : fs::recursive_directory_iterator(kit_.root() / folder))
            if (entry.is_regular_file() && !is_by_product(entry.path())) add_file(entry.path());
    }

    void add_labs() {
        std::set<std::string> left_out;
        for (const course::LabFolder& folder : kit_.labs()) {
            const course::Lab lab = kit_.read(folder);
            if (lab.unfinished) {
                left_out.insert(lab.id);
                continue;
            }
            labs_.push_back(lab.id);
            hidden_ += static_cast<std::size_t>(std::ranges::count_if(lab.scenarios, &course::Scenario::hidden));
            for (const auto& entry : fs::directory_iterator(folder.folder)) {
                if (!entry.is_regular_file() || is_by_product(entry.path())) continue;
                if (entry.path().filename() != "lab.toml") {
                    add_file(entry.path());
                    continue;
                }
                add("labs/" + lab.id + "/lab.toml",
                    course::without_hidden(contents(entry.path()), shown_path(entry.path())));
            }
        }
        const fs::path file = kit_.root() / "labs" / "course.toml";
        add("labs/course.toml", course::without_labs(contents(file), left_out, shown_path(file)));
    }

    const Kit& kit_;
    std::vector<Packed> entries_;
    std::vector<std::string> labs_;
    std::size_t hidden_ = 0;
};

} // namespace

int run(const PackOptions& options, const Session& session) {
    const Kit kit{session.root()};
    if (!fs::exists(kit.root() / readme))
        throw UsageError{"This is a kit for students already.", "It is packed where the labs' solutions are."};
    Packer packer{kit};
    const auto entries = packer();
    const fs::path file = options.output.value_or("ipclab-kit.tar.gz");
    write_archive(file, entries);

    report::Page page{session.out};
    page.prose(0,
               fmt::format("{}: {}, {}", shown_path(file), report::counted(packer.labs().size(), "lab", "labs"),
                           report::counted(entries.size(), "file", "files")),
               report::Style::heading);
    page.prose(2, "without solutions, mutants and tests" +
                      (packer.hidden() == 0
                           ? std::string{}
                           : fmt::format(", and without {}",
                                         report::counted(packer.hidden(), "hidden scenario", "hidden scenarios"))));
    page.gap();
    page.prose(0, "Students unpack it, and then:", report::Style::heading);
    page.prose(2, "./ipclab start");
    page.prose(2, "./ipclab grade");
    print(page.text());
    return static_cast<int>(Status::full);
}

} // namespace ipclab::cli
