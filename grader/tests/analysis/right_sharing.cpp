// Right programs that share memory, in the ways that they are really written: no race, no other error.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>
#include <csignal>

#include <sys/ipc.h>
#include <sys/sem.h>

using namespace ipclab;
using namespace ipclab::analysis::test;
using namespace std::chrono_literals;
using Kind = trace::Accessed::Kind;

namespace {

void check_silent(Story& story) {
    const auto trace = story.ends();
    CHECK(errors(trace) == 0);
    CHECK(of_rule(trace, "data-race").empty());
}

} // namespace

TEST_CASE("bounded buffer: free and full count, a lock guards the index") {
    Story story;
    auto producer = story.actor("producer");
    const int memory = producer.makes_segment(0x41, 64);
    const int set = producer.makes_semaphores(0x41, 3);
    producer.attaches(memory);
    producer.sets_all(set, {2, 0, 1}); // free, full, lock
    auto one = producer.forks("producer/1"), two = producer.forks("producer/2");
    const auto step = [&](Actor& who, unsigned first, unsigned then, std::uint64_t index, std::uint64_t slot, bool writes) {
        who.operates(set, static_cast<int>(first), -1);
        who.operates(set, 2, -1);
        who.reads(memory, index);
        if (writes)
            who.writes(memory, 16 + 4 * slot);
        else
            who.reads(memory, 16 + 4 * slot);
        who.writes(memory, index);
        who.operates(set, 2, 1);
        who.operates(set, static_cast<int>(then), 1);
    };
    for (std::uint64_t i = 0; i < 3; ++i) {
        step(producer, 0, 1, 0, (2 * i) % 2, true);
        step(one, 0, 1, 0, (2 * i + 1) % 2, true);
        step(two, 1, 0, 4, (2 * i) % 2, false);
        step(two, 1, 0, 4, (2 * i + 1) % 2, false);
    }
    one.exits(0);
    two.exits(0);
    producer.reaps(one);
    producer.reaps(two);
    producer.removes_segment(memory);
    producer.removes_semaphores(set);
    producer.exits(0);
    check_silent(story);
}

TEST_CASE("bounded buffer of one producer and one consumer, without a lock") {
    Story story;
    auto producer = story.actor("producer");
    const int memory = producer.makes_segment(0x41, 64);
    const int set = producer.makes_semaphores(0x41, 2);
    producer.sets(set, 0, 2);
    auto consumer = producer.forks("consumer");
    for (std::uint64_t i = 0; i < 6; i += 2) {
        for (std::uint64_t slot = 0; slot < 2; ++slot) {
            producer.operates(set, 0, -1);
            producer.writes(memory, 4 * slot);
            producer.operates(set, 1, 1);
        }
        for (std::uint64_t slot = 0; slot < 2; ++slot) {
            consumer.operates(set, 1, -1);
            consumer.reads(memory, 4 * slot);
            consumer.operates(set, 0, 1);
        }
    }
    consumer.exits(0);
    producer.reaps(consumer);
    producer.removes_segment(memory);
    producer.removes_semaphores(set);
    producer.exits(0);
    check_silent(story);
}

TEST_CASE("a barrier: everybody lowers it and waits for zero") {
    Story story;
    auto a = story.actor("A");
    const int memory = a.makes_segment(IPC_PRIVATE, 64);
    const int set = a.makes_semaphores(IPC_PRIVATE, 1);
    a.sets(set, 0, 3);
    auto b = a.forks("A/1"), c = a.forks("A/2");
    std::uint64_t mine = 0;
    for (auto* who : {&a, &b, &c}) {
        who->writes(memory, 8 * mine++);
        who->operates(set, 0, -1);
        if (who != &c) who->waits_for_semaphore(set, 0, 0);
    }
    for (auto* who : {&c, &a, &b}) {
        who->operates(set, 0, 0);
        for (std::uint64_t i = 0; i < 3; ++i)
            who->reads(memory, 8 * i);
    }
    b.exits(0);
    c.exits(0);
    a.reaps(b);
    a.reaps(c);
    a.removes_segment(memory);
    a.removes_semaphores(set);
    a.exits(0);
    check_silent(story);
}

TEST_CASE("turns: two semaphores, each raised by the other one") {
    Story story;
    auto ping = story.actor("ping");
    const int memory = ping.makes_segment(0x41, 4);
    const int set = ping.makes_semaphores(0x41, 2);
    ping.sets(set, 0, 1);
    auto pong = ping.forks("pong");
    for (int i = 0; i < 3; ++i) {
        ping.operates(set, 0, -1);
        ping.reads(memory, 0);
        ping.writes(memory, 0);
        ping.operates(set, 1, 1);
        pong.operates(set, 1, -1);
        pong.reads(memory, 0);
        pong.writes(memory, 0);
        pong.operates(set, 0, 1);
    }
    pong.exits(0);
    ping.reaps(pong);
    ping.removes_segment(memory);
    ping.removes_semaphores(set);
    ping.exits(0);
    check_silent(story);
}

TEST_CASE("readers and a writer who takes all places") {
    Story story;
    auto writer = story.actor("writer");
    const int memory = writer.makes_segment(0x41, 4);
    const int set = writer.makes_semaphores(0x41, 1);
    writer.sets(set, 0, 3);
    auto one = writer.forks("reader/1"), two = writer.forks("reader/2");
    for (int i = 0; i < 3; ++i) {
        one.operates(set, 0, -1);
        two.operates(set, 0, -1);
        one.reads(memory, 0);
        two.reads(memory, 0);
        two.operates(set, 0, 1);
        one.operates(set, 0, 1);
        writer.operates(set, 0, -3);
        writer.writes(memory, 0);
        writer.operates(set, 0, 3);
    }
    one.exits(0);
    two.exits(0);
    writer.reaps(one);
    writer.reaps(two);
    writer.removes_segment(memory);
    writer.removes_semaphores(set);
    writer.exits(0);
    check_silent(story);
}

TEST_CASE("request and reply by messages, the data in shared memory") {
    Story story;
    auto server = story.actor("server"), client = story.actor("client");
    const int box = server.makes_queue(0x41);
    client.opens_queue(0x41, box);
    const int memory = client.makes_segment(0x41, 64);
    client.attaches(memory);
    server.waits_for_message(box, 1);
    for (int i = 0; i < 3; ++i) {
        client.writes(memory, 0, "question");
        client.sends(box, 1, "go");
        server.receives(box, 1);
        server.reads(memory, 0, 8);
        server.writes(memory, 0, "answer");
        server.sends(box, 2, "done");
        client.receives(box, 2);
        client.reads(memory, 0, 6);
    }
    client.removes_segment(memory);
    client.exits(0);
    server.removes_queue(box);
    server.exits(0);
    check_silent(story);
}

TEST_CASE("the sem_otime protocol: who comes second waits until the first has operated") {
    Story story;
    auto creator = story.actor("creator"), other = story.actor("other");
    const int memory = creator.makes_segment(0x42, 8);
    const int set = creator.makes_semaphores(0x41, 1);
    other.opens_semaphores(0x41, set);
    other.looks_at_semaphores(set);
    other.sleeps(10ms);
    creator.writes(memory, 0);
    creator.sets(set, 0, 0);
    other.looks_at_semaphores(set);
    other.sleeps(10ms);
    creator.operates(set, 0, 1);
    other.looks_at_semaphores(set);
    other.operates(set, 0, -1, SEM_UNDO);
    other.reads(memory, 0);
    other.writes(memory, 0);
    other.operates(set, 0, 1, SEM_UNDO);
    creator.operates(set, 0, -1, SEM_UNDO);
    creator.reads(memory, 0);
    creator.operates(set, 0, 1, SEM_UNDO);
    other.exits(0);
    creator.removes_semaphores(set);
    creator.removes_segment(memory);
    creator.exits(0);
    check_silent(story);
}

TEST_CASE("atomic counters, and a lock made of an atomic flag") {
    Story story;
    auto parent = story.actor("count");
    const int memory = parent.makes_segment(IPC_PRIVATE, 64);
    auto one = parent.forks("count/1"), two = parent.forks("count/2");
    SECTION("counter") {
        for (int i = 0; i < 3; ++i) {
            one.atomically(Kind::atomic_update, memory, 0);
            two.atomically(Kind::atomic_update, memory, 0);
        }
    }
    SECTION("lock") {
        for (auto* who : {&one, &two, &one}) {
            who->atomically(Kind::atomic_update, memory, 0, 1);
            who->reads(memory, 8);
            who->writes(memory, 8);
            who->atomically(Kind::atomic_write, memory, 0, 1);
        }
    }
    one.exits(0);
    two.exits(0);
    parent.reaps(one);
    parent.reaps(two);
    parent.reads(memory, 0);
    parent.reads(memory, 8);
    parent.removes_segment(memory);
    parent.exits(0);
    check_silent(story);
}

TEST_CASE("a lock with SEM_UNDO whose holder is killed") {
    Story story;
    auto parent = story.actor("bank");
    const int memory = parent.makes_segment(IPC_PRIVATE, 8);
    const int set = parent.makes_semaphores(IPC_PRIVATE, 1);
    parent.sets(set, 0, 1);
    auto one = parent.forks("bank/1"), two = parent.forks("bank/2");
    one.operates(set, 0, -1, SEM_UNDO);
    one.writes(memory, 0);
    two.waits_for_semaphore(set, 0, -1);
    one.is_signalled(SIGKILL, trace::Signalled::Effect::ends, trace::script);
    one.exits_and_undoes(0, set, 0, 1);
    two.operates(set, 0, -1, SEM_UNDO);
    two.reads(memory, 0);
    two.writes(memory, 0);
    two.operates(set, 0, 1, SEM_UNDO);
    two.exits(0);
    parent.reaps(one, SIGKILL);
    parent.reaps(two);
    parent.reads(memory, 0);
    parent.removes_segment(memory);
    parent.removes_semaphores(set);
    parent.exits(0);
    check_silent(story);
}

TEST_CASE("a child's output through a pipe (popen), and memory that it wrote before") {
    Story story;
    auto parent = story.actor("parent");
    const int memory = parent.makes_segment(IPC_PRIVATE, 8);
    auto child = parent.forks("parent/1");
    child.writes(memory, 0);
    child.puts_into("pipe 0", "ready\n");
    SECTION("a line is read") { parent.gets_from("pipe 0", "ready\n"); }
    SECTION("all is read, until the end of the file") { parent.gets_from("pipe 0", ""); }
    parent.reads(memory, 0);
    child.exits(0);
    parent.reaps(child);
    parent.removes_segment(memory);
    parent.exits(0);
    check_silent(story);
}

TEST_CASE("threads of one process, with a lock of their own that nobody sees") {
    Story story;
    auto process = story.actor("pool");
    const int memory = process.makes_segment(IPC_PRIVATE, 8);
    auto one = process.makes_thread("pool/1"), two = process.makes_thread("pool/2");
    for (auto* who : {&one, &two, &process}) {
        who->reads(memory, 0);
        who->writes(memory, 0);
    }
    process.removes_segment(memory);
    process.exits(0);
    check_silent(story);
}

TEST_CASE("one program fills the memory and ends, then the scenario starts the other") {
    Story story;
    story.script("start fill");
    auto fill = story.actor("fill");
    const int memory = fill.makes_segment(0x41, 64);
    fill.attaches(memory);
    fill.writes(memory, 0, "hello");
    fill.exits(0);
    story.script("until fill has exited");
    story.script("start show");
    auto show = story.actor("show");
    show.opens_segment(0x41, memory);
    show.attaches(memory);
    show.reads(memory, 0, 6);
    show.removes_segment(memory);
    show.exits(0);
    check_silent(story);
}
