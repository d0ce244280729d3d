/// Whatever happens to a lab.toml, it reads or is refused with a place: no crash, no other exception, no hang.

#include "sample.h"

#include <catch2/catch_test_macros.hpp>

#include <cstdint>

using namespace ipclab::course;

namespace {

/// Fixed, so that a failure comes back.
class Dice {
public:
    std::size_t below(std::size_t count) {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(state_ >> 33U) % count;
    }

private:
    std::uint64_t state_ = 20;
};

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        all.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return all;
}

std::string mutate(std::string text, Dice& dice) {
    static const std::string letters = "abcxyz{}[]\"'=,.#\n\t 0123456789-_\\|\xed\x95\x9c\x01\x7f\xff";
    switch (dice.below(6)) {
    case 0: text.erase(dice.below(text.size()), 1 + dice.below(4)); break;
    case 1: text.insert(dice.below(text.size()), 1, letters[dice.below(letters.size())]); break;
    case 2: text[dice.below(text.size())] = letters[dice.below(letters.size())]; break;
    case 3: text.insert(dice.below(text.size()), text.substr(dice.below(text.size()), dice.below(40))); break;
    default: {
        std::vector<std::string> all = lines(text);
        const std::size_t at = dice.below(all.size());
        if (dice.below(2) == 0)
            all.erase(all.begin() + static_cast<std::ptrdiff_t>(at));
        else
            all.insert(all.begin() + static_cast<std::ptrdiff_t>(dice.below(all.size())), std::string(all[at]));
        text.clear();
        for (const std::string& line : all)
            text += line;
    }
    }
    return text;
}

} // namespace

TEST_CASE("a mutated lab.toml reads or is refused with a place in the file") {
    Dice dice;
    int read = 0;
    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
        std::string text = sample::lab;
        for (std::size_t i = 0; i <= dice.below(3); ++i)
            text = mutate(text, dice);
        const auto count = static_cast<int>(lines(text).size());
        try {
            sample::read(text);
            ++read;
        } catch (const LabError& error) {
            ++refused;
            INFO(text);
            REQUIRE_FALSE(error.problems().empty());
            for (const Problem& problem : error.problems()) {
                INFO(plain_text(problem));
                REQUIRE(problem.place.line >= 1);
                REQUIRE(problem.place.line <= count + 1);
                REQUIRE(problem.place.column >= 1);
                REQUIRE(problem.width >= 1);
                REQUIRE_FALSE(problem.message.empty());
            }
        }
        // Anything else that is thrown ends the test as a failure.
    }
    CHECK(read > 50);
    CHECK(refused > 500);
}
