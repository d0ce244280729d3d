#include "sysv/utf8.h"
#include "trace/check.h"
#include "trace/fields.h"
#include "trace/trace.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace ipclab::trace {

namespace {

// Keeps the order of the fields, so that the same trace is always the same text.
using Json = nlohmann::ordered_json;

constexpr int format_version = 1;
constexpr std::string_view version_field = "format_version";
constexpr std::string_view tag_field = "is";

std::string base16(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes)
        fmt::format_to(std::back_inserter(text), "{:02x}", static_cast<unsigned char>(byte));
    return text;
}

/// Makes JSON of anything that a trace consists of; as a visitor, adds each field to an object.
class Writer {
public:
    template <class Value>
    void operator()(std::string_view name, const Value& field, Role) {
        if constexpr (sysv::may_be_absent<Value>) {
            if (sysv::is_absent(field)) return;
        }
        object_.emplace(std::string(name), write(field));
    }

    template <class Value>
    static Json write(const Value& what) {
        if constexpr (std::is_arithmetic_v<Value>) {
            return what;
        } else if constexpr (std::is_enum_v<Value>) {
            return names_of(std::type_identity<Value>{}).at(static_cast<std::size_t>(what));
        } else {
            return compound(what);
        }
    }

private:
    static Json compound(const std::string& text) {
        if (sysv::is_utf8(text)) return text;
        return Json{{"base16", base16(text)}};
    }
    static Json compound(TaskId task) { return task.value; }
    static Json compound(std::chrono::nanoseconds time) { return time.count(); }
    template <class Value>
    static Json compound(const std::optional<Value>& what) {
        return write(*what);
    }
    template <class Value>
    static Json compound(const std::vector<Value>& list) {
        Json array = Json::array();
        for (const Value& item : list)
            array.push_back(write(item));
        return array;
    }
    template <class... Alternatives>
    static Json compound(const std::variant<Alternatives...>& what) {
        return std::visit(
            []<class Value>(const Value& held) {
                // A variant in a variant is no level of its own: tags are all different.
                if constexpr (requires { tag(std::type_identity<Value>{}); })
                    return tagged(held);
                else
                    return compound(held);
            },
            what);
    }
    template <class Value>
    static Json tagged(const Value& what) {
        Writer writer;
        writer.object_.emplace(std::string(tag_field), tag(std::type_identity<Value>{}));
        fields(what, writer);
        return std::move(writer.object_);
    }
    template <class Value>
    static Json compound(const Value& what) {
        Writer writer;
        fields(what, writer);
        return std::move(writer.object_);
    }

    Json object_ = Json::object();
};

/// Where in the text the reader is: costs nothing until something is wrong.
struct Place {
    const Place* outer = nullptr;
    std::string_view field;
    std::size_t index = 0;
    [[nodiscard]] std::string text() const {
        if (!outer) return "trace";
        return field.empty() ? fmt::format("{}[{}]", outer->text(), index) : fmt::format("{}.{}", outer->text(), field);
    }
};

[[noreturn]] void refuse(const Place& place, std::string_view why) {
    throw std::runtime_error(fmt::format("{} {}", place.text(), why));
}

/// Reads into anything that a trace consists of; as a visitor, takes each field out of an object.
class Reader {
public:
    Reader(const Json& object, const Place& place) : object_(object), place_(place) {
        if (!object.is_object()) refuse(place, "should be an object");
    }

    template <class Value>
    void operator()(std::string_view name, Value& field, Role) {
        const Place place{&place_, name};
        const auto found = object_.find(name);
        if (found != object_.end())
            read(*found, field, place);
        else if (!sysv::may_be_absent<Value>)
            refuse(place, "is missing");
    }

    template <class Value>
    static void read(const Json& json, Value& what, const Place& place) {
        if constexpr (std::is_same_v<Value, bool>) {
            if (!json.is_boolean()) refuse(place, "should be true or false");
            what = json.template get<bool>();
        } else if constexpr (std::is_integral_v<Value>) {
            number(json, what, place);
        } else if constexpr (std::is_enum_v<Value>) {
            const auto names = names_of(std::type_identity<Value>{});
            const std::string_view name = text(json, place);
            const auto* found = std::ranges::find(names, name);
            if (found == names.end()) refuse(place, fmt::format("is \"{}\", which it cannot be", name));
            what = static_cast<Value>(found - names.begin());
        } else {
            compound(json, what, place);
        }
    }

private:
    template <class Number>
    static void number(const Json& json, Number& what, const Place& place) {
        if (!json.is_number_integer()) refuse(place, "should be a whole number");
        const auto fits = [&](auto value) {
            if (!std::in_range<Number>(value)) refuse(place, fmt::format("is {}, which is out of range", value));
            what = static_cast<Number>(value);
        };
        if (json.is_number_unsigned())
            fits(json.get<std::uint64_t>());
        else
            fits(json.get<std::int64_t>());
    }
    static const std::string& text(const Json& json, const Place& place) {
        if (!json.is_string()) refuse(place, "should be a text");
        return json.get_ref<const std::string&>();
    }

    static void compound(const Json& json, std::string& what, const Place& place) {
        if (!json.is_object()) {
            what = text(json, place);
            return;
        }
        std::string digits;
        Reader(json, place)("base16", digits, Role::plain);
        what = bytes(digits, place);
    }
    static std::string bytes(std::string_view digits, const Place& place) {
        constexpr std::string_view alphabet = "0123456789abcdef";
        std::string bytes;
        for (std::size_t i = 0; i < digits.size(); i += 2) {
            const std::size_t high = alphabet.find(digits[i]);
            const std::size_t low = i + 1 < digits.size() ? alphabet.find(digits[i + 1]) : std::string_view::npos;
            if (high == std::string_view::npos || low == std::string_view::npos) refuse(place, "is not base 16");
            bytes += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
        }
        return bytes;
    }
    static void compound(const Json& json, TaskId& task, const Place& place) { number(json, task.value, place); }
    static void compound(const Json& json, std::chrono::nanoseconds& time, const Place& place) {
        std::int64_t count = 0;
        number(json, count, place);
        time = std::chrono::nanoseconds(count);
    }
    template <class Value>
    static void compound(const Json& json, std::optional<Value>& what, const Place& place) {
        read(json, what.emplace(), place);
    }
    template <class Value>
    static void compound(const Json& json, std::vector<Value>& list, const Place& place) {
        if (!json.is_array()) refuse(place, "should be a list");
        list.resize(json.size());
        for (std::size_t i = 0; i < list.size(); ++i)
            read(json[i], list[i], {&place, {}, i});
    }
    template <class... Alternatives>
    static void compound(const Json& json, std::variant<Alternatives...>& what, const Place& place) {
        std::string name;
        Reader(json, place)(tag_field, name, Role::plain);
        if (!alternative(json, name, what, place)) refuse(place, fmt::format("is \"{}\", which it cannot be", name));
    }
    // Tries the alternatives one after the other, and those of a variant in the variant.
    template <class... Alternatives>
    static bool alternative(const Json& json, std::string_view name, std::variant<Alternatives...>& what,
                            const Place& place) {
        const auto is = [&]<class Value>(std::type_identity<Value>) {
            if constexpr (requires { tag(std::type_identity<Value>{}); }) {
                if (name != tag(std::type_identity<Value>{})) return false;
                read(json, what.template emplace<Value>(), place);
                return true;
            } else {
                Value inner;
                if (!alternative(json, name, inner, place)) return false;
                what = std::move(inner);
                return true;
            }
        };
        return (is(std::type_identity<Alternatives>{}) || ...);
    }
    template <class Value>
    static void compound(const Json& json, Value& what, const Place& place) {
        Reader reader(json, place);
        fields(what, reader);
    }

    const Json& object_;
    const Place& place_;
};

} // namespace

std::string to_json(const Trace& trace, int indent) {
    Json json = Json::object();
    json.emplace(std::string(version_field), format_version);
    json.update(Writer::write(trace));
    return json.dump(indent);
}

Trace from_json(std::string_view text) {
    Json json;
    try {
        json = Json::parse(text);
    } catch (const Json::exception& error) {
        throw std::runtime_error(fmt::format("trace is no JSON: {}", error.what()));
    }
    const Place place;
    int version = 0;
    Reader(json, place)(version_field, version, Role::plain);
    if (version != format_version) {
        throw std::runtime_error(fmt::format("trace has format {}; this program reads format {}", version, format_version));
    }
    Trace trace;
    Reader::read(json, trace, place);
    check(trace);
    return trace;
}

} // namespace ipclab::trace
