#pragma once

/// @file
/// What the site itself says, in one language: docs/words.LANGUAGE.txt, a line "name = text" each.

#include <filesystem>
#include <map>
#include <string>

namespace ipclab::site {

class Words {
public:
    explicit Words(const std::filesystem::path& file);

    /// Throws `Problem` for a name that the file does not have.
    const std::string& operator[](const std::string& name) const;
    void set(const std::string& name, std::string text) { words_[name] = std::move(text); }

    /// `text` with each {{name}} replaced.
    [[nodiscard]] std::string filled(const std::string& text) const;
    /// Those that begin with "js-", as a JavaScript object.
    [[nodiscard]] std::string for_script() const;

private:
    std::filesystem::path file_;
    std::map<std::string, std::string> words_;
};

} // namespace ipclab::site
