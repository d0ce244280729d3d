// Right programs, in the ways that they are really written: no finding of level error, whatever the order.

#include "findings.h"
#include "trace_builder.h"

#include <cerrno>
#include <csignal>

#include <sys/ipc.h>
#include <sys/sem.h>

using namespace ipclab;
using namespace ipclab::analysis::test;
using namespace std::chrono_literals;

TEST_CASE("right programs get no error") {
    Story story;

    SECTION("sender and receiver, the receiver first and removing at the end") {
        auto receiver = story.actor("receiver"), sender = story.actor("sender");
        const int box = receiver.makes_queue(0x41);
        sender.opens_queue(0x41, box);
        receiver.waits_for_message(box, 0);
        sender.sends(box, 1, "a");
        receiver.receives(box, 0);
        sender.exits(0);
        receiver.removes_queue(box);
        receiver.exits(0);
    }
    SECTION("a server that the scenario stops, and which cleans up in its handler") {
        auto server = story.actor("server");
        const int box = server.makes_queue(0x41);
        server.waits_for_message(box, 0);
        server.is_signalled(SIGTERM, trace::Signalled::Effect::handled, trace::script);
        server.fails_to_receive(box, 0, EINTR);
        server.removes_queue(box);
        server.exits(0);
    }
    SECTION("a server that the scenario kills") {
        auto server = story.actor("server");
        const int box = server.makes_queue(0x41);
        server.waits_for_message(box, 0);
        server.is_killed(SIGKILL, trace::script);
    }
    SECTION("a parent that kills its worker when the work is done") {
        auto parent = story.actor("parent");
        const int box = parent.makes_queue(IPC_PRIVATE);
        auto worker = parent.forks("parent/1");
        worker.waits_for_message(box, 0);
        worker.is_killed(SIGKILL, parent.id());
        parent.reaps(worker, SIGKILL);
        parent.removes_queue(box);
        parent.exits(0);
    }
    SECTION("the first makes the semaphore, the others wait until it has its value") {
        auto a = story.actor("A"), b = story.actor("B");
        const int set = a.makes_semaphores(0x41, 1);
        b.opens_semaphores(0x41, set);
        for (int i = 0; i < 50; ++i) {
            b.reads_value(set, 0, 0);
            b.sleeps(10ms);
        }
        a.operates(set, 0, 1);
        b.operates(set, 0, -1, SEM_UNDO);
        b.operates(set, 0, 1, SEM_UNDO);
        b.exits(0);
        a.removes_semaphores(set);
        a.exits(0);
    }
    SECTION("both remove, and the second is told that it was too late") {
        auto a = story.actor("A"), b = story.actor("B");
        const int box = a.makes_queue(0x41);
        b.opens_queue(0x41, box);
        a.removes_queue(box);
        b.fails_to_remove_queue(box, EINVAL);
        a.exits(0);
        b.exits(0);
    }
    SECTION("workers that end when the queue goes") {
        auto master = story.actor("master");
        const int box = master.makes_queue(0x41);
        auto worker = master.forks("master/1");
        worker.waits_for_message(box, 0);
        master.removes_queue(box);
        worker.fails_to_receive(box, 0, EIDRM);
        worker.exits(0);
        master.reaps(worker);
        master.exits(0);
    }
    SECTION("a message that the scenario's own object holds") {
        const int given = story.stale_queue(0x41);
        auto a = story.actor("A");
        a.opens_queue(0x41, given);
        a.fails_to_receive(given, 5, ENOMSG, IPC_NOWAIT);
        a.exits(0);
    }
    SECTION("a get that fails, and is said and given up") {
        auto a = story.actor("A");
        a.fails_to_open_queue(0x41, ENOENT);
        a.prints("msgget: No such file or directory\n", 2);
        a.exits(1);
    }
    SECTION("one queue fails, and the other is removed on the way out") {
        auto a = story.actor("A");
        const int first = a.makes_queue(0x41);
        a.fails_to_open_queue(0x42, EEXIST, IPC_CREAT | IPC_EXCL | 0600);
        a.removes_queue(first);
        a.fails_to_remove_queue(-1, EINVAL);
        a.exits(1);
    }
    CHECK(errors(story.ends()) == 0);
}
