#pragma once

/// @file
/// Taking what is meant out of a table of the file, and telling what is wrong with the rest.

#include "course/node.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::course {

/// The smallest and the largest that a whole number may be.
struct Range {
    std::int64_t from = 0, to = 0;
};

/// @name One value. Where it is not what it should be, that is added to `problems` and nothing is returned.
/// `name` is how the message calls it: `"points"`.
/// @{
std::optional<std::string> as_text(const Node& node, std::string_view name, Problems& problems);
std::optional<std::int64_t> as_whole(const Node& node, std::string_view name, Range range, Problems& problems);
std::optional<bool> as_yes_no(const Node& node, std::string_view name, Problems& problems);
bool is_list(const Node& node, std::string_view name, std::string_view of_what, Problems& problems);
bool is_table(const Node& node, std::string_view name, Problems& problems);
/// @}

/// "the text "4"", "a list", … for messages.
std::string describe(const Node& node);

/// A table whose keys are asked for one by one. A key that nobody asked for is a mistake, found by `finish`.
class Table {
public:
    /// `what` is how messages call it: "a scenario".
    Table(const Node& node, std::string what, Problems& problems);

    /// The value of a key; nullptr where it is not there.
    const Node* find(std::string_view key);
    /// As `find`, and its absence is a mistake; `example` shows how it would be written.
    const Node* require(std::string_view key, std::string_view example);

    std::optional<std::string> text(std::string_view key);
    std::optional<std::int64_t> whole(std::string_view key, Range range);
    std::optional<bool> yes_no(std::string_view key);
    /// The nodes of a list of texts; those that are no texts have been reported.
    std::vector<const Node*> texts(std::string_view key);

    /// Where the key stands; the table itself where it is not there.
    [[nodiscard]] Span key_span(std::string_view key) const;
    [[nodiscard]] const Node& node() const { return node_; }

    /// Reports every key that was not asked for, with the nearest that was.
    void finish();

private:
    const Node& node_;
    std::string what_;
    Problems& problems_;
    std::vector<std::string> known_;
};

} // namespace ipclab::course
