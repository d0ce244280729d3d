#include "judge/expectations.h"

#include "sketch.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab;
using namespace ipclab::judge;
using analysis::Finding;

namespace {

template <class What>
std::vector<Finding> check_one(const Sketch& sketch, const std::vector<std::string>& actors, What what,
                               const std::string& because = "", bool one_of = false) {
    course::Scenario scenario;
    scenario.expect.push_back({actors, one_of, std::move(what), because, {}});
    return check(scenario, lab_with_box(), sketch.trace, {{"a", "hazel"}, {"b", "maple"}});
}

course::ExpectActor prints(std::string text) {
    course::ExpectActor expect;
    expect.stdout_text = std::move(text);
    return expect;
}

sysv::MsgRcv receive(int msqid, long msgtyp, int msgflg = 0) {
    sysv::MsgRcv call;
    call.msqid = msqid;
    call.msgsz = 64;
    call.msgtyp = msgtyp;
    call.msgflg = msgflg;
    return call;
}

} // namespace

TEST_CASE("output is that of the actor's whole tree, and nobody else's", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A"), other = sketch.starts("B"), child = sketch.forks(a);
    sketch.prints(a, "haz");
    sketch.prints(other, "other\n");
    sketch.prints(child, "el\n");
    sketch.prints(child, "complaint\n", 2);
    CHECK(check_one(sketch, {"A"}, prints("{a}\n")).empty());
    CHECK(check_one(sketch, {"A"}, prints("{a}\n{{x}}\n")).at(0).expected == "hazel\n{x}\n");
}

TEST_CASE("a wrong output is shown in full, with the event where it goes wrong", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    sketch.prints(a, "hazel\n");
    sketch.prints(a, "mable\n");
    sketch.trace.events.back().where = trace::Location{"a.cpp", 7, "main"};
    sketch.exits(a);
    const auto findings = check_one(sketch, {"A"}, prints("{a}\n{b}\n"), "Letters arrive whole");
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == wrong_output);
    CHECK(findings[0].message ==
          "Letters arrive whole. Here in the output of A, line 2 should be \"maple\", but is \"mable\"");
    CHECK(findings[0].expected == "hazel\nmaple\n");
    CHECK(findings[0].seen == "hazel\nmable\n");
    CHECK(findings[0].evidence == std::vector<trace::EventIndex>{2});
    CHECK(findings[0].where->line == 7);
}

TEST_CASE("missing output comes with the reason, where there is one", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    const auto message = [&] { return check_one(sketch, {"A"}, prints("{a}\n")).at(0).message; };
    SECTION("it waits") {
        trace::WaitsFor what;
        what.what = trace::WaitsFor::What::message;
        what.msgtyp = 3;
        sketch.makes_queue(a, 0);
        what.object = sysv::ObjectId{sysv::Kind::queue, 0};
        sketch.waits(a, receive(0, 3), what);
        CHECK(message().starts_with("A should print a line, but printed nothing: A waits in msgrcv for "));
    }
    SECTION("it crashed") {
        sketch.dies(a, SIGSEGV);
        CHECK(message() == "A should print a line, but printed nothing: it was ended by SIGSEGV");
    }
    SECTION("it failed") {
        sketch.exits(a, 1);
        CHECK(message() == "A should print a line, but printed nothing: it ended with exit status 1");
    }
    SECTION("it ended as if all were well") {
        sketch.exits(a);
        CHECK(message() == "A should print a line, but printed nothing");
    }
    SECTION("it was never started") {
        CHECK(check_one(sketch, {"B"}, prints("x\n")).at(0).message ==
              "B should print a line, but printed nothing: it was never started");
    }
}

TEST_CASE("single lines are looked for in any order", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    sketch.prints(a, "maple \nhazelX\n");
    sketch.exits(a);
    course::ExpectActor expect;
    expect.has_lines = {"{b}"};
    CHECK(check_one(sketch, {"A"}, expect).empty());
    expect.has_lines = {"{b}", "{a}"};
    CHECK(check_one(sketch, {"A"}, expect).at(0).message ==
          "A should print the line \"hazel\", but does not: line 2 should be \"hazel\", but is \"hazelX\": 1 byte too many");
    expect = {};
    expect.lacks_lines = {"elm"};
    CHECK(check_one(sketch, {"A"}, expect).empty());
    expect.lacks_lines = {"{b}"};
    CHECK(check_one(sketch, {"A"}, expect).at(0).message == "A should not print the line \"maple\", but does");
}

TEST_CASE("error messages are looked for on stderr", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    sketch.prints(a, "msgget: ENOENT\n");
    course::ExpectActor expect;
    expect.stderr_has = "msgget: ENOENT";
    CHECK(check_one(sketch, {"A"}, expect).at(0).message.find("but says it on its standard output") != std::string::npos);
    sketch.prints(a, "oops, msgget: ENOENT, sorry\n", 2);
    CHECK(check_one(sketch, {"A"}, expect).empty());
}

TEST_CASE("an exit is that of the actor's first process", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A"), child = sketch.forks(a);
    sketch.exits(child, 5);
    course::ExpectActor zero, failure, killed;
    zero.exit = 0;
    failure.exit_nonzero = true;
    killed.signal = "SIGKILL";
    CHECK(check_one(sketch, {"A"}, zero).at(0).message == "A should end with exit status 0, but never ended");
    CHECK_FALSE(check_one(sketch, {"A"}, failure).empty());
    SECTION("well") {
        sketch.exits(a);
        CHECK(check_one(sketch, {"A"}, zero).empty());
        CHECK_FALSE(check_one(sketch, {"A"}, failure).empty());
        CHECK(check_one(sketch, {"A"}, killed).at(0).seen == "ended with exit status 0");
    }
    SECTION("with a failure") {
        sketch.exits(a, 3);
        const auto findings = check_one(sketch, {"A"}, zero);
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].rule == wrong_exit);
        CHECK(findings[0].message == "A should end with exit status 0, but ended with exit status 3");
        CHECK(check_one(sketch, {"A"}, failure).empty());
    }
    SECTION("by a signal") {
        sketch.dies(a, SIGKILL);
        CHECK(check_one(sketch, {"A"}, killed).empty());
        CHECK_FALSE(check_one(sketch, {"A"}, zero).empty());
        CHECK_FALSE(check_one(sketch, {"A"}, failure).empty());
    }
}

TEST_CASE("exactly one of a group", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A"), b = sketch.starts("B");
    sketch.prints(a, "hazel\n");
    CHECK(check_one(sketch, {"A", "B"}, prints("{a}"), "", true).empty());
    sketch.prints(b, "hazel\n");
    CHECK(check_one(sketch, {"A", "B"}, prints("{a}"), "", true).at(0).message ==
          "exactly one of A and B should do this, but A and B do");
    const auto none = check_one(sketch, {"A", "B"}, prints("{b}"), "", true).at(0);
    CHECK(none.rule == wrong_output);
    CHECK(none.message.starts_with("one of A and B should do this, but none does; in the output of A, line 1"));
}

TEST_CASE("calls are counted by their fields", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A"), child = sketch.forks(a), b = sketch.starts("B");
    sketch.makes_queue(a, 7);
    sketch.calls(a, receive(7, -3, MSG_NOERROR), {5, 0});
    sketch.calls(child, receive(7, -3, MSG_NOERROR | IPC_NOWAIT), {5, 0});
    sketch.calls(a, receive(7, 0), {5, 0});
    sketch.calls(a, receive(7, -3, IPC_NOWAIT), {-1, ENOMSG});
    sketch.calls(b, receive(7, -3), {5, 0});

    course::ExpectCall expect;
    expect.call = "msgrcv";
    const auto holds = [&] { return check_one(sketch, {"A"}, expect).empty(); };
    expect.times = course::Count{4, 4};
    CHECK(holds());
    expect.times = {};
    expect.fields = {{"msgtyp", "-3"}};
    expect.succeeds = course::Count{2, 2};
    CHECK(holds());
    expect.fields["msgflg"] = "MSG_NOERROR";
    CHECK(holds());
    expect.fields["msgflg"] = "MSG_NOERROR|IPC_NOWAIT";
    expect.succeeds = course::Count{1, 1};
    CHECK(holds());
    expect.fields = {{"msqid", "{box.id}"}, {"msgsz", "0x40"}};
    expect.succeeds = course::Count{3, {}};
    CHECK(holds());
    expect.fields["msqid"] = "8";
    CHECK_FALSE(holds());

    expect = {};
    expect.call = "msgrcv";
    expect.error = "ENOMSG";
    expect.fails = course::Count{1, 1};
    CHECK(holds());
    expect.error = "EIDRM";
    CHECK_FALSE(holds());

    expect = {};
    expect.call = "msgget";
    expect.fields = {{"key", "{box.key}"}, {"msgflg", "IPC_CREAT|0600"}};
    expect.times = course::Count{1, {}};
    CHECK(holds());
    expect.fields["msgflg"] = "0666";
    CHECK_FALSE(holds());
}

TEST_CASE("a missing call is told with those that were made", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    sketch.makes_queue(a, 7);
    sketch.calls(a, receive(7, 0), {5, 0}).where = trace::Location{"a.cpp", 9, "main"};
    sketch.calls(a, receive(7, 0), {5, 0}).where = trace::Location{"a.cpp", 12, "main"};
    course::ExpectCall expect;
    expect.call = "msgrcv";
    expect.fields = {{"msgtyp", "-3"}};
    expect.succeeds = course::Count{2, {}};
    const auto finding = check_one(sketch, {"A"}, expect).at(0);
    CHECK(finding.rule == missing_call);
    CHECK(finding.message == "in A, msgrcv with msgtyp -3 should succeed at least twice, but that never happens");
    CHECK(finding.seen.find("(twice)") != std::string::npos);
    CHECK(finding.evidence == std::vector<trace::EventIndex>{2, 3});
    CHECK(finding.where->line == 12);

    expect.call = "msgsnd";
    CHECK(check_one(sketch, {"A"}, expect).at(0).message.ends_with("but A makes no msgsnd at all"));

    expect = {};
    expect.call = "msgrcv";
    expect.times = course::Count{{}, 0};
    CHECK(check_one(sketch, {"A"}, expect).at(0).message == "in A, msgrcv should never be called, but that happens twice");
}

TEST_CASE("one operation of a semop must match as a whole", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    sysv::SemOp call;
    call.semid = 0;
    call.nsops = 2;
    call.sops = {{0, -1, 0}, {1, 1, 0x1000}};
    sketch.calls(a, call, {0, 0});
    course::ExpectCall expect;
    expect.call = "semop";
    expect.times = course::Count{1, {}};
    expect.fields = {{"sem_num", "1"}, {"sem_op", "1"}, {"sem_flg", "SEM_UNDO"}};
    CHECK(check_one(sketch, {"A"}, expect).empty());
    expect.fields["sem_num"] = "0";
    CHECK_FALSE(check_one(sketch, {"A"}, expect).empty());
}

TEST_CASE("objects are taken as the kernel had them at the end", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    sketch.makes_queue(a, 0);
    course::ExpectObject gone{"box", false, {}}, there{"box", true, {}};
    course::ExpectObject full{"box", {}, {{"qnum", "2"}, {"cbytes", "16"}, {"mode", "0600"}}};
    const auto message = [&](const course::ExpectObject& expect) { return check_one(sketch, {}, expect).at(0).message; };
    SECTION("still there") {
        sketch.trace.left_objects = {Sketch::queue(0, 2, 18, 0620)};
        CHECK(check_one(sketch, {}, there).empty());
        CHECK(message(gone) ==
              "the message queue of box.key should be gone at the end, but is still there: nobody removed it");
        CHECK(message(full) ==
              "of the message queue of box.key at the end, the number of bytes in it (cbytes) should be 16, but is "
              "18, and the mode should be 0600, but is 0620");
        CHECK(check_one(sketch, {}, full).at(0).seen == "cbytes 18\nmode 0620\nqnum 2\n");
        sketch.trace.left_objects = {Sketch::queue(0, 2, 16)};
        CHECK(check_one(sketch, {}, full).empty());
    }
    SECTION("removed") {
        auto state = Sketch::queue(0, 1, 5);
        state.messages = {{1, "hazel"}};
        sketch.calls(a, sysv::MsgSnd{}, {0, 0}, {state});
        sketch.removes_queue(a, 0);
        CHECK(check_one(sketch, {}, gone).empty());
        CHECK(message(there) == "the message queue of box.key should be there at the end, but A removed it");
        const auto finding = check_one(sketch, {}, full).at(0);
        CHECK(finding.rule == wrong_object);
        CHECK(finding.seen.find("qnum 1\n") != std::string::npos);
        CHECK(finding.seen.find("\"hazel\"") != std::string::npos);
        CHECK(finding.evidence == std::vector<trace::EventIndex>{3});
    }
    SECTION("never made") {
        Sketch nothing;
        CHECK(check_one(nothing, {}, gone).empty());
        CHECK(check_one(nothing, {}, there).at(0).message.ends_with("but nobody made it"));
    }
}

TEST_CASE("several findings keep the order of the lab", "[expectations]") {
    Sketch sketch;
    const auto a = sketch.starts("A");
    sketch.exits(a, 1);
    course::Scenario scenario;
    course::ExpectActor exit;
    exit.exit = 0;
    scenario.expect.push_back({{"A"}, false, exit, "", {}});
    scenario.expect.push_back({{"A"}, false, prints("x\n"), "", {}});
    const auto findings = check(scenario, lab_with_box(), sketch.trace, {});
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].rule == wrong_exit);
    CHECK(findings[1].rule == wrong_output);
}
