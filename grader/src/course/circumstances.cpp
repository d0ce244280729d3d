/// What a scenario finds there, and what it needs.

#include "course/nearest.h"
#include "course/scenario.h"
#include "course/vocabulary.h"
#include "sysv/names.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::int64_t most_bytes = std::int64_t{16} << 20;
constexpr std::int64_t largest_value = 32'767; // SEMVMX
constexpr std::int64_t largest_type = 2'147'483'647;

int read_mode(const Node& node, Problems& problems) {
    const auto text = as_text(node, "\"mode\"", problems);
    int mode = 0;
    if (!text) return mode;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), mode, 8);
    if (error != std::errc{} || end != text->data() + text->size() || mode < 0 || mode > 0777)
        problems.add(node.span, fmt::format("{} is no mode", sysv::quoted(*text)),
                     "octal digits, for example: mode = \"0600\"");
    return mode;
}

Given::Message read_message(const Node& node, const Scope& scope, Problems& problems) {
    Given::Message message;
    if (!is_table(node, "an entry of \"messages\"", problems)) return message;
    Table table(node, "a message", problems);
    if (table.require("type", "type = 1") != nullptr) message.type = table.whole("type", {1, largest_type}).value_or(1);
    if (const Node* text = table.require("text", "text = \"old news\"")) {
        message.text = as_text(*text, "\"text\"", problems).value_or("");
        if (text->kind == Node::Kind::text) check_placeholders(*text, scope, Filled::before, problems);
    }
    table.finish();
    return message;
}

void read_contents(Table& table, Given& given, Key::Kind kind, const Scope& scope, Problems& problems) {
    if (kind == Key::Kind::queue) {
        const Node* messages = table.find("messages");
        if (messages != nullptr && is_list(*messages, "\"messages\"", "tables", problems))
            for (const Node& message : messages->items)
                given.messages.push_back(read_message(message, scope, problems));
    } else if (kind == Key::Kind::segment) {
        if (table.require("size", "size = 4096") != nullptr) given.size = table.whole("size", {1, most_bytes}).value_or(1);
        given.byte = static_cast<int>(table.whole("filled", {0, 255}).value_or(0));
    } else if (const Node* values = table.require("values", "values = [0, 0]");
               values != nullptr && is_list(*values, "\"values\"", "numbers", problems)) {
        for (const Node& value : values->items)
            given.values.push_back(
                static_cast<int>(as_whole(value, "an entry of \"values\"", {0, largest_value}, problems).value_or(0)));
        if (values->items.empty()) problems.add(values->span, "a set has one semaphore at least", "values = [0]");
    }
}

std::optional<Given> read_given(const Node& node, const Known& known, const Scope& scope, Problems& problems) {
    if (!is_table(node, "an entry of \"given\"", problems)) return std::nullopt;
    Table table(node, "a given object", problems);
    Given given;
    given.place = node.span.begin;
    const Node* object = table.require("object", "object = \"box\"");
    const auto name = object == nullptr ? std::nullopt : as_text(*object, "\"object\"", problems);
    const auto key = std::find_if(known.keys.begin(), known.keys.end(), [&](const Key& one) { return one.name == name; });
    if (const Node* mode = table.find("mode")) given.mode = read_mode(*mode, problems);
    if (const Node* owner = table.find("owner")) {
        const auto who = as_text(*owner, "\"owner\"", problems);
        given.stranger = who == "stranger";
        if (who && !given.stranger && *who != "student")
            problems.add(owner->span, fmt::format("an object does not belong to {}", sysv::quoted(*who)),
                         did_you_mean(*who, {"student", "stranger"}, "it belongs to"));
    }
    if (key == known.keys.end()) {
        for (const std::string_view contents : {"messages", "size", "filled", "values"})
            table.find(contents);
        table.finish();
        if (name && std::find(known.key_tables.begin(), known.key_tables.end(), *name) == known.key_tables.end())
            problems.add(object->span, fmt::format("the lab has no key {}", sysv::quoted(*name)),
                         did_you_mean(*name, known.key_tables, "its keys"));
        return std::nullopt;
    }
    given.key = *name;
    read_contents(table, given, key->kind, scope, problems);
    table.finish();
    return given;
}

} // namespace

void read_circumstances(Table& table, Scenario& scenario, const Known& known, const Scope& scope, Problems& problems) {
    for (const Node* need : table.texts("needs")) {
        if (need->text == "second-uid")
            scenario.needs.insert(Need::second_uid);
        else
            problems.add(need->span, fmt::format("nothing is known of a need {}", sysv::quoted(need->text)),
                         did_you_mean(need->text, {"second-uid"}, "a scenario can need"));
    }
    if (const Node* given = table.find("given"); given != nullptr && is_list(*given, "\"given\"", "tables", problems))
        for (const Node& object : given->items)
            if (auto one = read_given(object, known, scope, problems)) scenario.given.push_back(std::move(*one));
    const bool stranger =
        std::any_of(scenario.given.begin(), scenario.given.end(), [](const Given& one) { return one.stranger; });
    if (stranger && !scenario.needs.contains(Need::second_uid))
        problems.add(table.key_span("given"), "an object of a stranger can only be made where there is a second user",
                     "add to the scenario: needs = [\"second-uid\"]");
    if (const Node* ids = table.find("ids")) {
        const auto text = as_text(*ids, "\"ids\"", problems);
        scenario.ids_above_zero = text == "above zero";
        if (text && !scenario.ids_above_zero)
            problems.add(ids->span, fmt::format("\"ids\" cannot be {}", sysv::quoted(*text)), "ids = \"above zero\"");
    }
    if (const Node* sleepers = table.find("sleepers")) {
        const auto text = as_text(*sleepers, "\"sleepers\"", problems);
        scenario.sleepers_in_any_order = text == "in any order";
        if (text && !scenario.sleepers_in_any_order)
            problems.add(sleepers->span, fmt::format("\"sleepers\" cannot be {}", sysv::quoted(*text)),
                         "sleepers = \"in any order\"");
    }
}

} // namespace ipclab::course
