/// Values from the seed: the same everywhere and for ever, or a token would replay another run.

#include "course/values.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <limits>
#include <set>
#include <sstream>
#include <stdexcept>

using namespace ipclab::course;

namespace {

Scenario scenario() {
    Scenario s;
    s.lab = "02-message-queues/2-letters-by-type";
    s.name = "lowest-type-first";
    s.values = {{"a", Word{8}}, {"b", Word{8}}, {"n", Number{1, 99}}, {"s", Sentence{4}}, {"o", OneOf{{"x", "y"}}}};
    return s;
}

bool pronounceable(const std::string& word) {
    for (std::size_t i = 0; i < word.size(); ++i) {
        const bool vowel = std::string("aeiou").find(word[i]) != std::string::npos;
        if (word[i] < 'a' || word[i] > 'z' || vowel != (i % 2 == 1)) return false;
    }
    return !word.empty();
}

} // namespace

TEST_CASE("a seed gives the same values on every machine") {
    // Written down once: a change of these breaks every token that is around.
    const auto values = draw(scenario(), 0x0badcafe);
    CHECK(values.at("a") == "bilosuto");
    CHECK(values.at("b") == "lidoluda");
    CHECK(values.at("n") == "48");
    CHECK(values.at("s") == "boritat duma tesemalo lamivud");
    CHECK(values.at("o") == "y");
    CHECK(draw(scenario(), 0x0badcafe) == values);
}

TEST_CASE("another seed, scenario or lab gives other values") {
    const auto values = draw(scenario(), 1);
    CHECK(draw(scenario(), 2) != values);
    Scenario other = scenario();
    other.name = "lowest-type-firsu";
    CHECK(draw(other, 1) != values);
    other = scenario();
    other.lab = "02-message-queues/1-sender-receiver";
    CHECK(draw(other, 1) != values);
}

TEST_CASE("words have their length, can be pronounced and never repeat within a scenario") {
    Scenario s = scenario();
    s.values.clear();
    for (int i = 0; i < 60; ++i)
        s.values.emplace_back("w" + std::to_string(i), Word{3});
    s.values.emplace_back("long", Word{4096});
    s.values.emplace_back("text", Sentence{1000});
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        std::set<std::string> seen;
        std::size_t words = 0;
        for (const auto& [name, text] : draw(s, seed)) {
            std::istringstream in(text);
            for (std::string word; in >> word; ++words) {
                CHECK(pronounceable(word));
                seen.insert(word);
                if (name[0] == 'w') CHECK(word.size() == 3);
                if (name == "long") CHECK(word.size() == 4096);
            }
        }
        CHECK(words == 60 + 1 + 1000);
        CHECK(seen.size() == words);
    }
}

TEST_CASE("numbers stay in their range and reach both ends") {
    Scenario s = scenario();
    s.values = {{"n", Number{-1, 1}}};
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        seen.insert(draw(s, seed).at("n"));
    CHECK(seen == std::set<std::string>{"-1", "0", "1"});

    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    s.values = {{"all", Number{least, most}}, {"low", Number{least, least}}, {"high", Number{most, most}}};
    const auto values = draw(s, 1);
    CHECK(values.at("low") == "-9223372036854775808");
    CHECK(values.at("high") == "9223372036854775807");
    CHECK_FALSE(values.at("all").empty());
}

TEST_CASE("placeholders are filled, doubled braces are braces, unknown names stay") {
    const std::map<std::string, std::string> values{{"a", "dog"}, {"box.file", "box.key"}, {"brace", "{a}"}};
    CHECK(fill("{a} in {box.file}", values) == "dog in box.key");
    CHECK(fill("{{a}} {{{a}}}", values) == "{a} {dog}");
    CHECK(fill("{box.id} {", values) == "{box.id} {");
    CHECK(fill("{brace}", values) == "{a}"); // a value is not filled again
    CHECK(fill("", values).empty());
    CHECK(fill("} {} }}", values) == "} {} }");
}

TEST_CASE("a seed is eight hexadecimal digits, nothing else") {
    CHECK(seed_text(0x0badcafe) == "0badcafe");
    CHECK(seed_text(0) == "00000000");
    CHECK(parse_seed("0badcafe") == 0x0badcafe);
    CHECK(parse_seed("FFFFFFFF") == 0xffffffff);
    for (const char* wrong : {"", "1", "123456789", "0x123456", "-1234567", "+1234567", "1234567g", " 1234567"}) {
        INFO(wrong);
        CHECK_THROWS_AS(parse_seed(wrong), std::invalid_argument);
    }
}
