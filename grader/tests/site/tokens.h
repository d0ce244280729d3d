#pragma once

/// @file
/// HTML that Doxygen must not touch: code, figures, single characters that mean something to it. It gets a word instead of each,
/// which is replaced in what it made.

#include <string>
#include <string_view>
#include <vector>

namespace ipclab::site {

class Tokens {
public:
    /// A word that stands for `html`.
    std::string inside(std::string html) { return put(std::move(html)); }
    /// A paragraph that stands for a block. It is moved to the right by `indent`, as what belongs to a list is.
    std::string block(std::string html, std::string_view indent = {});

    /// `html` with all of them replaced, also those within others.
    [[nodiscard]] std::string resolved(const std::string& html) const;

private:
    std::string put(std::string html);
    std::vector<std::string> all_;
};

} // namespace ipclab::site
