#pragma once

#include <string_view>

namespace ipclab::cli {

/// As CMake's project() says it.
inline constexpr std::string_view version = IPCLAB_VERSION;

} // namespace ipclab::cli
