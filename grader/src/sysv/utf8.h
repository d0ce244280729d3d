#pragma once

/// @file
/// Which bytes are text. Payloads may hold any bytes at all, so whoever prints or stores one has to ask.

#include <cstddef>
#include <string_view>

namespace ipclab::sysv {

/// Length of the UTF-8 character that `bytes` begins with (1 to 4); 0 where it begins with none. Overlong forms, surrogates and
/// what lies above U+10FFFF are none (RFC 3629).
std::size_t utf8_character(std::string_view bytes);

/// Whether all of `bytes` is UTF-8.
bool is_utf8(std::string_view bytes);

} // namespace ipclab::sysv
