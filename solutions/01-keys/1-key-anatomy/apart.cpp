// apart KEY
// Takes a key apart into the three pieces that ftok has put together.

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <limits>

// The number that a text stands for: hexadecimal behind 0x, else decimal. A key has 32 bits; as a decimal number it may be
// below 0, since key_t has a sign.
std::uint32_t read_key(const char* text) {
    char* end = nullptr;
    errno = 0;
    const long long number = std::strtoll(text, &end, 0);
    const bool is_key = end != text && *end == '\0' && errno == 0 && number >= std::numeric_limits<std::int32_t>::min() &&
                        number <= std::numeric_limits<std::uint32_t>::max();
    if (!is_key) {
        std::cerr << "apart: " << text << " is no key\n";
        std::exit(1);
    }
    return static_cast<std::uint32_t>(number);
}

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: apart KEY\n";
        return 2;
    }
    // Without a sign: what is shifted out of a negative number leaves ones behind.
    const std::uint32_t key = read_key(argv[1]);
    std::printf("proj_id 0x%02x device 0x%02x inode 0x%04x\n", key >> 24, key >> 16 & 0xff, key & 0xffff);
}
