#include "judge/digest.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ipclab::judge {

namespace {

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// A file descriptor that is closed at the end of its scope.
class Opened {
public:
    explicit Opened(int fd) : fd_(fd) {}
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    ~Opened() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_;
};

[[noreturn]] void fail(int error, const std::filesystem::path& file) {
    throw std::system_error(error, std::generic_category(), file.string());
}

} // namespace

void Digest::block(const unsigned char* bytes) {
    std::array<std::uint32_t, 64> w;
    for (std::size_t i = 0; i < 16; ++i)
        w[i] = std::uint32_t{bytes[4 * i]} << 24 | std::uint32_t{bytes[4 * i + 1]} << 16 |
               std::uint32_t{bytes[4 * i + 2]} << 8 | std::uint32_t{bytes[4 * i + 3]};
    for (std::size_t i = 16; i < 64; ++i) {
        const auto early = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
        const auto late = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
        w[i] = w[i - 16] + early + w[i - 7] + late;
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    for (std::size_t i = 0; i < 64; ++i) {
        const auto choice = (e & f) ^ (~e & g);
        const auto majority = (a & b) ^ (a & c) ^ (b & c);
        const auto first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + choice + round_constants[i] + w[i];
        const auto second = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + majority;
        h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
    }
    const std::array<std::uint32_t, 8> mixed{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i)
        state_[i] += mixed[i];
}

Digest& Digest::add(std::string_view bytes) {
    length_ += bytes.size();
    while (!bytes.empty()) {
        const auto taken = std::min(bytes.size(), pending_.size() - held_);
        std::memcpy(pending_.data() + held_, bytes.data(), taken);
        held_ += taken;
        bytes.remove_prefix(taken);
        if (held_ == pending_.size()) {
            block(pending_.data());
            held_ = 0;
        }
    }
    return *this;
}

Digest& Digest::field(std::string_view text) { return add(fmt::format("{}:", text.size())).add(text); }

std::string Digest::text() {
    const auto bits = length_ * 8;
    const auto zeros = (held_ < 56 ? 55 : 119) - held_;
    std::string end(1 + zeros + 8, '\0');
    end[0] = '\x80';
    for (std::size_t i = 0; i < 8; ++i)
        end[end.size() - 1 - i] = static_cast<char>(bits >> (8 * i) & 0xff);
    add(end);
    std::string hex;
    for (const auto word : state_)
        hex += fmt::format("{:08x}", word);
    return hex;
}

std::string digest_of(std::string_view bytes) { return Digest{}.add(bytes).text(); }

std::string contents_of(const std::filesystem::path& file) {
    // O_NONBLOCK: opening a FIFO would wait for a writer.
    const Opened opened(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (opened.get() < 0) fail(errno, file);
    struct stat about {};
    if (::fstat(opened.get(), &about) != 0) fail(errno, file);
    if (S_ISDIR(about.st_mode)) fail(EISDIR, file);
    if (!S_ISREG(about.st_mode)) fail(EINVAL, file);
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(about.st_size));
    std::array<char, 1 << 16> part;
    for (;;) {
        const auto got = ::read(opened.get(), part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(errno, file);
        if (got == 0) return bytes;
        bytes.append(part.data(), static_cast<std::size_t>(got));
    }
}

} // namespace ipclab::judge
