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
    ExpectActor read_output(Table& table);
    void read_exit(const Node& node, ExpectActor& expect);
    ExpectCall read_calls(Table& table, const Node& call);
    ExpectObject read_object(Table& table, const Node& object);
    std::optional<Count> read_count(Table& table, std::string_view key);
    std::vector<std::string> read_lines(Table& table, std::string_view key);
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

ExpectObject Expectations::read_object(Table& table, const Node& object) {
    ExpectObject expect;
    expect.key = as_text(object, "\"object\"", problems_).value_or("");
    const bool named = std::find(known_.key_tables.begin(), known_.key_tables.end(), expect.key) != known_.key_tables.end();
    if (object.kind == Node::Kind::text && !named)
        problems_.add(object.span, fmt::format("[keys] has no {}", sysv::quoted(expect.key)),
                      did_you_mean(expect.key, known_.key_tables, "the keys"));
    expect.exists = table.yes_no("exists");
    const auto key =
        std::find_if(known_.keys.begin(), known_.keys.end(), [&](const Key& k) { return k.name == expect.key; });
    if (key == known_.keys.end()) {
        for (const Member& member : table.node().members)
            table.find(member.key); // of which kind? so nothing to check
        return expect;
    }
    const FieldReader fields{scope_, problems_};
    fields.read_state(table, key->kind, expect.fields);
    if (expect.exists == false && !expect.fields.empty())
        problems_.add(table.key_span("exists"), "an object that does not exist has no state",
                      "make an expectation of each, or take one away");
    if (!expect.fields.empty() && !expect.exists) expect.exists = true;
    return expect;
}

/// One subject, and one kind of thing expected of it.
bool Expectations::check_subject(const Node& node) {
    std::vector<std::string> subjects;
    for (const std::string_view subject : {"actor", "one_of", "object"})
        if (member_of(node, subject) != nullptr) subjects.emplace_back(subject);
    if (subjects.size() > 1) {
        problems_.add(node.span, fmt::format("an expectation is about one thing, but this one has {}", listed(subjects)),
                      "make an expectation of each");
        return false;
    }
    if (subjects.empty()) {
        for (const Member& member : node.members)
            if (const auto meant = nearest(member.key, {"actor", "one_of", "object"})) {
                problems_.add(member.span, fmt::format("an expectation has no key \"{}\"", member.key),
                              fmt::format("did you mean \"{}\"?", *meant));
                return false;
            }
        problems_.add(node.span, "this expectation does not say whom it is about",
                      "an expectation has one of actor, one_of and object");
        return false;
    }
    if (member_of(node, "call") == nullptr) return true;
    for (const std::string_view key : {"stdout", "has_lines", "lacks_lines", "stderr_has", "exit", "signal"})
        if (const Member* member = member_of(node, key)) {
            problems_.add(member->span, fmt::format("an expectation on a call says nothing about \"{}\"", key),
                          "make two expectations: one with \"call\", one without");
            return false;
        }
    return true;
}

std::optional<Expectation> Expectations::read(const Node& node) {
    if (!is_table(node, "an entry of \"expect\"", problems_) || !check_subject(node)) return std::nullopt;
    Table table(node, "this expectation", problems_);
    Expectation expectation;
    expectation.place = node.span.begin;
    const Node* object = table.find("object");
    const Node* call = object == nullptr ? table.find("call") : nullptr;
    std::size_t subjects = call == nullptr ? 1 : 2;
    if (const Node* actor = object == nullptr ? table.find("actor") : nullptr) read_actor(*actor, expectation);
    if (const Node* group = object == nullptr ? table.find("one_of") : nullptr) {
        expectation.one_of = true;
        if (is_list(*group, "\"one_of\"", "actors", problems_)) {
            for (const Node& actor : group->items)
                read_actor(actor, expectation);
            if (group->items.size() < 2)
                problems_.add(group->span, "a group has at least two actors", "for one actor write: actor = \"A\"");
        }
    }
    if (const Node* because = table.find("because")) {
        ++subjects;
        expectation.because = as_text(*because, "\"because\"", problems_).value_or("");
        if (because->kind == Node::Kind::text) check_placeholders(*because, scope_, Filled::after, problems_);
    }
    if (object != nullptr)
        expectation.what = read_object(table, *object);
    else if (call != nullptr)
        expectation.what = read_calls(table, *call);
    else
        expectation.what = read_output(table);
    if (node.members.size() <= subjects && call == nullptr)
        problems_.add(node.span, "this expectation expects nothing",
                      object != nullptr ? "for example: exists = false" : "for example: exit = 0, or stdout = \"...\"");
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
