// The deadlock's story: who waits for what, and which earlier event is the cause.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>
#include <csignal>

#include <sys/ipc.h>
#include <sys/sem.h>

using namespace ipclab;
using namespace ipclab::analysis;
using namespace ipclab::analysis::test;
using trace::WaitsFor;

TEST_CASE("a receiver waits for a type that nobody sends") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.line(10).makes_queue(0x41);
    sender.line(12).sends(box, 1, "a");
    const auto last = sender.line(12).sends(box, 3, "b");
    sender.exits(0);
    receiver.line(8).opens_queue(0x41, box);
    const auto blocked = receiver.line(9).waits_for_message(box, 2);
    auto trace = story.deadlocks();
    SECTION("with the messages in the queue's state") {}
    SECTION("and where the state has only numbers") {
        for (auto& event : trace.events)
            if (auto* called = std::get_if<trace::Called>(&event.what))
                for (auto& state : called->after)
                    std::get<sysv::QueueState>(state).messages.clear();
    }

    const auto finding = only(trace, "deadlock");
    CHECK(finding.message == "receiver waits in msgrcv (receiver.cpp:9) for a message of type 2 in Q0, but only messages of "
                             "type 1 and 3 are in it and nobody is left to send another.");
    CHECK(finding.level == analysis::Level::error);
    CHECK(finding.evidence == std::vector{last, blocked});
    REQUIRE(finding.where);
    CHECK(finding.where->line == 9);
    CHECK_THAT(tell_deadlock(trace), ContainsSubstring("Q0 holds 2 messages, 2 of 16384 bytes, of type 1 and 3."));
    CHECK_THAT(tell_deadlock(trace), ContainsSubstring("sender did send one (last: msgsnd (sender.cpp:12)), but now it has "
                                                       "ended with exit status 0."));
}

TEST_CASE("a receiver waits for one message too many") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.line(10).makes_queue(0x41);
    sender.line(12).sends(box, 1, "a");
    sender.exits(0);
    receiver.line(8).opens_queue(0x41, box);
    receiver.line(9).receives(box, 0);
    receiver.line(9).waits_for_message(box, 0);
    const auto finding = only(story.deadlocks(), "deadlock");
    CHECK(finding.message ==
          "receiver waits in msgrcv (receiver.cpp:9) for a message in Q0, but the 1 message sent there has "
          "been received, and sender has ended with exit status 0.");
}

TEST_CASE("nobody ever sent, because the sender is gone before") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.line(10).makes_queue(0x41);
    sender.is_killed(SIGKILL, trace::script);
    receiver.line(8).opens_queue(0x41, box);
    receiver.line(9).waits_for_message(box, -3);
    const auto finding = only(story.deadlocks(), "deadlock");
    CHECK(finding.message == "receiver waits in msgrcv (receiver.cpp:9) for a message of type 3 or lower in Q0, but nobody "
                             "ever sent one: sender was ended by SIGKILL.");
}

TEST_CASE("two processes open different queues") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");

    SECTION("their keys differ") {
        const int one = sender.line(10).makes_queue(0x41000001);
        sender.line(12).sends(one, 1, "a");
        sender.exits(0);
        const int other = receiver.line(8).makes_queue(0x42000001);
        receiver.line(9).waits_for_message(other, 0);
        const auto finding = only(story.deadlocks(), "deadlock");
        CHECK(finding.message ==
              "receiver waits in msgrcv (receiver.cpp:9) for a message in Q1 (key 0x42000001), but sender "
              "uses Q0 (key 0x41000001): different keys name different queues, so they never meet.");
        CHECK_THAT(finding.help, ContainsSubstring("ftok"));
    }
    SECTION("IPC_PRIVATE") {
        const int one = sender.line(10).makes_queue(IPC_PRIVATE);
        sender.line(12).sends(one, 1, "a");
        sender.exits(0);
        const int other = receiver.line(8).makes_queue(IPC_PRIVATE);
        receiver.line(9).waits_for_message(other, 0);
        CHECK_THAT(only(story.deadlocks(), "deadlock").message, ContainsSubstring("IPC_PRIVATE, which makes a new queue"));
    }
    SECTION("the first was removed and made again") {
        const int one = sender.line(10).makes_queue(0x41);
        sender.line(13).removes_queue(one);
        sender.exits(0);
        const int other = receiver.line(8).makes_queue(0x41);
        receiver.line(9).waits_for_message(other, 0);
        CHECK_THAT(
            only(story.deadlocks(), "deadlock").message,
            ContainsSubstring("sender used Q0, which had the same key and was removed by sender (sender.cpp:13) before"));
    }
}

TEST_CASE("a process took its own message back") {
    Story story;
    auto client = story.actor("client"), server = story.actor("server");
    const int box = client.line(10).makes_queue(0x41);
    server.line(5).opens_queue(0x41, box);
    const auto sent = client.line(12).sends(box, 1, "request");
    const auto taken = client.line(13).receives(box, 0);
    client.exits(0);
    const auto blocked = server.line(6).waits_for_message(box, 0);
    const auto finding = only(story.deadlocks(), "deadlock");
    CHECK(finding.message ==
          "server waits in msgrcv (server.cpp:6) for a message in Q0, but client took its own message out "
          "of the queue again with msgrcv (client.cpp:13).");
    CHECK(finding.evidence == std::vector{sent, taken, blocked});
}

TEST_CASE("everybody sends and nobody receives") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    const int to_b = a.line(10).makes_queue(0x41);
    const int to_a = b.line(10).makes_queue(0x42);
    a.opens_queue(0x42, to_a);
    b.opens_queue(0x41, to_b);
    a.line(12).sends(to_b, 1, "x");
    b.line(12).sends(to_a, 1, "x");
    a.line(12).waits_for_room(to_b, 1);
    b.line(12).waits_for_room(to_a, 1);
    const auto finding = only(story.deadlocks(), "deadlock");
    CHECK_THAT(finding.message,
               ContainsSubstring("A waits in msgsnd (A.cpp:12) for room in Q0, which is full, and B could make "
                                 "room with msgrcv"));
    CHECK_THAT(finding.message, ContainsSubstring("each waits for the other"));

    Story alone;
    auto sender = alone.actor("sender");
    const int box = sender.line(10).makes_queue(0x41);
    sender.line(12).waits_for_room(box, 1);
    CHECK(only(alone.deadlocks(), "deadlock").message ==
          "sender waits in msgsnd (sender.cpp:12) for room in Q0, which is full, but nobody else ever used that queue.");
}

TEST_CASE("a failed call is why somebody waits") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.line(10).makes_queue(0x41);
    receiver.line(8).opens_queue(0x41, box);
    receiver.line(9).waits_for_message(box, 0);
    const auto failed = sender.line(12).fails_to_send(box, 0, EINVAL);

    SECTION("it went on: the unchecked failure is the cause, the deadlock its consequence") {
        sender.exits(0);
        const auto trace = story.deadlocks();
        CHECK(headline(trace) == "unchecked-failure");
        CHECK(apply(trace).at(1).rule == "deadlock");
        const auto finding = only(trace, "unchecked-failure");
        CHECK(finding.message ==
              "sender's msgsnd (sender.cpp:12) failed (EINVAL: a message's type must be at least 1, and it "
              "was 0), but it went on as if it had worked; receiver waits for that for ever.");
        CHECK(finding.where->line == 12);
    }
    SECTION("it was checked: then the deadlock is the headline and names the failure") {
        sender.exits(1);
        const auto trace = story.deadlocks();
        CHECK(headline(trace) == "deadlock");
        CHECK(of_rule(trace, "unchecked-failure").empty());
    }
    const auto finding = only(story.deadlocks(), "deadlock");
    CHECK_THAT(finding.message, ContainsSubstring("but sender's msgsnd (sender.cpp:12) failed (EINVAL: "));
    CHECK(std::ranges::find(finding.evidence, failed) != finding.evidence.end());
}

TEST_CASE("a message that was dropped because the queue was full") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.makes_queue(0x41);
    receiver.opens_queue(0x41, box);
    sender.sends(box, 1, "a", IPC_NOWAIT);
    sender.line(12).fails_to_send(box, 1, EAGAIN, IPC_NOWAIT);
    SECTION("for good") {
        sender.exits(0);
        receiver.receives(box, 1);
        receiver.line(9).waits_for_message(box, 1);
        const auto trace = story.deadlocks();
        CHECK_THAT(only(trace, "deadlock").message,
                   ContainsSubstring("but sender's msgsnd (sender.cpp:12) failed (EAGAIN: "));
        CHECK(headline(trace) == "deadlock");
    }
    SECTION("and sent again later: then it is not why the receiver waits") {
        sender.sends(box, 1, "x", IPC_NOWAIT);
        sender.exits(0);
        receiver.receives(box, 1);
        receiver.receives(box, 1);
        receiver.line(9).waits_for_message(box, 1);
        CHECK_THAT(only(story.deadlocks(), "deadlock").message,
                   ContainsSubstring("the 2 messages sent there have been received"));
    }
}

TEST_CASE("a V on a semaphore that the set does not have") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    const int set = a.makes_semaphores(0x41, 1);
    a.sets(set, 0, 0);
    b.opens_semaphores(0x41, set);
    b.line(7).fails_to_operate(set, 1, 1, EFBIG);
    b.exits(0);
    a.line(5).waits_for_semaphore(set, 0, -1);
    const auto trace = story.deadlocks();
    CHECK_THAT(only(trace, "deadlock").message, ContainsSubstring("but B's semop (B.cpp:7) failed (EFBIG: "));
    CHECK(headline(trace) == "semaphore-out-of-range");
}

TEST_CASE("a type as large as a piece of text") {
    Story story;
    auto sender = story.actor("sender"), receiver = story.actor("receiver");
    const int box = sender.makes_queue(0x41);
    sender.sends(box, 0x6f6c6c6500000001, "");
    sender.exits(0);
    receiver.opens_queue(0x41, box);
    receiver.waits_for_message(box, 1);
    CHECK_THAT(only(story.deadlocks(), "deadlock").help, ContainsSubstring("a message begins with a long"));
}

TEST_CASE("a semaphore that nobody gave a start value") {
    Story story;
    auto worker = story.actor("worker");
    const int set = worker.line(10).makes_semaphores(0x41, 1);
    worker.line(12).waits_for_semaphore(set, 0, -1);
    CHECK(only(story.deadlocks(), "deadlock").message ==
          "worker waits in semop (worker.cpp:12) until semaphore 0 of S0 is at least 1 (it is 0), but it has been 0 since "
          "worker "
          "made the set (worker.cpp:10): nobody gave it a start value or raised it.");
}

TEST_CASE("a holder that does not give back") {
    Story story;
    auto first = story.actor("first"), second = story.actor("second");
    const int set = first.line(10).makes_semaphores(0x41, 1);
    first.line(11).sets(set, 0, 1);
    second.line(5).opens_semaphores(0x41, set);
    const auto lowered = first.line(12).operates(set, 0, -1);

    SECTION("it has ended") {
        const auto ended = first.exits(0);
        const auto blocked = second.line(6).waits_for_semaphore(set, 0, -1);
        const auto finding = only(story.deadlocks(), "deadlock");
        CHECK_THAT(finding.message, ContainsSubstring("but first lowered it in semop (first.cpp:12) and has ended with exit "
                                                      "status 0 without raising it again."));
        CHECK(finding.evidence == std::vector{lowered, ended, blocked});
    }
    SECTION("it waits for itself") {
        first.line(14).waits_for_semaphore(set, 0, -1);
        CHECK_THAT(only(story.deadlocks(), "deadlock").message,
                   ContainsSubstring("it has lowered that semaphore itself in semop (first.cpp:12)"));
    }
    SECTION("it gave back: then nobody holds it") {
        first.line(13).operates(set, 0, 1);
        second.line(6).operates(set, 0, -1);
        second.line(7).operates(set, 0, 1);
        first.exits(0);
        second.line(8).waits_for_semaphore(set, 0, -2);
        CHECK_THAT(only(story.deadlocks(), "deadlock").message, ContainsSubstring("nobody is left to raise it"));
    }
    SECTION("killed by the scenario, and SEM_UNDO gave back") {
        Story other;
        auto killed = other.actor("killed"), waiter = other.actor("waiter");
        const int lock = killed.makes_semaphores(0x41, 1);
        killed.sets(lock, 0, 1);
        killed.operates(lock, 0, -1, SEM_UNDO);
        killed.exits_and_undoes(0, lock, 0, 1);
        waiter.opens_semaphores(0x41, lock);
        waiter.waits_for_semaphore(lock, 0, -2);
        CHECK(tell_deadlock(other.deadlocks()).find("has not raised it again") == std::string::npos);
    }
}

TEST_CASE("crossed semaphores wait for each other") {
    Story story;
    auto a = story.actor("A"), b = story.actor("B");
    const int set = a.line(5).makes_semaphores(0x41, 2);
    a.line(6).sets(set, 0, 1);
    a.line(7).sets(set, 1, 1);
    b.line(5).opens_semaphores(0x41, set);
    const auto a_low = a.line(10).operates(set, 0, -1);
    const auto b_low = b.line(10).operates(set, 1, -1);
    const auto a_waits = a.line(11).waits_for_semaphore(set, 1, -1);
    const auto b_waits = b.line(11).waits_for_semaphore(set, 0, -1);
    SECTION("as the engine reports it") {}
    SECTION("and also where the engine's cleaning up is in the trace") {
        a.is_cleaned_up();
        b.is_cleaned_up();
    }
    const auto finding = only(story.deadlocks(), "deadlock");
    CHECK(finding.message == "B waits in semop (B.cpp:11) until semaphore 0 of S0 is at least 1 (it is 0), which A has "
                             "lowered in semop (A.cpp:10); "
                             "A waits in semop (A.cpp:11) until semaphore 1 of S0 is at least 1 (it is 0), which B has "
                             "lowered in semop (B.cpp:10): "
                             "each waits for the other.");
    CHECK(finding.evidence == std::vector{a_low, b_low, a_waits, b_waits});
    CHECK_THAT(finding.help, ContainsSubstring("same order"));
}

TEST_CASE("a semaphore that counts things is held by nobody") {
    Story story;
    auto producer = story.actor("producer"), consumer = story.actor("consumer");
    const int set = producer.makes_semaphores(0x41, 1);
    producer.sets(set, 0, 0);
    consumer.opens_semaphores(0x41, set);
    producer.line(12).operates(set, 0, 1);
    producer.exits(0);
    consumer.line(9).operates(set, 0, -1);
    consumer.line(9).waits_for_semaphore(set, 0, -1);
    const auto message = only(story.deadlocks(), "deadlock").message;
    CHECK_THAT(message, ContainsSubstring("nobody is left to raise it: producer has ended with exit status 0."));
}

TEST_CASE("a semaphore that was set to 0 and never raised") {
    Story story;
    auto maker = story.actor("maker"), consumer = story.actor("consumer"), producer = story.actor("producer");
    const int set = maker.makes_semaphores(0x41, 2);
    maker.line(7).sets_all(set, {1, 0});
    maker.exits(0);
    for (auto* one : {&producer, &consumer})
        one->opens_semaphores(0x41, set);
    producer.line(10).operates(set, 0, -1);
    consumer.line(10).waits_for_semaphore(set, 1, -1);
    producer.line(10).waits_for_semaphore(set, 0, -1); // the places are used up: that follows from it
    CHECK_THAT(
        only(story.deadlocks(), "deadlock").message,
        ContainsSubstring("consumer waits in semop (consumer.cpp:10) until semaphore 1 of S0 is at least 1 (it is 0), but "
                          "nobody has ever raised it: maker set it to 0 in semctl (maker.cpp:7)."));
}

TEST_CASE("a lock that is kept while its holder waits for what others give back") {
    Story story;
    auto producer = story.actor("producer"), consumer = story.actor("consumer");
    const int set = producer.makes_semaphores(0x41, 2);
    producer.sets_all(set, {1, 1});
    consumer.opens_semaphores(0x41, set);
    producer.line(10).operates(set, 0, -1);
    producer.line(11).operates(set, 1, -1);
    producer.line(12).waits_for_semaphore(set, 0, -1);
    consumer.line(10).waits_for_semaphore(set, 1, -1);
    const auto finding = only(story.deadlocks(), "deadlock");
    CHECK_THAT(finding.message,
               ContainsSubstring("it keeps consumer waiting, which waits until semaphore 1 of S0 is at least 1 "
                                 "(it is 0): it has lowered that one in semop (producer.cpp:11)."));
    CHECK_THAT(finding.help, ContainsSubstring("lower the lock after it"));
}

TEST_CASE("who counted itself in has died, and is still counted") {
    Story story;
    auto ann = story.actor("ann"), ben = story.actor("ben");
    const int set = ann.makes_semaphores(0x41, 1);
    ben.opens_semaphores(0x41, set);
    ann.line(10).operates(set, {{0, 0, 0}, {0, 1, 0}});
    ann.is_killed(SIGKILL);
    ben.line(10).waits_for_semaphore(set, 0, 0);
    CHECK_THAT(only(story.deadlocks(), "deadlock").message,
               ContainsSubstring("ann raised it in semop (ann.cpp:10) and was ended by SIGKILL without lowering it again."));
}

TEST_CASE("SEM_UNDO took back what was meant to stay") {
    Story story;
    auto producer = story.actor("producer"), consumer = story.actor("consumer");
    const int set = producer.makes_semaphores(0x41, 1);
    producer.sets(set, 0, 0);
    producer.operates(set, 0, 1, SEM_UNDO);
    producer.exits_and_undoes(0, set, 0, 0);
    consumer.opens_semaphores(0x41, set);
    consumer.line(9).waits_for_semaphore(set, 0, -1);
    CHECK_THAT(only(story.deadlocks(), "deadlock").message,
               ContainsSubstring("when producer ended, SEM_UNDO took back what it had raised (from 1 to 0)"));
}

TEST_CASE("a parent's wait is a consequence of what its child waits for") {
    Story story;
    auto parent = story.actor("parent");
    const int box = parent.line(10).makes_queue(0x41);
    auto child = parent.forks("parent/1");
    child.line(20).waits_for_message(box, 0);
    parent.line(30).waits_for_child(child);
    const auto trace = story.deadlocks();
    const auto finding = only(trace, "deadlock");
    CHECK(finding.message.starts_with("parent/1 waits in msgrcv (parent.cpp:20) for a message in Q0"));
    CHECK_THAT(tell_deadlock(trace), ContainsSubstring("parent/1 cannot end: it is waiting itself."));
}

TEST_CASE("pipes and signals") {
    Story story;
    auto a = story.actor("A");
    WaitsFor data;
    data.what = WaitsFor::What::data;
    data.channel = "pipe 1";
    SECTION("a read that never ends") {
        a.line(9).waits(data, "read");
        CHECK(only(story.deadlocks(), "deadlock").message ==
              "A waits in read (A.cpp:9) for something to read from pipe 1, but nobody is left to write there.");
    }
    SECTION("a signal that came too early") {
        WaitsFor signal;
        signal.what = WaitsFor::What::signal;
        a.is_signalled(SIGUSR1, trace::Signalled::Effect::handled);
        a.line(9).waits(signal, "pause");
        CHECK_THAT(only(story.deadlocks(), "deadlock").message,
                   ContainsSubstring("SIGUSR1 had come before it began to wait"));
    }
}

TEST_CASE("no deadlock, no story") {
    Story story;
    story.actor("A").exits(0);
    const auto trace = story.ends();
    CHECK(of_rule(trace, "deadlock").empty());
    CHECK(analysis::tell_deadlock(trace).empty());
}
