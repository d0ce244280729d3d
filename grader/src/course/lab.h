#pragma once

/// @file
/// A lab as its `lab.toml` says it: programs, keys, scenarios. Pure data; placeholders such as {a} and {box.file} are still in
/// the texts.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace ipclab::course {

/// Where something stands in a lab.toml, for messages and findings.
struct Place {
    int line = 0, column = 0;
};

/// A key of the lab: a file that is made in the run's folder, and the proj_id that the handout names for ftok.
struct Key {
    enum class Kind : std::uint8_t { queue, semaphores, segment };
    std::string name;
    Kind kind{};
    std::string file;
    int proj = 0;
};

/// How a scenario's value is drawn from the seed.
struct Word {
    int length = 8; ///< lower-case letters
};
struct Number {
    std::int64_t from = 0, to = 0; ///< both included
};
struct Sentence {
    int words = 3;
};
struct OneOf {
    std::vector<std::string> texts;
};
using Draw = std::variant<Word, Number, Sentence, OneOf>;

/// One step of `play`.
struct Start {
    std::string program;
    std::string actor; ///< `as`, else the program's name
    std::vector<std::string> args;
    std::optional<std::string> input; ///< `stdin`
    std::map<std::string, std::string> env;
    std::string cwd; ///< a folder in the run's; empty: the run's itself
};
struct Until {
    enum class State : std::uint8_t { exited, blocked, returned };
    std::string actor;
    State state{};
    std::string call; ///< "" where any will do
    int nth = 1;
};
struct Send {
    std::string actor;
    std::string signal; ///< "SIGKILL" for `kill = "A"`
    bool group = false;
};
struct Pass {
    double seconds = 0;
};
/// Something is done to an actor at a moment of its own; the step waits for it.
struct Fault {
    enum class Kind : std::uint8_t { kill, stop, signal, fail };
    enum class When : std::uint8_t {
        before,  ///< the `nth` call
        after,   ///< the `nth` call
        blocked, ///< in a call, for the `nth` time
        holding, ///< has lowered a semaphore, for the `nth` time
        every,   ///< the scenario is repeated for each moment
    };
    enum class Every : std::uint8_t { call, waiting, taking, holding, access, access_holding };
    Kind kind{};
    std::string actor; ///< "A"; "A/1", "A/any" of its children
    std::string name;  ///< of the signal, or the errno
    When when{};
    Every every{};
    std::string call; ///< "" where any will do
    int nth = 1;
    std::string sem;        ///< name of one of the lab's keys; "" where any will do
    std::optional<int> num; ///< that semaphore of the set
};
/// What must be true of an object: at the end (after the last step and everybody's end), or when the play looks at it.
struct ExpectObject {
    std::string key; ///< name of one of the lab's keys
    std::optional<bool> exists;
    std::map<std::string, std::string> fields; ///< "qnum" → "0", "mode" → "0640", "value[0]" → "1", "int[8]" → "3"
};
/// The play looks at an object; what it sees is judged.
struct Look {
    ExpectObject expect;
    std::string because; ///< as an expectation's
};
struct Step {
    std::variant<Start, Until, Send, Pass, Fault, Look> action;
    Place place;
};

/// How many: `{ at_least = 3 }`, `{ at_most = 1 }`, `{ exactly = 2 }` or a plain number.
struct Count {
    std::optional<std::int64_t> at_least, at_most;
    [[nodiscard]] bool holds(std::int64_t n) const { return (!at_least || n >= *at_least) && (!at_most || n <= *at_most); }
};

/// What must be true of an actor's output and end.
struct ExpectActor {
    std::optional<std::string> stdout_text; ///< whole output; trailing blanks and a missing last newline are forgiven
    std::vector<std::string> has_lines;     ///< each must be a line of it, in any order
    std::vector<std::string> lacks_lines;
    std::vector<std::string> in_order;     ///< these are lines of it, in this order; others may stand between them
    std::optional<std::string> stderr_has; ///< occurs in what was written to stderr
    std::optional<int> exit;               ///< exit status
    bool exit_nonzero = false;             ///< `exit = "failure"`
    std::optional<std::string> signal;     ///< was ended by it
};
/// What must be true of the calls that were made (by the actor's whole tree). All of `fields` must match: a field of the
/// decoded call by its man-page name, with a number, a text with placeholders ("{box.id}"), or a flag that must be set.
struct ExpectCall {
    std::string call;
    std::map<std::string, std::string> fields; ///< "msgtyp" → "-3", "msgflg" → "MSG_NOERROR", "key" → "{box.key}"
    std::optional<std::string> error;          ///< the errno that it must fail with, by name
    std::optional<Count> succeeds, fails, times;
};
/// What must be true of what several actors have printed together. Each line is one actor's, whoever else prints meanwhile.
struct ExpectTogether {
    std::optional<std::vector<std::string>> lines; ///< all that they print, in any order
    std::vector<std::string> has_lines, lacks_lines;
    std::vector<std::string> in_order;
};
/// What must be true of a file in the run's folder at the end.
struct ExpectFile {
    std::string file; ///< path in the run's folder
    std::optional<bool> exists;
    std::optional<std::string> text;               ///< all of it; forgiven is what is forgiven of an output
    std::optional<std::vector<std::string>> lines; ///< all of it, in any order
    std::vector<std::string> has_lines, lacks_lines;
    std::vector<std::string> in_order;
};
struct Expectation {
    std::vector<std::string> actors; ///< one, or a group with `one_of` or `all_of`; empty for an object's and a file's
    bool one_of = false;             ///< exactly one of `actors` must satisfy it
    std::variant<ExpectActor, ExpectCall, ExpectObject, ExpectTogether, ExpectFile> what;
    std::string because; ///< the lab's own sentence for the student, shown first; may be empty
    Place place;
};

/// An object that is there before the play begins.
struct Given {
    struct Message {
        std::int64_t type = 1;
        std::string text;
    };
    std::string key; ///< name of one of the lab's keys
    int mode = 0600;
    bool stranger = false;         ///< belongs to somebody else
    std::vector<Message> messages; ///< of a queue
    std::int64_t size = 0;         ///< of a segment
    int byte = 0;                  ///< that fills it
    std::vector<int> values;       ///< of semaphores
    Place place;
};

/// A file that is there before the play begins.
struct GivenFile {
    enum class Kind : std::uint8_t {
        text,
        link,
        symlink,
        twin, ///< another file, of which ftok gives the same key
        folder,
    };
    std::string name; ///< path in the run's folder, of one folder level at most
    Kind kind{};
    std::string text;
    std::string target; ///< of a link or a twin: path in the run's folder
    Place place;
};

/// What a machine must be able to do for a scenario; where it cannot, the scenario is not tried and its points do not count.
enum class Need : std::uint8_t { second_uid };

struct Explore {
    int runs = 500;
};

struct Scenario {
    std::string lab; ///< id of the lab that it belongs to: its values differ from those of a namesake elsewhere
    std::string name;
    int points = 0;
    std::string story;
    bool hidden = false;
    std::vector<std::pair<std::string, Draw>> values;
    Explore explore;
    std::set<Need> needs;
    std::vector<Given> given;
    std::vector<GivenFile> files;
    bool ids_above_zero = false; ///< no object has the id 0, as on a machine that has been used before
    bool sleepers_in_any_order = false;
    std::vector<Step> play;
    std::vector<Expectation> expect;
    std::set<std::string> waive; ///< rules that do not hold here
    std::vector<std::string> hints;
    Place place;
};

struct ProgramFile {
    std::string name;               ///< as scenarios call it
    std::vector<std::string> stems; ///< "post" stands for exactly one of post.c, post.cc, post.cpp; all are linked together
};

struct Lab {
    std::string id; ///< "02-message-queues/2-letters-by-type"
    std::filesystem::path folder;
    std::string title;
    bool unfinished = false; ///< its author is still at it: students do not see it
    std::vector<ProgramFile> programs;
    std::vector<Key> keys;
    int rule_points = 0;
    std::set<std::string> waive;
    std::vector<Scenario> scenarios;
    /// All there is to win: the scenarios' points, hidden ones too, and the rules'.
    [[nodiscard]] int points() const;
};

} // namespace ipclab::course
