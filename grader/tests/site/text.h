#pragma once

/// @file
/// Files and strings, as the site's maker needs them.

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::site {

/// What makes a site impossible: told to the person as it stands, with file and line where there are any.
class Problem : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, std::string_view text);

std::vector<std::string> lines_of(std::string_view text);
std::string_view trimmed(std::string_view text);
std::string replaced(std::string text, std::string_view what, std::string_view by);
/// Safe between tags and in attributes.
std::string escaped(std::string_view text);
/// Without tags, with the characters that entities stand for, and with one blank for many.
std::string text_of_html(std::string_view html);
/// As a string of JavaScript, with its quotes.
std::string as_literal(std::string_view text);

} // namespace ipclab::site
