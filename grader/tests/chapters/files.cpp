#include "files.h"

#include <fmt/format.h>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ipclab::chapters {
namespace fs = std::filesystem;
namespace {

/// For people, in whatever folder they are.
std::string short_name(const fs::path& file) {
    // chapters/NN-topic/runs/NAME.txt
    std::string name;
    const auto whole = fs::absolute(file).lexically_normal();
    for (const auto& part : whole)
        name = part == "chapters" ? part.string() : name.empty() ? "" : name + "/" + part.string();
    return name.empty() ? whole.string() : name;
}

void show_difference(const fs::path& file, const std::string& text, const std::string& as) {
    const int other = memfd_create("as it should be", 0);
    if (other == -1 || write(other, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error("a text could not be written to memory");
    const auto beside = fmt::format("/dev/fd/{}", other);
    const auto name = short_name(file);
    std::fflush(stdout);
    const auto child = fork();
    if (child == 0) {
        execlp("diff", "diff", "-u", "--label", (name + ", as it stands").c_str(), "--label", (name + ", " + as).c_str(),
               file.c_str(), beside.c_str(), nullptr);
        _exit(127);
    }
    waitpid(child, nullptr, 0);
    close(other);
}

} // namespace

std::string read_file(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw std::runtime_error(short_name(file) + " cannot be read");
    return {std::istreambuf_iterator<char>{stream}, {}};
}

bool settle(const fs::path& file, const std::string& text, Mode mode, const std::string& as) {
    if (read_file(file) == text) return true;
    if (mode == Mode::rewrite) {
        std::ofstream stream{file, std::ios::binary};
        stream << text;
        if (!stream.flush()) throw std::runtime_error(short_name(file) + " cannot be written");
        fmt::print("rewritten: {}\n", short_name(file));
        return true;
    }
    show_difference(file, text, as);
    return false;
}

} // namespace ipclab::chapters
