#pragma once

/// @file
/// The fields of a call or of an object's state in an expectation. Inside of course/ only.

#include "course/placeholders.h"
#include "course/table.h"
#include "course/vocabulary.h"

#include <map>
#include <optional>
#include <string>

namespace ipclab::course {

/// Reads fields as the texts of ExpectCall::fields and ExpectObject::fields, and reports what they cannot be.
struct FieldReader {
    const Scope& scope;
    Problems& problems;

    std::optional<std::string> read(const Node& node, const CallField& field, const CallWords& call) const;
    void read_state(Table& table, Key::Kind kind, std::map<std::string, std::string>& fields) const;

private:
    void read_indexed(Table& table, const StateField& field, std::map<std::string, std::string>& fields) const;
    [[nodiscard]] std::optional<std::string> in_segment(const Node& node, const std::string& field) const;
    [[nodiscard]] std::optional<std::string> number(const Node& node, std::string_view name, std::string_view or_else) const;
    [[nodiscard]] bool check_words(const Node& node, const CallField& field, const CallWords& call) const;
    [[nodiscard]] bool check_object(const Node& node, std::string_view part, Key::Kind kind, std::string_view call) const;
    [[nodiscard]] std::optional<std::string> mode(const Node& node) const;
};

} // namespace ipclab::course
