#pragma once

/// @file
/// A lab.toml as a tree of our own, with the place of every key and value. Only toml.cpp knows the library that parses it.

#include "course/problems.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

struct Member;

/// A value of the file. Which of the fields counts is told by `kind`.
struct Node {
    enum class Kind : std::uint8_t { text, whole, real, yes_no, date, list, table };
    Kind kind{};
    Span span;
    std::string text;
    std::int64_t whole = 0;
    double real = 0;
    bool yes = false;
    std::vector<Node> items;     ///< of a list
    std::vector<Member> members; ///< of a table, in the file's order
};

/// A key of a table with its value.
struct Member {
    std::string key;
    Span span; ///< of the key
    Node value;
};

/// Parses the text of a file. Throws LabError, by way of `problems`, where it is not valid TOML.
Node parse_toml(std::string_view text, Problems& problems);

} // namespace ipclab::course
