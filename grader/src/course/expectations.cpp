#include "course/expectation_fields.h"
#include "course/nearest.h"
#include "course/scenario.h"
#include "course/vocabulary.h"
#include "sysv/names.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace ipclab::course {
namespace {

constexpr Range countable{0, 1'000'000'000};

const std::vector<std::string> all_subjects{"actor", "one_of", "all_of", "object", "file"};

const Member* member_of(const Node& table, std::string_view key) {
    for (const Member& member : table.members)
        if (member.key == key) return &member;
    return nullptr;
}

class Expectations {
public:
    Expectations(const Known& known, const Scope& scope, const Cast& cast, Problems& problems)
        : known_(known), scope_(scope), cast_(cast), problems_(problems) {}

    std::optional<Expectation> read(const Node& node);

private:
    bool check_subject(const Node& node);
    void read_actor(const Node& node, Expectation& expectation);
    void read_group(const Node& group, std::string_view key, Expectation& expectation);
    ExpectActor read_output(Table& table);
    ExpectTogether read_together(Table& table);
    ExpectFile read_file(Table& table, const Node& file);
    void read_exit(const Node& node, ExpectActor& expect);
    ExpectCall read_calls(Table& table, const Node& call);
    std::optional<Count> read_count(Table& table, std::string_view key);
    std::vector<std::string> read_lines(Table& table, std::string_view key);
    std::vector<std::string> read_in_order(Table& table);
    std::optional<std::string> read_text(Table& table, std::string_view key);

    const Known& known_;
    const Scope& scope_;
    const Cast& cast_;
    Problems& problems_;
};

std::optional<std::string> Expectations::read_text(Table& table, std::string_view key) {
    auto text = table.text(key);
    if (text) check_placeholders(*table.find(key), scope_, Filled::after, problems_);
    return text;
}

std::vector<std::string> Expectations::read_lines(Table& table, std::string_view key) {
    std::vector<std::string> lines;
    for (const Node* line : table.texts(key)) {
        std::string text = line->text;
        if (!text.empty() && text.back() == '\n') text.pop_back();
        if (text.find('\n') != std::string::npos)
            problems_.add(line->span, fmt::format("an entry of \"{}\" is one line, but this has several", key),
                          "make an entry of each line");
        check_placeholders(*line, scope_, Filled::after, problems_);
        lines.push_back(std::move(text));
    }
    return lines;
}

std::vector<std::string> Expectations::read_in_order(Table& table) {
    auto lines = read_lines(table, "in_order");
    const Node* list = table.find("in_order");
    if (list != nullptr && list->kind == Node::Kind::list && list->items.size() == 1)
        problems_.add(list->span, "one line is in order by itself", "has_lines = says that a line is there");
    return lines;
}

ExpectTogether Expectations::read_together(Table& table) {
    ExpectTogether expect;
    if (table.find("lines") != nullptr) expect.lines = read_lines(table, "lines");
    expect.has_lines = read_lines(table, "has_lines");
    expect.lacks_lines = read_lines(table, "lacks_lines");
    expect.in_order = read_in_order(table);
    return expect;
}

ExpectFile Expectations::read_file(Table& table, const Node& file) {
    ExpectFile expect;
    expect.file = as_text(file, "\"file\"", problems_).value_or("");
    if (file.kind == Node::Kind::text && !is_inner_path(expect.file))
        problems_.add(file.span, fmt::format("{} is no file inside the run's folder", sysv::quoted(expect.file)),
                      "for example: file = \"spool.out\"");
    expect.exists = table.yes_no("exists");
    expect.text = read_text(table, "text");
    if (table.find("lines") != nullptr) expect.lines = read_lines(table, "lines");
    expect.has_lines = read_lines(table, "has_lines");
    expect.lacks_lines = read_lines(table, "lacks_lines");
    expect.in_order = read_in_order(table);
    const bool contents =
        expect.text || expect.lines || !expect.has_lines.empty() || !expect.lacks_lines.empty() || !expect.in_order.empty();
    if (expect.exists == false && contents)
        problems_.add(table.key_span("exists"), "a file that does not exist has no text",
                      "make an expectation of each, or take one away");
    return expect;
}

void Expectations::read_actor(const Node& node, Expectation& expectation) {
    const auto name = as_text(node, "an actor", problems_);
    if (!name) return;
    if (cast_.complete && std::find(cast_.actors.begin(), cast_.actors.end(), *name) == cast_.actors.end())
        problems_.add(node.span, fmt::format("no step starts an actor {}", sysv::quoted(*name)),
                      did_you_mean(*name, cast_.actors, "the actors"));
    if (std::find(expectation.actors.begin(), expectation.actors.end(), *name) != expectation.actors.end())
        problems_.add(node.span, fmt::format("{} is here twice", sysv::quoted(*name)), "keep one of the two");
    expectation.actors.push_back(*name);
}

void Expectations::read_exit(const Node& node, ExpectActor& expect) {
    if (node.kind != Node::Kind::text) {
        if (const auto status = as_whole(node, "\"exit\"", {0, 255}, problems_)) expect.exit = static_cast<int>(*status);
        return;
    }
    expect.exit_nonzero = node.text == "failure";
    if (node.text != "failure")
        problems_.add(node.span,
                      fmt::format("\"exit\" should be a number from 0 to 255 or \"failure\", but is {}", describe(node)),
                      node.text == "success" ? "write exit = 0" : "a failure is any exit status but 0");
}

ExpectActor Expectations::read_output(Table& table) {
    ExpectActor expect;
    expect.stdout_text = read_text(table, "stdout");
    expect.has_lines = read_lines(table, "has_lines");
    expect.lacks_lines = read_lines(table, "lacks_lines");
    expect.in_order = read_in_order(table);
    expect.stderr_has = read_text(table, "stderr_has");
    if (const Node* exit = table.find("exit")) read_exit(*exit, expect);
    if (const Node* signal = table.find("signal")) expect.signal = read_signal(*signal, problems_);
    if (table.find("exit") != nullptr && table.find("signal") != nullptr)
        problems_.add(table.key_span("signal"), "a program either exits or is ended by a signal",
                      "keep one of \"exit\" and \"signal\"");
    return expect;
}

std::optional<Count> Expectations::read_count(Table& table, std::string_view key) {
    const Node* node = table.find(key);
    if (node == nullptr) return std::nullopt;
    Count count;
    if (node->kind != Node::Kind::table) {
        const auto number = as_whole(*node, fmt::format("\"{}\"", key), countable, problems_);
        count.at_least = count.at_most = number;
        return number ? std::optional(count) : std::nullopt;
    }
    Table how(*node, fmt::format("\"{}\"", key), problems_);
    count.at_least = how.whole("at_least", countable);
    count.at_most = how.whole("at_most", countable);
    if (const auto exactly = how.whole("exactly", countable)) {
        if (count.at_least || count.at_most)
            problems_.add(how.key_span("exactly"), "\"exactly\" leaves nothing for the other to say", "keep one of them");
        count.at_least = count.at_most = exactly;
    }
    how.finish();
    if (node->members.empty())
        problems_.add(node->span, fmt::format("\"{}\" does not say how many", key), "for example: { at_least = 1 }");
    if (count.at_least && count.at_most && *count.at_least > *count.at_most)
        problems_.add(node->span, fmt::format("no number is at least {} and at most {}", *count.at_least, *count.at_most));
    return count;
}

ExpectCall Expectations::read_calls(Table& table, const Node& call) {
    ExpectCall expect;
    expect.call = read_call(call, call_names(), problems_).value_or("");
    expect.succeeds = read_count(table, "succeeds");
    expect.fails = read_count(table, "fails");
    expect.times = read_count(table, "times");
    if (const auto error = table.text("error")) {
        expect.error = *error;
        const auto& names = sysv::errno_names();
        if (!sysv::errno_from_name(*error))
            problems_.add(table.find("error")->span, fmt::format("there is no error {}", sysv::quoted(*error)),
                          did_you_mean(*error, {names.begin(), names.end()}, "the errors"));
    }
    const CallWords* words = find_call(expect.call);
    const FieldReader fields{scope_, problems_};
    if (words == nullptr)
        for (const Member& member : table.node().members)
            table.find(member.key); // of which call? so nothing to check
    else
        for (const CallField& field : words->fields)
            if (const Node* value = table.find(field.name))
                if (auto text = fields.read(*value, field, *words))
                    expect.fields[std::string(field.name)] = std::move(*text);
    // What is not said is made plain here, so that nobody else has to guess it.
    if (expect.error && !expect.fails) expect.fails = Count{1, std::nullopt};
    if (!expect.succeeds && !expect.fails && !expect.times) expect.times = Count{1, std::nullopt};
    return expect;
}

/// One subject, and one kind of thing expected of it.
bool Expectations::check_subject(const Node& node) {
    std::vector<std::string> subjects;
    for (const std::string& subject : all_subjects)
        if (member_of(node, subject) != nullptr) subjects.emplace_back(subject);
    if (subjects.size() > 1) {
        problems_.add(node.span, fmt::format("an expectation is about one thing, but this one has {}", listed(subjects)),
                      "make an expectation of each");
        return false;
    }
    if (subjects.empty()) {
        for (const Member& member : node.members)
            if (const auto meant = nearest(member.key, all_subjects)) {
                problems_.add(member.span, fmt::format("an expectation has no key \"{}\"", member.key),
                              fmt::format("did you mean \"{}\"?", *meant));
                return false;
            }
        problems_.add(node.span, "this expectation does not say whom it is about",
                      fmt::format("an expectation has one of {}", listed(all_subjects)));
        return false;
    }
    if (member_of(node, "call") == nullptr) return true;
    for (const std::string_view key : {"stdout", "has_lines", "lacks_lines", "in_order", "stderr_has", "exit", "signal"})
        if (const Member* member = member_of(node, key)) {
            problems_.add(member->span, fmt::format("an expectation on a call says nothing about \"{}\"", key),
                          "make two expectations: one with \"call\", one without");
            return false;
        }
    return true;
}

void Expectations::read_group(const Node& group, std::string_view key, Expectation& expectation) {
    if (!is_list(group, fmt::format("\"{}\"", key), "actors", problems_)) return;
    for (const Node& actor : group.items)
        read_actor(actor, expectation);
    if (group.items.size() < 2)
        problems_.add(group.span, "a group has at least two actors", "for one actor write: actor = \"A\"");
}

std::optional<Expectation> Expectations::read(const Node& node) {
    if (!is_table(node, "an entry of \"expect\"", problems_) || !check_subject(node)) return std::nullopt;
    Table table(node, "this expectation", problems_);
    Expectation expectation;
    expectation.place = node.span.begin;
    const Node* object = table.find("object");
    const Node* file = object == nullptr ? table.find("file") : nullptr;
    const Node* together = object == nullptr && file == nullptr ? table.find("all_of") : nullptr;
    const bool of_actors = object == nullptr && file == nullptr && together == nullptr;
    const Node* call = of_actors ? table.find("call") : nullptr;
    std::size_t subjects = call == nullptr ? 1 : 2;
    if (const Node* actor = of_actors ? table.find("actor") : nullptr) read_actor(*actor, expectation);
    if (const Node* group = of_actors ? table.find("one_of") : nullptr) {
        expectation.one_of = true;
        read_group(*group, "one_of", expectation);
    }
    if (together != nullptr) read_group(*together, "all_of", expectation);
    expectation.because = read_because(table, scope_, problems_);
    if (member_of(node, "because") != nullptr) ++subjects;
    std::string example = "exit = 0, or stdout = \"...\"";
    if (object != nullptr) {
        expectation.what = read_object(table, *object, "object", known_, scope_, problems_);
        example = "exists = false";
    } else if (file != nullptr) {
        expectation.what = read_file(table, *file);
        example = "text = \"...\", or exists = true";
    } else if (together != nullptr) {
        expectation.what = read_together(table);
        example = "lines = [\"...\", \"...\"]";
    } else if (call != nullptr) {
        expectation.what = read_calls(table, *call);
    } else {
        expectation.what = read_output(table);
    }
    if (node.members.size() <= subjects && call == nullptr)
        problems_.add(node.span, "this expectation expects nothing", "for example: " + example);
    table.finish();
    return expectation;
}

} // namespace

std::vector<Expectation> read_expectations(const Node& node, const Known& known, const Scope& scope, const Cast& cast,
                                           Problems& problems) {
    std::vector<Expectation> expectations;
    if (!is_list(node, "\"expect\"", "expectations", problems)) return expectations;
    Expectations reader(known, scope, cast, problems);
    for (const Node& item : node.items)
        if (auto expectation = reader.read(item)) expectations.push_back(std::move(*expectation));
    if (node.items.empty())
        problems.add(node.span, "the list of expectations is empty",
                     "for example: expect = [ { actor = \"A\", exit = 0 } ]");
    return expectations;
}

} // namespace ipclab::course
