// The commands around a student's work, and an author's: hints, watching, packing, new labs. The real program in a kit of its own.

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

namespace fs = std::filesystem;

namespace {

const std::string lab = "02-message-queues/1-sender-receiver";

std::string contents(const fs::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// All that is packed and all that is not.
class Kit {
public:
    Kit() : path_{fs::temp_directory_path() / ("ipclab-work-" + std::to_string(getpid()))} {
        fs::remove_all(path_);
        const fs::path source{IPCLAB_SOURCE};
        for (const char* folder : {"labs", "solutions", "grader/rules", "grader/mutants", "grader/kit", "cmake"}) {
            fs::create_directories((path_ / folder).parent_path());
            fs::copy(source / folder, path_ / folder, fs::copy_options::recursive);
        }
        for (const char* file : {"ipclab", "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md"})
            fs::copy_file(source / file, path_ / file);
        fs::create_directories(path_ / "grader/src");
        fs::copy_file(source / "grader/CMakeLists.txt", path_ / "grader/CMakeLists.txt");
    }
    Kit(const Kit&) = delete;
    Kit& operator=(const Kit&) = delete;
    ~Kit() { fs::remove_all(path_); }

    [[nodiscard]] const fs::path& path() const { return path_; }
    /// Status, and standard output with standard error behind it.
    [[nodiscard]] std::pair<int, std::string> run(const std::string& command) const {
        const std::string out = path_ / "said";
        const std::string line = "cd '" + path_.string() + "' && unset CLICOLOR_FORCE; export NO_COLOR=1 LC_ALL=C.UTF-8 " +
                                 "IPCLAB_ROOT='" + path_.string() + "' IPCLAB='" IPCLAB_PROGRAM "'; " + command + " >'" +
                                 out + "' 2>&1 </dev/null";
        const int status = std::system(line.c_str());
        return {WEXITSTATUS(status), contents(out)};
    }
    [[nodiscard]] std::string said(const std::string& arguments) const { return run("\"$IPCLAB\" " + arguments).second; }
    [[nodiscard]] fs::path work() const { return path_ / "work" / lab; }
    void solve() const {
        fs::create_directories(work());
        fs::copy(path_ / "solutions" / lab, work(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    }

private:
    fs::path path_;
};

/// The program in the background, read line by line as it speaks.
class Running {
public:
    Running(const Kit& kit, const std::vector<std::string>& arguments) {
        std::array<int, 2> ends{};
        REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
        child_ = fork();
        REQUIRE(child_ >= 0);
        if (child_ == 0) {
            dup2(ends[1], 1);
            dup2(ends[1], 2);
            if (chdir(kit.path().c_str()) != 0) _exit(99);
            setenv("IPCLAB_ROOT", kit.path().c_str(), 1);
            std::string program = IPCLAB_PROGRAM;
            std::vector<std::string> words = arguments;
            std::vector<char*> argv{program.data()};
            for (std::string& word : words)
                argv.push_back(word.data());
            argv.push_back(nullptr);
            execv(program.c_str(), argv.data());
            _exit(98);
        }
        close(ends[1]);
        from_ = fdopen(ends[0], "r");
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() {
        if (child_ > 0) {
            kill(child_, SIGKILL);
            waitpid(child_, nullptr, 0);
        }
        fclose(from_);
    }
    /// What it says up to a line with this in it; all that it says where none comes.
    std::string until(const std::string& part) {
        std::string all;
        std::array<char, 4096> line;
        while (fgets(line.data(), static_cast<int>(line.size()), from_) != nullptr) {
            all += line.data();
            if (all.find(part) != std::string::npos) break;
        }
        return all;
    }
    int interrupt() {
        kill(child_, SIGINT);
        int status = 0;
        waitpid(child_, &status, 0);
        child_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

private:
    pid_t child_ = -1;
    FILE* from_ = nullptr;
};

} // namespace

TEST_CASE("hints come one at a time, about what was not won, and are remembered") {
    const Kit kit;
    CHECK(kit.run("\"$IPCLAB\" hint").first == 2); // nothing begun
    CHECK(holds(kit.said("hint 02/1"), "sender-first, hint 1 of 4"));
    CHECK(holds(kit.said("hint 02/1"), "sender-first, hint 2 of 4"));
    CHECK(holds(kit.said("hint 02/1 letters-wait"), "letters-wait, hint 1 of 3"));
    CHECK(holds(kit.said("hint 02/1 --again"), "sender-first, hint 1 of 4"));
    CHECK(holds(kit.said("hint 02/1 leters-wait"), "Did you mean letters-wait?"));
    fs::remove(kit.path() / "work/.ipclab");
    CHECK(holds(kit.said("hint 02/1"), "hint 1 of 4"));
    // After a grading, those of the scenarios that it did not win.
    std::ofstream{kit.path() / "work/.ipclab"} << lab << " points 17 20\n" << lab << " missed no-such-file\n";
    fs::create_directories(kit.work());
    CHECK(holds(kit.said("hint"), "no-such-file, hint 1"));
    std::string last;
    for (int i = 0; i < 10 && !holds(last, "had them all"); ++i)
        last = kit.said("hint 02/1");
    CHECK(holds(last, "Here they are once more"));
    CHECK_FALSE(holds(last, "sender-first"));
}

TEST_CASE("a grading is remembered by the map, by weight, and never fails for it") {
    const Kit kit;
    kit.solve();
    CHECK(kit.run("\"$IPCLAB\" grade 02/1").first == 0);
    CHECK(holds(kit.said(""), "20/20 points"));
    CHECK(holds(kit.said(""), "1 of "));
    std::ofstream{kit.path() / "work/.ipclab"} << std::string("\0broken\xff", 8);
    CHECK(kit.run("\"$IPCLAB\"").first == 0);
    CHECK(kit.run("\"$IPCLAB\" grade 02/1").first == 0);
    CHECK(holds(kit.said(""), "20/20 points"));
    fs::remove(kit.path() / "work/.ipclab");
    fs::create_directory(kit.path() / "work/.ipclab");
    CHECK(kit.run("\"$IPCLAB\" grade 02/1").first == 0);
    CHECK(kit.run("\"$IPCLAB\"").first == 0);
}

TEST_CASE("watching grades again at each save, and Ctrl-C ends it") {
    const Kit kit;
    kit.solve();
    const fs::path file = kit.work() / "receiver.cpp";
    const std::string right = contents(file);
    Running watching(kit, {"grade", "02/1", "--watch"});
    CHECK(holds(watching.until("Waiting for you"), "20 of 20 points"));
    // As many editors save: beside it, then renamed, so that nobody ever sees half of it.
    const auto save = [&](const std::string& text) {
        std::ofstream{kit.work() / "new"} << text;
        fs::rename(kit.work() / "new", file);
    };
    save(right); // the same bytes again are no news: what comes next is about the broken file
    save("int main() { return nothing_here; }\n");
    CHECK(holds(watching.until("Waiting for you"), "nothing_here"));
    std::ofstream{file} << right << std::flush; // in place
    std::string last;
    for (int i = 0; i < 3 && !holds(last, "20 of 20 points"); ++i) // it may have been seen while it was written
        last = watching.until("Waiting for you");
    CHECK(holds(last, "20 of 20 points"));
    CHECK(watching.interrupt() == 0);
    CHECK(kit.run("\"$IPCLAB\" grade 02/1 --watch --format json").first == 2);
}

TEST_CASE("the kit has what students need and nothing else, and is the same each time") {
    const Kit kit;
    const fs::path hidden = kit.path() / "labs" / lab / "lab.toml";
    std::ofstream{hidden, std::ios::app}
        << "\n# not for them\n[[scenario]]\nname = \"of-the-exam\"\npoints = 1\nhidden = true\n"
           "play = [ { start = \"sender\" } ]\nexpect = [ { actor = \"sender\", exit = 2 } ]\n";
    CHECK(kit.run("\"$IPCLAB\" new 02-message-queues/9-mine").first == 0);
    CHECK(holds(kit.said("pack"), "without 1 hidden scenario"));
    CHECK(kit.run("\"$IPCLAB\" pack --out other.tar.gz").first == 0);
    CHECK(kit.run("cmp ipclab-kit.tar.gz other.tar.gz").first == 0);
    const std::string names = kit.run("tar tzf other.tar.gz").second;
    for (const char* part :
         {"ipclab-kit/ipclab\n", "ipclab-kit/README.md\n", "ipclab-kit/grader/CMakeLists.txt\n",
          "ipclab-kit/labs/course.toml\n", "1-sender-receiver/sender.cpp\n", "grader/rules/deadlock.md\n"})
        CHECK(holds(names, part));
    for (const char* part : {"solutions", "mutants", "slides", "grader/tests", ".git/", "9-mine", "work/"})
        CHECK_FALSE(holds(names, part));
    CHECK(kit.run("tar xzf other.tar.gz").first == 0);
    const fs::path unpacked = kit.path() / "ipclab-kit";
    const std::string text = contents(unpacked / "labs" / lab / "lab.toml");
    CHECK_FALSE(holds(text, "of-the-exam"));
    CHECK_FALSE(holds(text, "not for them"));
    CHECK_FALSE(holds(contents(unpacked / "labs/course.toml"), "9-mine"));
    CHECK((fs::status(unpacked / "ipclab").permissions() & fs::perms::owner_exec) != fs::perms::none);
    // The two commands of its README.
    const std::string there = "cd ipclab-kit && export IPCLAB_ROOT=\"$PWD\" && ";
    CHECK(kit.run(there + "\"$IPCLAB\" start && \"$IPCLAB\" grade").first == 1); // the skeleton has no points yet
    CHECK(holds(contents(unpacked / "README.md"), "./ipclab start"));
    CHECK(kit.run(there + "\"$IPCLAB\" pack").first == 2);
    CHECK(kit.run(there + "./ipclab test").first == 2);
}

TEST_CASE("a new lab is whole, is not shown to students, and nothing is written over") {
    const Kit kit;
    const auto [status, said] = kit.run("\"$IPCLAB\" new 04-semaphores/9-barrier");
    CHECK(status == 0);
    CHECK(holds(said, "Next:\n  in labs/04-semaphores/9-barrier/README.md:3, write"));
    CHECK(fs::exists(kit.path() / "solutions/04-semaphores/9-barrier/first.cpp"));
    CHECK(holds(contents(kit.path() / "labs/course.toml"), "04-semaphores/9-barrier"));
    CHECK_FALSE(holds(kit.said(""), "9-barrier"));
    CHECK(kit.run("\"$IPCLAB\" grade 04/9 --in solutions").first == 0);
    CHECK(kit.run("\"$IPCLAB\" grade 04/9 --in labs").first == 1);
    CHECK(kit.run("\"$IPCLAB\" new 04-semaphores/9-barrier").first == 2);
    CHECK(kit.run("\"$IPCLAB\" new 04-locks/1-x").first == 2);
    for (const char* wrong : {"", "x", "04-semaphores", "../9-x", "04-Sem/1-x", "04-semaphores/9-b/c"})
        CHECK(kit.run("\"$IPCLAB\" new " + std::string(wrong)).first == 2);
}
