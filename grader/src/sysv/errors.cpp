#include "sysv/names.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>

namespace ipclab::sysv {

namespace {

// The kernel hands out no errno above this (MAX_ERRNO, include/linux/err.h); the C library names far fewer.
constexpr int last_errno = 4095;

struct Alias {
    std::string_view name;
    int error;
};
constexpr Alias aliases[] = {
    {"EWOULDBLOCK", EWOULDBLOCK}, {"EDEADLOCK", EDEADLOCK}, {"EOPNOTSUPP", EOPNOTSUPP}, {"ENOTSUP", ENOTSUP}};

} // namespace

std::string errno_name(int error) {
    if (error > 0) {
        if (const char* name = strerrorname_np(error)) return name;
    }
    return fmt::format("errno {}", error);
}

std::optional<int> errno_from_name(std::string_view name) {
    for (int error = 1; error <= last_errno; ++error) {
        const char* known = strerrorname_np(error);
        if (known && name == known) return error;
    }
    const auto* alias = std::ranges::find(aliases, name, &Alias::name);
    if (alias != std::end(aliases)) return alias->error;
    return std::nullopt;
}

const std::vector<std::string_view>& errno_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        for (int error = 1; error <= last_errno; ++error) {
            if (const char* name = strerrorname_np(error)) all.emplace_back(name);
        }
        return all;
    }();
    return names;
}

std::string errno_text(int error) {
    if (const char* text = strerrordesc_np(error)) return text;
    return fmt::format("unknown error {}", error);
}

} // namespace ipclab::sysv
