#include "course/values.h"

#include "course/fnv.h"
#include "course/placeholders.h"

#include <charconv>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

/// SplitMix64: the state goes up in equal steps, the output mixes it. Small, and no library decides what it gives.
class Dice {
public:
    explicit Dice(std::uint64_t state) : state_(state) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }

    /// Evenly from 0 to `count` - 1; 0 stands for 2 to the power of 64.
    std::uint64_t below(std::uint64_t count) {
        if (count == 0) return next();
        const std::uint64_t uneven = (0 - count) % count; // so many of the numbers would favour the small results
        while (true) {
            const std::uint64_t number = next();
            if (number >= uneven) return number % count;
        }
    }

private:
    std::uint64_t state_;
};

class Words {
public:
    explicit Words(Dice& dice) : dice_(dice) {}

    std::string word(int length) {
        while (true) {
            std::string letters;
            for (int i = 0; i < length; ++i) {
                const std::string_view alphabet = i % 2 == 0 ? consonants : vowels;
                letters += alphabet[dice_.below(alphabet.size())];
            }
            if (used_.insert(letters).second) return letters;
        }
    }

    std::string sentence(int words) {
        std::string text;
        for (int i = 0; i < words; ++i) {
            if (i > 0) text += ' ';
            text += word(4 + static_cast<int>(dice_.below(5)));
        }
        return text;
    }

private:
    // Letters that look and sound different from each other.
    static constexpr std::string_view consonants = "bdklmnrstv";
    static constexpr std::string_view vowels = "aeiou";
    Dice& dice_;
    std::set<std::string> used_;
};

std::string draw_one(const Draw& draw, Dice& dice, Words& words) {
    if (const auto* word = std::get_if<Word>(&draw)) return words.word(word->length);
    if (const auto* sentence = std::get_if<Sentence>(&draw)) return words.sentence(sentence->words);
    if (const auto* choice = std::get_if<OneOf>(&draw)) return choice->texts.at(dice.below(choice->texts.size()));
    const auto& number = std::get<Number>(draw);
    const auto from = static_cast<std::uint64_t>(number.from);
    const std::uint64_t count = static_cast<std::uint64_t>(number.to) - from + 1; // 0 for all numbers there are
    return std::to_string(static_cast<std::int64_t>(from + dice.below(count)));
}

} // namespace

std::map<std::string, std::string> draw(const Scenario& scenario, std::uint64_t seed) {
    Fnv1a mixed;
    mixed.add_word(scenario.lab);
    mixed.add_word(scenario.name);
    Dice dice(Dice(seed).next() ^ mixed.value());
    Words words(dice);
    std::map<std::string, std::string> values;
    for (const auto& [name, how] : scenario.values)
        values[name] = draw_one(how, dice, words);
    return values;
}

std::string fill(std::string_view text, const std::map<std::string, std::string>& values) {
    std::string filled;
    for (const Piece& piece : pieces(text)) {
        const auto value = piece.kind == Piece::Kind::name ? values.find(piece.text) : values.end();
        if (value != values.end())
            filled += value->second;
        else
            filled += piece.kind == Piece::Kind::name ? "{" + piece.text + "}" : piece.text;
    }
    return filled;
}

std::string seed_text(std::uint64_t seed) { return fmt::format("{:08x}", seed & 0xffffffffU); }

std::uint64_t parse_seed(std::string_view text) {
    std::uint32_t seed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed, 16);
    if (text.size() != 8 || error != std::errc{} || end != text.data() + text.size())
        throw std::invalid_argument(fmt::format("a seed is eight hexadecimal digits such as 0badcafe, not \"{}\"", text));
    return seed;
}

} // namespace ipclab::course
