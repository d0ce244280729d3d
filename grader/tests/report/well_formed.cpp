#include "well_formed.h"

#include "report/width.h"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <vector>

namespace ipclab::samples {
namespace {

class Reading {
public:
    explicit Reading(std::string_view xml) : xml_{xml} {}

    void operator()() {
        characters();
        do {
            if (at_ == 0 && next() != '<') wrong("text before the first element");
            if (next() == '<')
                tag();
            else
                text("<");
        } while (!open_.empty());
        if (xml_.find_first_not_of('\n', at_) != std::string_view::npos) wrong("something follows the first element");
    }

private:
    [[noreturn]] void wrong(const std::string& what) const {
        throw std::runtime_error{what + ": " + std::string{xml_.substr(at_, 60)}};
    }
    [[nodiscard]] char next() const {
        if (at_ >= xml_.size()) wrong("it ends in the middle");
        return xml_[at_];
    }
    void take(std::string_view expected) {
        if (xml_.substr(at_, expected.size()) != expected) wrong("not " + std::string{expected});
        at_ += expected.size();
    }
    std::string_view name() {
        const std::size_t end = xml_.find_first_of(" \n\t/>=<\"'&", at_);
        if (end == std::string_view::npos || end == at_) wrong("no name");
        const auto word = xml_.substr(at_, end - at_);
        at_ = end;
        return word;
    }
    void blanks() {
        while (next() == ' ' || next() == '\n')
            ++at_;
    }

    void characters() {
        for (std::size_t at = 0; at < xml_.size();) {
            const report::Character character = report::first_character(xml_.substr(at));
            at_ = at;
            if (!character.valid) wrong("no UTF-8");
            const char32_t code = character.code;
            if ((code < 0x20 && code != '\n' && code != '\t') || code == 0xfffe || code == 0xffff) wrong("no character");
            at += character.bytes.size();
        }
        at_ = 0;
    }

    /// Up to one of `ends`.
    void text(std::string_view ends) {
        while (ends.find(next()) == std::string_view::npos) {
            if (next() == '<') wrong("a bare <");
            if (next() == '&') {
                constexpr std::array<std::string_view, 5> known{"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
                if (std::ranges::none_of(known, [&](auto entity) { return xml_.substr(at_).starts_with(entity); }))
                    wrong("an entity that XML does not know");
            }
            ++at_;
        }
    }

    void tag() {
        take("<");
        if (next() == '/') {
            take("/");
            const auto closed = name();
            take(">");
            if (open_.empty() || open_.back() != closed) wrong("a tag that does not match, before");
            open_.pop_back();
            return;
        }
        open_.push_back(name());
        std::set<std::string_view> attributes;
        for (blanks(); next() != '>' && next() != '/'; blanks()) {
            const auto attribute = name();
            if (!attributes.insert(attribute).second) wrong("an attribute for the second time");
            take("=\"");
            const std::size_t from = at_;
            text("\"");
            if (attribute == "id" && !ids_.insert(xml_.substr(from, at_ - from)).second) wrong("an id for the second time");
            take("\"");
        }
        if (next() == '/') {
            take("/>");
            open_.pop_back();
        } else {
            take(">");
        }
    }

    std::string_view xml_;
    std::size_t at_ = 0;
    std::vector<std::string_view> open_;
    std::set<std::string_view> ids_;
};

} // namespace

std::string what_is_wrong_with(std::string_view xml) {
    try {
        Reading{xml}();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

int count_of(std::string_view xml, std::string_view element) {
    const std::string tag = "<" + std::string{element};
    int count = 0;
    for (std::size_t at = xml.find(tag); at != std::string_view::npos; at = xml.find(tag, at + 1)) {
        const char after = at + tag.size() < xml.size() ? xml[at + tag.size()] : '\0';
        count += after == ' ' || after == '>' || after == '/' ? 1 : 0;
    }
    return count;
}

} // namespace ipclab::samples
