#include "course/text_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

using Why = UnreadableFile::Why;

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_;
};

UnreadableFile refusal(int error) {
    switch (error) {
    case ENOENT:
    case ENOTDIR: return {Why::missing, "is not there"};
    case EACCES: return {Why::refused, "may not be read (see its permissions with ls -l)"};
    case ELOOP: return {Why::refused, "is a symbolic link that leads to itself"};
    case ENXIO: return {Why::no_file, "is a socket, not a file"};
    default: return {Why::refused, fmt::format("cannot be read (error {})", error)};
    }
}

std::string_view kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "a folder";
    if (S_ISFIFO(mode)) return "a FIFO";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

std::string size_text(std::uintmax_t bytes) {
    if (bytes % (1024 * 1024) == 0) return fmt::format("{} MiB", bytes / (1024 * 1024));
    if (bytes % 1024 == 0) return fmt::format("{} KiB", bytes / 1024);
    return fmt::format("{} bytes", bytes);
}

} // namespace

std::string read_text_file(const std::filesystem::path& path, std::uintmax_t limit) {
    // O_NONBLOCK: opening a FIFO that nobody writes to would otherwise never return.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    if (file.get() < 0) throw refusal(errno);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) throw refusal(errno);
    if (!S_ISREG(status.st_mode))
        throw UnreadableFile(Why::no_file, fmt::format("is {}, not a file", kind_of(status.st_mode)));

    std::string text;
    std::array<char, 16384> piece{};
    while (true) {
        const ssize_t got = ::read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw refusal(errno);
        if (got == 0) break;
        text.append(piece.data(), static_cast<std::size_t>(got));
        if (text.size() > limit) throw UnreadableFile(Why::too_large, fmt::format("is larger than {}", size_text(limit)));
    }
    if (text.find('\0') != std::string::npos)
        throw UnreadableFile(Why::no_text,
                             "is no text: it has NUL bytes in it (is it a compiled program, or saved as UTF-16?)");
    return text;
}

std::size_t first_invalid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(at < text.size() ? text[at] : 0); };
        const unsigned char first = byte(i);
        const std::size_t length = first < 0x80                    ? 1
                                   : first >= 0xC2 && first < 0xE0 ? 2
                                   : first >= 0xE0 && first < 0xF0 ? 3
                                   : first >= 0xF0 && first < 0xF5 ? 4
                                                                   : 0;
        if (length == 0) return i;
        for (std::size_t k = 1; k < length; ++k)
            if ((byte(i + k) & 0xC0) != 0x80) return i;
        // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
        const unsigned char second = byte(i + 1);
        if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
            (first == 0xF4 && second > 0x8F))
            return i;
        i += length;
    }
    return std::string_view::npos;
}

} // namespace ipclab::course
