#include "course/read_lab.h"

#include "course/nearest.h"
#include "course/scenario.h"
#include "course/text_file.h"
#include "course/vocabulary.h"
#include "sysv/names.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr std::uintmax_t largest_file = 1024 * 1024;
constexpr std::int64_t most_points = 1000;

/// Throws at once: to judge a newer format by the rules of this one would only report nonsense.
void read_format(Table& table, Problems& problems) {
    const Node* node = table.require("format", "format = 1");
    if (node == nullptr) return;
    if (const auto format = as_whole(*node, "\"format\"", {0, std::numeric_limits<int>::max()}, problems)) {
        if (*format > lab_format)
            problems.add(node->span, "this lab.toml is written for a newer ipclab",
                         fmt::format("this ipclab reads format {}: update it", lab_format));
        if (*format < lab_format)
            problems.add(node->span, fmt::format("there is no format {}", *format), fmt::format("format = {}", lab_format));
        if (*format != lab_format) problems.throw_if_any();
    }
}

bool check_stem(const std::string& stem, const Span& where, Problems& problems) {
    for (const std::string_view ending : {".c", ".cc", ".cpp", ".cxx"})
        if (stem.ends_with(ending)) {
            problems.add(where, fmt::format("\"{}\" should be a file's name without its ending", stem),
                         fmt::format("write \"{}\": the student chooses between C and C++",
                                     stem.substr(0, stem.size() - ending.size())));
            return false;
        }
    return check_name(stem, where, "a source file", false, problems);
}

ProgramFile read_program(const Member& member, Problems& problems) {
    ProgramFile program{member.key, {}};
    check_name(member.key, member.span, "a program", false, problems);
    const auto add = [&](const Node& stem) {
        const auto text = as_text(stem, "a source file", problems);
        if (!text || !check_stem(*text, stem.span, problems)) return;
        if (std::find(program.stems.begin(), program.stems.end(), *text) != program.stems.end())
            problems.add(stem.span, fmt::format("\"{}\" is here twice", *text), "keep one of the two");
        program.stems.push_back(*text);
    };
    if (member.value.kind == Node::Kind::text)
        add(member.value);
    else if (is_list(member.value, fmt::format("\"{}\"", member.key), "source files", problems)) {
        for (const Node& stem : member.value.items)
            add(stem);
        if (member.value.items.empty())
            problems.add(member.value.span, fmt::format("the program \"{}\" has no source files", member.key),
                         fmt::format("for example: {0} = [\"{0}\"]", member.key));
    }
    return program;
}

std::vector<ProgramFile> read_programs(const Node& node, Problems& problems) {
    std::vector<ProgramFile> programs;
    if (!is_table(node, "\"programs\"", problems)) return programs;
    for (const Member& member : node.members)
        programs.push_back(read_program(member, problems));
    if (programs.empty()) problems.add(node.span, "the lab has no programs", "for example: post = [\"post\"]");
    return programs;
}

std::optional<int> read_proj(const Node& node, Problems& problems) {
    if (node.kind == Node::Kind::text) {
        const bool one = node.text.size() == 1 && node.text[0] > 0x20 && node.text[0] < 0x7F;
        if (one) return static_cast<unsigned char>(node.text[0]);
        problems.add(node.span, "\"proj\" should be one character or a number from 1 to 255",
                     "ftok uses only the lowest 8 bits of it, for example: proj = \"B\"");
        return std::nullopt;
    }
    const auto number = as_whole(node, "\"proj\"", {1, 255}, problems);
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

std::optional<Key> read_key(const Member& member, Problems& problems) {
    check_name(member.key, member.span, "a key", false, problems);
    if (!is_table(member.value, fmt::format("\"{}\"", member.key), problems)) return std::nullopt;
    Table table(member.value, "a key", problems);
    Key key;
    key.name = member.key;
    bool good = true;
    if (const Node* kind = table.require("kind", "kind = \"queue\"")) {
        const auto text = as_text(*kind, "\"kind\"", problems);
        const auto known = text ? key_kind(*text) : std::nullopt;
        if (text && !known)
            problems.add(kind->span, fmt::format("there is no kind {}", sysv::quoted(*text)),
                         did_you_mean(*text, {"queue", "semaphores", "segment"}, "the kinds"));
        good = known.has_value();
        if (known) key.kind = *known;
    } else {
        good = false;
    }
    const Node* file = table.find("file");
    key.file = file == nullptr ? member.key + ".key" : as_text(*file, "\"file\"", problems).value_or("");
    const bool plain = !key.file.empty() && key.file != "." && key.file != ".." && key.file.find('/') == std::string::npos;
    if (file != nullptr && file->kind == Node::Kind::text && !plain)
        problems.add(file->span, "\"file\" should be the plain name of a file, since it is made in the run's folder",
                     fmt::format("for example: file = \"{}.key\"", member.key));
    const Node* proj = table.require("proj", "proj = \"B\"");
    const auto number = proj == nullptr ? std::nullopt : read_proj(*proj, problems);
    key.proj = number.value_or(0);
    table.finish();
    return good && plain && number ? std::optional(key) : std::nullopt;
}

void read_keys(const Node& node, Known& known, Problems& problems) {
    if (!is_table(node, "\"keys\"", problems)) return;
    for (const Member& member : node.members) {
        known.key_tables.push_back(member.key);
        const auto key = read_key(member, problems);
        if (!key) continue;
        for (const Key& other : known.keys)
            if (other.kind == key->kind && other.file == key->file && other.proj == key->proj)
                problems.add(member.span, fmt::format("\"{}\" and \"{}\" name the same object", key->name, other.name),
                             "give one of them another file or another proj");
        known.keys.push_back(*key);
    }
}

void read_scenarios(const Node& node, const Known& known, Lab& lab, Problems& problems) {
    if (node.kind == Node::Kind::table) {
        problems.add(node.span, "a scenario stands under two brackets, since there can be many", "write [[scenario]]");
        return;
    }
    if (!is_list(node, "\"scenario\"", "tables", problems)) return;
    for (const Node& item : node.items) {
        if (!is_table(item, "a scenario", problems)) continue;
        Scenario scenario = read_scenario(item, known, problems);
        scenario.lab = lab.id;
        for (const Scenario& other : lab.scenarios)
            if (!scenario.name.empty() && other.name == scenario.name)
                problems.add({scenario.place,
                              {scenario.place.line, scenario.place.column + static_cast<int>(scenario.name.size()) + 2}},
                             fmt::format("a second scenario is called \"{}\"", scenario.name),
                             fmt::format("the first stands in line {}; each needs a name of its own", other.place.line));
        lab.scenarios.push_back(std::move(scenario));
    }
    if (lab.scenarios.empty()) problems.add(node.span, "the lab has no scenario", "add a [[scenario]]");
}

Lab read(const Node& root, std::string id, std::span<const std::string_view> rules, Problems& problems) {
    Lab lab;
    lab.id = std::move(id);
    Known known;
    known.rules.assign(rules.begin(), rules.end());

    Table table(root, "a lab", problems);
    read_format(table, problems);
    if (const Node* title = table.require("title", "title = \"Letters by type\"")) {
        lab.title = as_text(*title, "\"title\"", problems).value_or("?");
        if (lab.title.find_first_not_of(" \t\r\n") == std::string::npos) problems.add(title->span, "the title is empty");
    }
    lab.unfinished = table.yes_no("unfinished").value_or(false);
    if (const Node* programs = table.require("programs", "[programs] with a line post = [\"post\"]"))
        lab.programs = read_programs(*programs, problems);
    for (const ProgramFile& program : lab.programs)
        known.programs.push_back(program.name);
    if (const Node* keys = table.find("keys")) read_keys(*keys, known, problems);
    lab.keys = known.keys;
    if (const Node* node = table.find("rules"); node != nullptr && is_table(*node, "\"rules\"", problems)) {
        Table general(*node, "[rules]", problems);
        lab.rule_points = static_cast<int>(general.whole("points", {0, most_points}).value_or(0));
        lab.waive = read_waive(general, known, problems);
        general.finish();
    }
    if (const Node* scenarios = table.require("scenario", "[[scenario]]")) read_scenarios(*scenarios, known, lab, problems);
    table.finish();
    problems.throw_if_any();
    return lab;
}

} // namespace

int Lab::points() const {
    int sum = rule_points;
    for (const Scenario& scenario : scenarios)
        sum += scenario.points;
    return sum;
}

Lab read_lab_text(std::string_view text, const std::string& file, std::string id, std::span<const std::string_view> rules) {
    const std::size_t invalid = first_invalid_utf8(text);
    Problems problems(file, std::string(text));
    if (invalid != std::string::npos) {
        const std::string_view before = text.substr(0, invalid);
        const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
        const auto column = std::count_if(before.begin() + static_cast<std::ptrdiff_t>(before.rfind('\n') + 1), before.end(),
                                          [](char c) { return (c & 0xC0) != 0x80; });
        const Place place{line, static_cast<int>(column) + 1};
        problems.add({place, {line, place.column + 1}}, "this is no text in UTF-8", "save the file as UTF-8");
        problems.throw_if_any();
    }
    const Node root = parse_toml(text, problems);
    return read(root, std::move(id), rules, problems);
}

Lab read_lab(const std::filesystem::path& folder, std::string id, std::span<const std::string_view> rules) {
    const std::filesystem::path file = folder / "lab.toml";
    std::string text;
    try {
        text = read_text_file(file, largest_file);
    } catch (const UnreadableFile& error) {
        Problems problems(file.string(), "");
        problems.add(fmt::format("lab.toml {}", error.what()),
                     error.why() == UnreadableFile::Why::missing ? "a lab is a folder with a README.md and a lab.toml" : "");
        problems.throw_if_any();
    }
    Lab lab = read_lab_text(text, file.string(), std::move(id), rules);
    lab.folder = folder;
    return lab;
}

} // namespace ipclab::course
