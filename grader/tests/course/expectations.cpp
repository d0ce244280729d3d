/// What is expected: what an entry becomes, and what is refused.

#include "sample.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::course;
using sample::line_of;
using sample::mistakes;
using sample::with;

TEST_CASE("every kind of expectation is read") {
    const std::vector<Expectation> expect = sample::read(sample::lab).scenarios[0].expect;
    REQUIRE(expect.size() == 7);

    const auto& output = std::get<ExpectActor>(expect[0].what);
    CHECK(expect[0].actors == std::vector<std::string>{"collect"});
    CHECK(expect[0].place.line == line_of("stdout = \"{b}"));
    CHECK(output.stdout_text == "{b}\n");
    CHECK(output.exit == 0);

    const auto& call = std::get<ExpectCall>(expect[1].what);
    CHECK(call.call == "msgrcv");
    CHECK(call.fields == std::map<std::string, std::string>{{"msgtyp", "-3"}, {"msqid", "{box.id}"}});
    CHECK(call.succeeds.value().at_least == 3);
    CHECK_FALSE(call.succeeds.value().at_most.has_value());
    CHECK_FALSE(call.times.has_value());

    const auto& error = std::get<ExpectCall>(expect[2].what);
    CHECK(error.error == "E2BIG");
    CHECK(error.fails.value().at_least == 1); // an error without a number: at least once
    CHECK(error.fields.at("msgflg") == "MSG_NOERROR|IPC_NOWAIT");
    CHECK(expect[2].because == "It is {a}.");

    CHECK(expect[3].one_of);
    CHECK(expect[3].actors == std::vector<std::string>{"A", "collect"});
    CHECK(std::get<ExpectActor>(expect[3].what).exit_nonzero);

    const auto& lines = std::get<ExpectActor>(expect[4].what);
    CHECK(lines.signal == "SIGSEGV");
    CHECK(lines.has_lines == std::vector<std::string>{"{n}"});
    CHECK(lines.lacks_lines == std::vector<std::string>{"{{}}"});
    CHECK(lines.stderr_has == "{o}");

    CHECK(expect[5].actors.empty());
    CHECK(std::get<ExpectObject>(expect[5].what).exists == false);
    const auto& object = std::get<ExpectObject>(expect[6].what);
    CHECK(object.key == "locks");
    CHECK(object.exists == true); // what has a state exists
    CHECK(object.fields ==
          std::map<std::string, std::string>{{"value[0]", "1"}, {"value[1]", "0"}, {"ncnt[1]", "2"}, {"mode", "0640"}});
}

TEST_CASE("how many: a number, a table, or nothing") {
    const auto count = [](const std::string& how) {
        const Lab lab = sample::read(with("succeeds = { at_least = 3 }", how));
        return std::get<ExpectCall>(lab.scenarios[0].expect[1].what);
    };
    CHECK(count("succeeds = 2").succeeds.value().holds(2));
    CHECK_FALSE(count("succeeds = 2").succeeds.value().holds(3));
    CHECK(count("fails = { exactly = 1 }").fails.value().holds(1));
    CHECK_FALSE(count("fails = { exactly = 1 }").fails.value().holds(0));
    CHECK(count("times = { at_most = 4 }").times.value().holds(0));
    CHECK(count("times = { at_least = 1, at_most = 4 }").times.value().holds(4));
    // A call without a number is to be made at all.
    const Lab lab = sample::read(with(", succeeds = { at_least = 3 }", ""));
    CHECK(std::get<ExpectCall>(lab.scenarios[0].expect[1].what).times.value().at_least == 1);
}

namespace {

struct Case {
    std::string part, instead, message, suggestion;
};

} // namespace

TEST_CASE("each mistake in an expectation is told once, at its line, with what to write instead") {
    const std::vector<Case> cases{
        {"actor = \"collect\", stdout", "actor = \"colect\", stdout", R"(no step starts an actor "colect")",
         R"(did you mean "collect"?)"},
        {"actor = \"collect\", stdout", "acter = \"collect\", stdout", R"(an expectation has no key "acter")",
         R"(did you mean "actor"?)"},
        {"actor = \"collect\", stdout", "stdout", "this expectation does not say whom it is about",
         "actor, one_of, all_of, object and file"},
        {"actor = \"collect\", stdout", "actor = \"collect\", object = \"box\", stdout",
         "an expectation is about one thing, but this one has actor and object", "an expectation of each"},
        {"stdout = \"{b}\\n\"", "sdtout = \"{b}\\n\"", R"(this expectation has no key "sdtout")",
         R"(did you mean "stdout"?)"},
        {"stdout = \"{b}\\n\"", "stdout = [\"{b}\"]", R"("stdout" should be a text, but is a list)",
         "take the brackets away"},
        {"stdout = \"{b}\\n\"", "stdout = \"{bb}\\n\"", "there is no {bb}", ""},
        {"stdout = \"{b}\\n\", exit = 0", "because = \"so\"", "this expectation expects nothing", "exit = 0"},
        {"{b}\\n\", exit = 0", "{b}\\n\", exit = 256", R"("exit" is 256, but should be from 0 to 255)", ""},
        {"\"failure\"", "\"fails\"", R"("exit" should be a number from 0 to 255 or "failure", but is the text "fails")",
         "any exit status but 0"},
        {"\"failure\"", "\"success\"", R"(but is the text "success")", "write exit = 0"},
        {"{b}\\n\", exit = 0", "{b}\\n\", exit = 0, signal = \"SIGSEGV\"", "a program either exits or is ended by a signal",
         "keep one"},
        {"{b}\\n\", exit = 0", "{b}\\n\", call = \"msgrcv\"", R"(an expectation on a call says nothing about "stdout")",
         "two expectations"},
        {"signal = \"SIGSEGV\"", "signal = \"SIGSEGF\"", R"(there is no signal "SIGSEGF")", R"(did you mean "SIGSEGV"?)"},
        {"has_lines = [\"{n}\"]", "has_lines = [\"a\\nb\"]", R"(an entry of "has_lines" is one line, but this has several)",
         "an entry of each"},
        {"has_lines = [\"{n}\"]", "has_line = [\"{n}\"]", R"(this expectation has no key "has_line")",
         R"(did you mean "has_lines"?)"},
        {"has_lines = [\"{n}\"]", "has_lines = \"{n}\"", R"("has_lines" should be a list of texts, but is the text "{n}")",
         "brackets"},
        {"[\"{{}}\"]", "[\"{}\"]", "there is no {}", "{{"},
        {"call = \"msgrcv\", msqid", "call = \"msgrecv\", msqid", R"(there is no call "msgrecv" to look for)",
         R"(did you mean "msgrcv"?)"},
        {"msgtyp = -3", "msgtype = -3", R"(this expectation has no key "msgtype")", R"(did you mean "msgtyp"?)"},
        {"msgtyp = -3", "msgtyp = \"three\"", R"("msgtyp" should be a whole number, but is the text "three")", ""},
        {"msgtyp = -3", "msgtyp = \"{x}\"", "there is no {x}", ""},
        {"\"{box.id}\"", "\"{locks.id}\"", R"(locks is of kind "semaphores", but msgrcv works on kind "queue")", ""},
        {"\"{box.id}\"", "true", R"("msqid" should be a whole number, but is true)", "{NAME.id}"},
        {"\"E2BIG\"", "\"E2BIGG\"", R"(there is no error "E2BIGG")", R"(did you mean "E2BIG"?)"},
        {"MSG_NOERROR|", "MSG_NOEROR|", R"(msgrcv has no flag "MSG_NOEROR")", R"(did you mean "MSG_NOERROR"?)"},
        {"MSG_NOERROR|", "0640|", R"(msgrcv has no flag "0640")", "its flags: "},
        {"{ at_least = 3 }", "{ at_lest = 3 }", R"("succeeds" has no key "at_lest")", R"(did you mean "at_least"?)"},
        {"{ at_least = 3 }", "{ at_least = 3, at_most = 2 }", "no number is at least 3 and at most 2", ""},
        {"{ at_least = 3 }", "{ at_least = 3, exactly = 3 }", R"("exactly" leaves nothing)", "keep one"},
        {"{ at_least = 3 }", "{ }", R"("succeeds" does not say how many)", "at_least"},
        {"{ at_least = 3 }", "-1", R"("succeeds" is -1, but should be from 0)", ""},
        {"{ at_least = 3 }", "\"3\"", R"("succeeds" should be a whole number, but is the text "3")", "without the quotes"},
        {"\"It is {a}.\"", "5", R"("because" should be a text, but is the number 5)", ""},
        {"\"It is {a}.\"", "\"It is {z}.\"", "there is no {z}", ""},
        {"[\"A\", \"collect\"]", "[\"A\", \"A\"]", R"("A" is here twice)", "keep one"},
        {"[\"A\", \"collect\"]", "[\"A\"]", "a group has at least two actors", R"(actor = "A")"},
        {"one_of = [\"A\", \"collect\"], exit = \"failure\"", "all_of = [\"A\", \"collect\"], stdout = \"x\"",
         R"(this expectation has no key "stdout")", "the other keys that it may have: "},
        {"one_of = [\"A\", \"collect\"], exit = \"failure\"", "all_of = [\"A\"], lines = [\"x\"]",
         "a group has at least two actors", R"(actor = "A")"},
        {"one_of = [\"A\", \"collect\"], exit = \"failure\"", "all_of = [\"A\", \"collect\"]",
         "this expectation expects nothing", "lines = "},
        {"one_of = [\"A\", \"collect\"], exit = \"failure\"", "file = \"../x\", exists = true",
         R"("../x" is no file inside the run's folder)", "spool.out"},
        {"one_of = [\"A\", \"collect\"], exit = \"failure\"", "file = \"x\", stdout = \"y\"",
         R"(this expectation has no key "stdout")", ""},
        {"one_of = [\"A\", \"collect\"], exit = \"failure\"", "file = \"x\", exists = false, text = \"y\"",
         "a file that does not exist has no text", "an expectation of each"},
        {"one_of = [\"A\", \"collect\"], exit = \"failure\"", "file = \"x\"", "this expectation expects nothing", "text = "},
        {"one_of = [\"A\", \"collect\"], exit = \"failure\"", "file = \"x\", object = \"box\", exists = true",
         "an expectation is about one thing, but this one has object and file", "an expectation of each"},
        {"has_lines = [\"{n}\"]", "in_order = [\"{n}\"]", "one line is in order by itself", "has_lines"},
        {"[\"A\", \"collect\"]", "\"A\"", R"("one_of" should be a list of actors, but is the text "A")", "brackets"},
        {"object = \"box\"", "object = \"bx\"", R"([keys] has no "bx")", R"(did you mean "box"?)"},
        {"exists = false", "exits = false", R"(this expectation has no key "exits")", R"(did you mean "exists"?)"},
        {"exists = false", "exists = false, qnum = 0", "an object that does not exist has no state",
         "an expectation of each"},
        {", exists = false", "", "this expectation expects nothing", "exists = false"},
        {"exists = false", "vaule = 1", R"(this expectation has no key "vaule")", "the other keys that it may have: "},
        {"value = [1, 0]", "value = 1", R"("value" should be a list of numbers, one a semaphore, but is the number 1)", ""},
        {"value = [1, 0]", "qnum = 1", R"(this expectation has no key "qnum")", ""},
        {"\"ncnt[1]\"", "\"ncnt[x]\"", R"(this expectation has no key "ncnt[x]")", ""},
        {"mode = \"0640\"", "mode = 640", R"("mode" should be a text of octal digits, but is the number 640)",
         R"(write mode = "0640")"},
        {"mode = \"0640\"", "mode = 0o640", R"("mode" should be a text of octal digits, but is the number 416)",
         R"(write mode = "0640")"},
        {"mode = \"0640\"", "mode = \"{md}\"", "there is no {md}", ""},
        {"mode = \"0640\"", "mode = \"rw-\"", R"("mode" should be a text of octal digits, but is the text "rw-")", "0640"},
    };
    for (const Case& test : cases) {
        INFO("\"" << test.part << "\" replaced by \"" << test.instead << "\"");
        const auto found = mistakes(with(test.part, test.instead));
        REQUIRE_FALSE(found.empty());
        INFO(plain_text(found[0]));
        CHECK(found.size() == 1);
        CHECK(found[0].place.line == line_of(test.part));
        CHECK(found[0].message.find(test.message) != std::string::npos);
        CHECK(found[0].suggestion.find(test.suggestion) != std::string::npos);
    }
}

TEST_CASE("flags and commands are those of the call") {
    const auto reads = [](const std::string& entry) {
        const auto found = mistakes(with("{ actor = \"post\", exit = 0 }", "{ actor = \"post\", " + entry + " }"));
        return found.empty() ? "" : found[0].message;
    };
    CHECK(reads(R"(call = "msgget", key = "{box.key}", msgflg = "IPC_CREAT|0640")").empty());
    CHECK(reads(R"(call = "msgget", key = "IPC_PRIVATE")").empty());
    CHECK(reads(R"(call = "msgctl", msqid = "{box.id}", cmd = "IPC_RMID")").empty());
    CHECK(reads(R"(call = "semop", semid = "{locks.id}", sem_num = 0, sem_op = -1, sem_flg = "SEM_UNDO")").empty());
    CHECK(reads(R"(call = "semctl", cmd = "SETVAL", val = 1)").empty());
    CHECK(reads(R"(call = "shmat", shmflg = "SHM_RDONLY")").empty());
    CHECK(reads(R"(call = "msgsnd", mtype = 1, mtext = "x", msgsz = "0x10")").empty());
    CHECK(reads(R"(call = "msgctl", cmd = "SETVAL")") == R"(msgctl has no command "SETVAL")");
    CHECK(reads(R"(call = "semop", sem_flg = "IPC_UNDO")") == R"(semop has no flag "IPC_UNDO")");
    CHECK(reads(R"(call = "semget", key = "{box.key}")") ==
          R"(box is of kind "queue", but semget works on kind "semaphores")");
}

TEST_CASE("what lies in a segment is named by its type and its offset") {
    const auto with_segment = [](const std::string& fields) {
        std::string text = with("{ object = \"box\", exists = false }", "{ object = \"page\", " + fields + " }");
        return text.insert(text.find("[rules]"), "page = { kind = \"segment\", proj = 1 }\n");
    };
    const auto object = std::get<ExpectObject>(
        sample::read(
            with_segment(R"("int[0]" = 3, "long[8]" = "{n}", "char[4]" = 200, "text[16]" = "{a}", "short[6]" = -1)"))
            .scenarios[0]
            .expect[5]
            .what);
    CHECK(object.exists == true);
    CHECK(object.fields ==
          std::map<std::string, std::string>{
              {"int[0]", "3"}, {"long[8]", "{n}"}, {"char[4]", "200"}, {"text[16]", "{a}"}, {"short[6]", "-1"}});
    const std::vector<Case> cases{
        {"", R"("int[0]" = 4294967296)", "4294967296 does not fit into 4 bytes", ""},
        {"", R"("char[0]" = -129)", "-129 does not fit into 1 byte", ""},
        {"", R"("int[0]" = "three")", R"("int[0]" should be a whole number, but is the text "three")", ""},
        {"", R"("text[0]" = 3)", R"("text[0]" should be a text, but is the number 3)", ""},
        {"", R"("text[0]" = "{z}")", "there is no {z}", ""},
        {"", "int = 3", R"("int" does not say where in the segment)", R"("int[0]" = 3)"},
        {"", R"(text = "x")", R"("text" does not say where in the segment)", R"("text[0]" = "...")"},
        {"", R"("int[-1]" = 3)", R"(this expectation has no key "int[-1]")", ""},
        {"", R"("int[4294967296]" = 3)", R"(this expectation has no key "int[4294967296]")", ""},
        {"", R"("double[0]" = 3)", R"(this expectation has no key "double[0]")", ""},
        {"", R"("value[0]" = 3)", R"(this expectation has no key "value[0]")", ""},
    };
    for (const Case& test : cases) {
        INFO(test.instead);
        const auto found = mistakes(with_segment(test.instead));
        REQUIRE_FALSE(found.empty());
        INFO(plain_text(found[0]));
        CHECK(found.size() == 1);
        CHECK(found[0].message.find(test.message) != std::string::npos);
        CHECK(found[0].suggestion.find(test.suggestion) != std::string::npos);
    }
    CHECK(mistakes(with("object = \"box\", exists = false", "object = \"box\", \"int[0]\" = 3")).size() == 1);
}

TEST_CASE("files, and what several print together, are read") {
    const std::string old = "{ one_of = [\"A\", \"collect\"], exit = \"failure\" }";
    const auto expectation = [&](const std::string& entry) { return sample::read(with(old, entry)).scenarios[0].expect[3]; };
    const auto together =
        expectation(R"({ all_of = ["A", "collect"], lines = ["{a}", "{a}"], in_order = ["{a}", "{b}"], because = "so" })");
    CHECK_FALSE(together.one_of);
    CHECK(together.actors == std::vector<std::string>{"A", "collect"});
    CHECK(together.because == "so");
    CHECK(std::get<ExpectTogether>(together.what).lines.value() == std::vector<std::string>{"{a}", "{a}"});
    CHECK(std::get<ExpectTogether>(together.what).in_order.size() == 2);
    const auto file = std::get<ExpectFile>(
        expectation(R"({ file = "desk/spool.out", text = "{a}\n", has_lines = ["x"], lacks_lines = ["y"] })").what);
    CHECK(file.file == "desk/spool.out");
    CHECK(file.text == "{a}\n");
    CHECK(file.has_lines == std::vector<std::string>{"x"});
    CHECK(file.lacks_lines == std::vector<std::string>{"y"});
    CHECK_FALSE(file.lines.has_value());
    CHECK(std::get<ExpectFile>(expectation(R"({ file = "x", lines = ["{a}"] })").what).lines ==
          std::vector<std::string>{"{a}"});
    CHECK(std::get<ExpectFile>(expectation(R"({ file = "x", exists = false })").what).exists == false);
    CHECK(std::get<ExpectActor>(expectation(R"({ actor = "A", in_order = ["x", "y"] })").what).in_order.size() == 2);
}
