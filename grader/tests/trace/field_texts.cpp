// A lab.toml names fields as the man pages do; what it can name, and how the values read, is said here.

#include "trace/field_texts.h"

#include "sample.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <sys/sem.h>

using namespace ipclab;
using namespace ipclab::trace;
using namespace std::chrono_literals;

namespace {

template <class What>
std::string text(const What& what, std::string_view name) {
    const FieldTexts texts = field_texts(what);
    const auto found = std::ranges::find(texts, name, &FieldTexts::value_type::first);
    return found == texts.end() ? "none" : found->second;
}

} // namespace

TEST_CASE("the fields of queue calls") {
    sysv::MsgRcv receive{.msqid = 3, .msgsz = 64, .msgtyp = -3, .msgflg = 010000};
    CHECK(text(sysv::Call(receive), "msgtyp") == "-3");
    CHECK(text(sysv::Call(receive), "msgsz") == "64");
    CHECK(text(sysv::Call(receive), "msgflg") == "4096");
    CHECK(text(sysv::Call(receive), "msqid") == "3");
    CHECK(text(sysv::Call(receive), "mtype") == "none");
    receive.message = sysv::Message{3, std::string("a\0b", 3)};
    CHECK(text(sysv::Call(receive), "mtype") == "3");
    CHECK(text(sysv::Call(receive), "mtext") == std::string("a\0b", 3));
    CHECK(text(sysv::Call(sysv::MsgGet{.key = -5}), "key") == "-5");
    const sysv::MsgCtl set{.cmd = IPC_SET, .state = sysv::QueueState{.perm = {.mode = 0640}, .qbytes = 100}};
    CHECK(text(sysv::Call(set), "cmd") == "IPC_SET");
    CHECK(text(sysv::Call(set), "qbytes") == "100");
    CHECK(text(sysv::Call(set), "mode") == "0640");
}

TEST_CASE("the fields of semaphore calls") {
    const sysv::SemOp operation{.semid = 1, .nsops = 2, .sops = {{0, -1, SEM_UNDO}, {2, 1, 0}}, .timeout = 1500ms};
    CHECK(text(sysv::Call(operation), "nsops") == "2");
    CHECK(text(sysv::Call(operation), "sops[0].sem_op") == "-1");
    CHECK(text(sysv::Call(operation), "sops[0].sem_flg") == "4096");
    CHECK(text(sysv::Call(operation), "sops[1].sem_num") == "2");
    CHECK(text(sysv::Call(operation), "sops[2].sem_num") == "none");
    CHECK(text(sysv::Call(operation), "timeout") == "1.5");
    CHECK(text(sysv::Call(sysv::SemCtl{.cmd = SETVAL, .arg = 7}), "arg") == "7");
    CHECK(text(sysv::Call(sysv::SemCtl{.cmd = GETVAL, .arg = 7}), "arg") == "none");
    CHECK(text(sysv::Call(sysv::SemCtl{.cmd = SETALL, .array = {4, 5}}), "array[1]") == "5");
}

TEST_CASE("the fields of other calls") {
    CHECK(text(Call(KillCall{"kill", 7, SIGTERM, {}}), "sig") == "SIGTERM");
    CHECK(text(Call(TimeCall{"nanosleep", 2s}), "duration") == "2");
    CHECK(text(Call(Transfer{"write", 4, "pipe 3", "hi"}), "bytes") == "hi");
    CHECK(text(Call(OtherCall{"open", {"box.key", "O_RDONLY"}}), "arguments[1]") == "O_RDONLY");
    CHECK(text(sysv::Call(sysv::ShmGet{.size = 4096}), "size") == "4096");
}

TEST_CASE("the fields of objects") {
    const sysv::ObjectState queue = sysv::QueueState{.perm = {.mode = 0640}, .qnum = 2, .messages = {{1, "a"}, {2, "b"}}};
    CHECK(text(queue, "qnum") == "2");
    CHECK(text(queue, "mode") == "0640");
    CHECK(text(queue, "mtext[1]") == "b");
    const sysv::ObjectState set =
        sysv::SemaphoreSetState{.semaphores = {{.value = 1}, {.value = 5, .pid = 9}}, .operated = true};
    CHECK(text(set, "nsems") == "2");
    CHECK(text(set, "value[1]") == "5");
    CHECK(text(set, "pid[1]") == "9");
    CHECK(text(set, "operated") == "1");
    CHECK(text(sysv::ObjectState(sysv::SegmentState{.segsz = 10, .nattch = 1}), "nattch") == "1");
}

TEST_CASE("every field of every call has a name, and no name comes twice") {
    for (const Event& event : samples::everything().events) {
        const auto* called = std::get_if<Called>(&event.what);
        if (!called) continue;
        FieldTexts texts = field_texts(called->call);
        CAPTURE(name_of(called->call));
        CHECK_FALSE(texts.empty());
        std::ranges::sort(texts, {}, &FieldTexts::value_type::first);
        CHECK(std::ranges::adjacent_find(texts, {}, &FieldTexts::value_type::first) == texts.end());
    }
}
