#include "samples.h"

#include <algorithm>
#include <utility>

namespace ipclab::samples {
namespace {

using namespace trace;

constexpr TaskId sender{0};
constexpr TaskId receiver{1};
constexpr std::int32_t key = 0x42010203;

sysv::QueueState queue(std::vector<sysv::Message> messages) {
    sysv::QueueState state;
    state.id = 0;
    state.perm.key = key;
    state.perm.mode = 0600;
    state.qbytes = 16384;
    state.qnum = messages.size();
    for (const auto& message : messages)
        state.cbytes += message.text.size();
    state.messages = std::move(messages);
    return state;
}

class Writing {
public:
    explicit Writing(Trace& trace) : trace_{trace} {}
    EventIndex add(TaskId task, What what, int line = 0) {
        Event event;
        event.index = static_cast<EventIndex>(trace_.events.size());
        event.task = task;
        if (line > 0) event.where = Location{task == sender ? "sender.cpp" : "receiver.cpp", line, "main"};
        event.what = std::move(what);
        trace_.events.push_back(std::move(event));
        return trace_.events.back().index;
    }
    EventIndex call(TaskId task, sysv::Call made, Result result, std::vector<sysv::ObjectState> after, int line) {
        Called called;
        called.call = std::move(made);
        called.result = result;
        called.after = std::move(after);
        return add(task, std::move(called), line);
    }

private:
    Trace& trace_;
};

} // namespace

Trace deadlocked(int letters) {
    Trace trace;
    trace.tasks = {{sender, "sender", "sender", {}, false, 2}, {receiver, "receiver", "receiver", {}, false, 3}};
    Writing writing{trace};
    writing.add(script, Scripted{0, "start sender box.key"});
    writing.add(sender, Started{"sender", {"./sender", "box.key"}});
    writing.call(sender, sysv::MsgGet{key, 01600}, {0, 0}, {queue({})}, 12);
    writing.add(script, Scripted{1, "start receiver box.key 1"});
    writing.add(receiver, Started{"receiver", {"./receiver", "box.key", "1"}});
    writing.call(receiver, sysv::MsgGet{key, 03600}, {-1, 17}, {}, 9);
    writing.call(receiver, sysv::MsgGet{key, 0}, {0, 0}, {}, 11);
    for (int letter = 0; letter < letters; ++letter) {
        const sysv::Message message{1, "letter"};
        writing.call(sender, sysv::MsgSnd{0, 0x1000, 6, 0, message}, {0, 0}, {queue({message})}, 20);
        writing.call(receiver, sysv::MsgRcv{0, 0x1000, 64, 1, 0, message, {}}, {6, 0}, {queue({})}, 22);
    }
    sysv::MsgRcv receive{0, 0x1000, 64, 2, 0, {}, {}};
    const WaitsFor type_two{WaitsFor::What::message, sysv::ObjectId{sysv::Kind::queue, 0}, 0, 0, 2, 0, "", {}};
    const EventIndex blocked = writing.add(receiver, Blocked{sysv::Call{receive}, type_two}, 31);
    const sysv::Message hello{1, "hello"};
    writing.call(sender, sysv::MsgSnd{0, 0x1000, 5, 0, hello}, {0, 0}, {queue({hello})}, 27);
    writing.add(sender, Output{1, "sent \x1b[31m안녕\n"});
    writing.add(sender, Exited{});
    trace.outcome = Outcome::deadlock;
    trace.waiting = {{receiver, type_two, blocked}};
    trace.left_objects = {queue({hello})};
    return trace;
}

Trace crowd(int count) {
    Trace trace;
    Writing writing{trace};
    for (int number = 0; number < count; ++number) {
        const TaskId task{number};
        trace.tasks.push_back(
            {task, "worker" + std::to_string(number), "worker" + std::to_string(number), {}, false, number + 2});
        writing.add(task, Started{trace.tasks.back().name, {"./worker", std::to_string(number)}});
    }
    for (int number = 0; number < count; ++number) {
        const sysv::Message message{1, std::string(100, static_cast<char>('a' + number))};
        writing.call(TaskId{number}, sysv::MsgSnd{0, 0x1000, 100, 0, message}, {0, 0}, {queue({message})}, 5);
    }
    for (int number = 0; number < count; ++number)
        writing.add(TaskId{number}, Exited{});
    return trace;
}

judge::ScenarioVerdict failed_scenario() {
    judge::ScenarioVerdict scenario;
    scenario.name = "one-letter";
    scenario.story = "The sender posts the line “hello”; the receiver takes one message and prints it.";
    scenario.of = 4;
    scenario.runs = 2;
    scenario.coverage = "fixed and 1 random order";
    scenario.token = "02-1.one-letter.1f2e.0x5.1x3";
    const Trace trace = deadlocked();
    analysis::Finding deadlock;
    deadlock.rule = "deadlock";
    deadlock.message = "receiver waits for ever in msgrcv: it wants a message of type 2, but Q0 holds only one of type 1.";
    deadlock.evidence = {trace.events[trace.events.size() - 3].index, trace.waiting.front().blocked};
    deadlock.where = Location{"receiver.cpp", 3, "main"};
    deadlock.help = "Compare the type that the sender sends with the one that the receiver asks for.";
    analysis::Finding output;
    output.rule = "wrong-output";
    output.message = "receiver prints nothing.";
    output.expected = "hello\n";
    analysis::Finding advice;
    advice.rule = "unchecked-failure";
    advice.level = analysis::Level::advice;
    advice.message = "receiver does not look at the result of msgget.";
    advice.where = Location{"receiver.cpp", 9, "main"};
    scenario.findings = {deadlock, output, advice};
    scenario.hints = {"Which type does msgsnd give to the message?", "man 2 msgop"};
    scenario.shown = trace;
    return scenario;
}

judge::LabVerdict lab_verdict() {
    judge::LabVerdict verdict;
    verdict.lab = "02-message-queues/1-sender-receiver";
    verdict.title = "Sender and receiver";
    verdict.folder = "work/02-message-queues/1-sender-receiver";
    verdict.seed = "1f2e";
    verdict.builds = {
        {"sender", {"sender.cpp"}, "g++ -o sender sender.cpp", true, "", ""},
        {"receiver", {"receiver.cpp"}, "g++ -o receiver receiver.cpp", true, "receiver.cpp:3:5: warning: unused\n", ""}};
    judge::ScenarioVerdict passed;
    passed.name = "queue-is-removed";
    passed.points = passed.of = 4;
    passed.runs = 20;
    judge::ScenarioVerdict untried;
    untried.name = "another-user";
    untried.of = 2;
    untried.not_tried = "it needs a second user id, which this machine does not give";
    verdict.scenarios = {passed, failed_scenario(), untried};
    verdict.points = 8;
    verdict.of = 12;
    verdict.rule_points = verdict.rule_of = 4;
    verdict.level = "full";
    verdict.elapsed = std::chrono::milliseconds{412};
    return verdict;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

std::string without_colour(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at).starts_with("\x1b["))
            at = text.find('m', at);
        else
            plain += text[at];
    }
    return plain;
}

int widest(std::string_view text) {
    int width = 0;
    for (const std::string& line : lines_of(without_colour(text)))
        width = std::max(width, report::display_width(line));
    return width;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace ipclab::samples
