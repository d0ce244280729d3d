// Who is woken first: the kernel's order (ipc/sem.c, ipc/msg.c), which a model that only counts would get wrong.

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <sys/ipc.h>

using namespace ipclab::engine::tests;
using namespace ipclab;

namespace {

/// Names of the actors whose blocked call on an object of this kind came back, in that order.
std::vector<std::string> returned_after_waiting(const trace::Trace& trace) {
    std::vector<std::string> actors;
    for (const auto& event : trace.events) {
        const auto* called = std::get_if<trace::Called>(&event.what);
        if (called != nullptr && called->blocked && std::holds_alternative<sysv::Call>(called->call))
            actors.push_back(trace.task(event.task).actor);
    }
    return actors;
}

} // namespace

TEST_CASE("semaphores wake their waiters as the kernel does, and GETNCNT and GETZCNT count them") {
    const auto run = run_programs({{"semaphore_order"}});
    const auto native = run_natively({"semaphore_order"});
    CHECK(run.output() == native.output);
    CHECK(run.status() == 0);
    CHECK(run.trace.outcome == trace::Outcome::finished);
}

TEST_CASE("under every schedule semaphores wake in the kernel's order") {
    const auto expected = run_programs({{"semaphore_order"}}).output();
    for (const auto& run :
         run_often({{"semaphore_order"}}, {.runs = 20}, [](int i) { return "seed-" + std::to_string(i); })) {
        CHECK(run.output() == expected);
        CHECK(run.trace.outcome == trace::Outcome::finished);
    }
}

TEST_CASE("a message goes to the first sleeping receiver that it suits") {
    const auto run = play({
        start("owner", {"queue_order", "create"}),
        until_blocked("owner", "msgrcv"),
        start("any", {"queue_order", "receive", "0"}),
        until_blocked("any", "msgrcv"),
        start("five", {"queue_order", "receive", "5"}),
        until_blocked("five", "msgrcv"),
        start("low", {"queue_order", "receive", "-4"}),
        until_blocked("low", "msgrcv"),
        start("sender", {"queue_order", "send", "5", "9", "3"}),
    });
    // 5: "any" came first. 9: suits nobody any more, and stays. 3: "low".
    CHECK(run.output("any") == "5\n");
    CHECK(run.output("low") == "3\n");
    CHECK(run.output("five").empty());
    CHECK(returned_after_waiting(run.trace) == std::vector<std::string>{"any", "low"});
    CHECK(run.trace.outcome == trace::Outcome::deadlock);
    CHECK(run.waiting() == std::vector<std::string>{"owner waits for a message of type 99 in Q0",
                                                    "five waits for a message of type 5 in Q0"});
}

TEST_CASE("a message that was handed over survives the removal of its queue") {
    const auto run = play({
        start("receiver", {"queue_order", "create-and-receive"}),
        until_blocked("receiver", "msgrcv"),
        start("sender", {"queue_order", "send-and-remove", "7"}),
    });
    CHECK(run.output("receiver") == "7\n");
    CHECK(run.status("receiver") == 0);
    CHECK(run.trace.outcome == trace::Outcome::finished);
    CHECK(run.trace.left_objects.empty());
}

TEST_CASE("who sleeps on a queue that is removed gets EIDRM, who comes later EINVAL") {
    const auto run = play({
        start("receiver", {"queue_order", "create-and-receive"}),
        until_blocked("receiver", "msgrcv"),
        start("remover", {"queue_order", "remove"}),
    });
    CHECK(run.output("receiver") == "msgrcv EIDRM\n");
    CHECK(run.output("remover") == "msgrcv EINVAL\n");
}

TEST_CASE("a sender that sleeps for room goes on when a message is taken") {
    const auto run = play({
        start("sender", {"queue_order", "overfill"}),
        until_blocked("sender", "msgsnd"),
        start("receiver", {"queue_order", "receive", "0"}),
    });
    CHECK(run.status("sender") == 0);
    CHECK(run.output("receiver") == "1\n");
    CHECK(run.trace.outcome == trace::Outcome::finished);
}
