#pragma once

/// @file
/// Is a text well-formed XML, as a strict reader sees it? Browsers forgive; a program that draws a stored picture does not.

#include <string>
#include <string_view>

namespace ipclab::samples {

/// "" where it is: one element, tags that match, attributes quoted and each once, no id twice, only the entities that XML knows,
/// only characters that XML 1.0 allows, in valid UTF-8. Else what is wrong, and what stands there. Declarations, comments and
/// CDATA are not expected.
std::string what_is_wrong_with(std::string_view xml);

/// Numbers of elements with that name.
int count_of(std::string_view xml, std::string_view element);

} // namespace ipclab::samples
