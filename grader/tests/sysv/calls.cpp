// What a call is about: judging and naming objects rest on it.

#include "sysv/call.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::sysv;

TEST_CASE("a call has the name that a student wrote") {
    CHECK(name_of(MsgGet{}) == "msgget");
    CHECK(name_of(ShmDt{}) == "shmdt");
    CHECK(name_of(SemOp{}) == "semop");
    SemOp timed;
    timed.timeout = std::chrono::seconds(1);
    CHECK(name_of(timed) == "semtimedop");
}

TEST_CASE("a call names its object, and 0 is an id as good as any") {
    CHECK(object_of(MsgSnd{.msqid = 0}) == ObjectId{Kind::queue, 0});
    CHECK(object_of(SemOp{.semid = 3}) == ObjectId{Kind::semaphores, 3});
    CHECK(object_of(ShmAt{.shmid = 7}) == ObjectId{Kind::segment, 7});
    CHECK_FALSE(object_of(MsgRcv{.msqid = -1}));
    CHECK_FALSE(object_of(ShmDt{.shmaddr = 1}));
    CHECK_FALSE(object_of(MsgGet{.key = 5}));
}

TEST_CASE("the three kinds keep apart") {
    CHECK(kind_of(MsgGet{}) == Kind::queue);
    CHECK(kind_of(SemCtl{}) == Kind::semaphores);
    CHECK(kind_of(ShmDt{}) == Kind::segment);
    CHECK(letter_of(Kind::queue) == 'Q');
    CHECK(letter_of(Kind::semaphores) == 'S');
    CHECK(letter_of(Kind::segment) == 'M');
    CHECK(name_of(Kind::semaphores) == "semaphore set");
    CHECK(id_of(SegmentState{.id = 4}) == ObjectId{Kind::segment, 4});
    CHECK(permissions_of(QueueState{.id = 1, .perm = {.key = 9}}).key == 9);
}
