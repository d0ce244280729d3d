#include "cli/result.h"

#include "cli/options.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ipclab::cli {

std::string packed(const Result& result) {
    return fmt::format("{} {}\n{}{}", result.status, result.text.size(), result.text, result.page);
}

Result unpacked(std::string_view packed) {
    Result result{static_cast<int>(Status::grader), "", ""};
    const char* const end = packed.data() + packed.size();
    const auto status = std::from_chars(packed.data(), end, result.status);
    std::size_t length = 0;
    if (status.ptr == end || status.ec != std::errc{}) return result;
    const auto size = std::from_chars(status.ptr + 1, end, length);
    if (size.ptr == end || size.ec != std::errc{}) return result;
    const std::string_view rest{size.ptr + 1, end};
    result.text = rest.substr(0, length);
    result.page = rest.substr(std::min(length, rest.size()));
    return result;
}

} // namespace ipclab::cli
