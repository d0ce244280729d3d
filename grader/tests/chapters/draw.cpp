#include "draw.h"

#include "drawing.h"
#include "files.h"
#include "report/picture.h"
#include "session.h"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

void write(const fs::path& file, const std::string& text) {
    std::ofstream stream{file, std::ios::binary};
    stream << text;
    if (!stream.flush()) throw std::runtime_error(file.string() + " cannot be written");
}

/// A place for what is known of a run, with nothing of earlier times in it.
class Figure {
public:
    Figure(const fs::path& run, const fs::path& folder)
        : run_{run.filename().string()}, without_ending_{folder / run.parent_path().parent_path().filename() / run.stem()} {
        fs::create_directories(without_ending_.parent_path());
        for (const char* ending : {".svg", ".table.html", ".untried", ".failed"})
            fs::remove(file(ending));
    }
    /// The ids in both begin with the run's name: a page may hold several.
    void drawn(const trace::Trace& run, const std::string& name) const {
        const auto events = name + "-e";
        write(file(".svg"), without_addresses(report::picture(run, {.evidence = {}, .title = {}, .prefix = events})));
        write(file(".table.html"),
              without_addresses(report::run_table(run, {.evidence = {}, .prefix = name + "-t", .picture = events})));
    }
    void untried(const std::string& reason) const { write(file(".untried"), fmt::format("{}: {}\n", run_, reason)); }
    void failed(const std::string& reason) const {
        write(file(".failed"), fmt::format("{}: {}\n", run_, reason));
        fmt::print(stderr, "no figure of {}: {}\n", run_, reason);
    }

private:
    [[nodiscard]] fs::path file(const char* ending) const { return without_ending_.string() + ending; }
    std::string run_;
    fs::path without_ending_;
};

} // namespace

void draw(const fs::path& run, const Provided& provided, bool with_guest, const fs::path& folder) {
    const Figure figure{run, folder};
    try {
        const auto played = play(read_file(run), provided, with_guest);
        auto shown = run;
        shown.replace_extension(".figure.txt");
        // The tools in a session may speak otherwise on another system; its own programs may not.
        if (read_file(shown) == played.figure)
            figure.drawn(trace::from_json(played.trace), run.stem().string());
        else
            figure.failed(fmt::format("{} is stale. It runs so:\n{}", shown.filename().string(), played.figure));
    } catch (const NotHere& reason) {
        figure.untried(reason.what());
    } catch (const std::exception& error) {
        figure.failed(error.what());
    }
}

void not_drawn(const fs::path& run, const std::string& reason, const fs::path& folder) {
    Figure{run, folder}.untried(reason);
}

} // namespace ipclab::chapters
