// Names are what students read and what lab.toml is matched with: a wrong one sends somebody to the wrong man page.

#include "sysv/names.h"
#include "sysv/utf8.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <csignal>

using namespace ipclab::sysv;
using namespace std::string_literals;

TEST_CASE("errno numbers have names, both ways") {
    CHECK(errno_name(ENOMSG) == "ENOMSG");
    CHECK(errno_name(EIDRM) == "EIDRM");
    CHECK(errno_name(43) == "EIDRM");
    CHECK(errno_name(9999) == "errno 9999");
    CHECK(errno_name(-1) == "errno -1");
    CHECK(errno_name(0) == "errno 0");
    CHECK(errno_from_name("EIDRM") == EIDRM);
    CHECK(errno_from_name("EWOULDBLOCK") == EAGAIN);
    CHECK(errno_from_name("ENOTSUP") == EOPNOTSUPP);
    CHECK_FALSE(errno_from_name("EIDRMM"));
    CHECK_FALSE(errno_from_name(""));
}

TEST_CASE("every listed errno name leads to a number and back") {
    CHECK(errno_names().size() > 130);
    for (const std::string_view name : errno_names()) {
        const auto error = errno_from_name(name);
        REQUIRE(error);
        CHECK(errno_name(*error) == name);
    }
    CHECK(std::ranges::find(errno_names(), "ERANGE") != errno_names().end());
}

TEST_CASE("errno texts do not depend on the locale") {
    CHECK(errno_text(ENOENT) == "No such file or directory");
    CHECK(errno_text(9999) == "unknown error 9999");
}

TEST_CASE("signals have names, both ways") {
    CHECK(signal_name(SIGKILL) == "SIGKILL");
    CHECK(signal_name(SIGIO) == "SIGIO");
    CHECK(signal_name(SIGRTMIN) == "SIGRTMIN");
    CHECK(signal_name(SIGRTMIN + 2) == "SIGRTMIN+2");
    CHECK(signal_name(77) == "signal 77");
    CHECK(signal_name(0) == "signal 0");
    CHECK(signal_name(-5) == "signal -5");
    CHECK(signal_from_name("SIGTERM") == SIGTERM);
    CHECK(signal_from_name("SIGPOLL") == SIGIO);
    CHECK(signal_from_name("SIGRTMIN+3") == SIGRTMIN + 3);
    CHECK_FALSE(signal_from_name("KILL"));
    CHECK_FALSE(signal_from_name("SIG"));
    for (int signo = 1; signo < 32; ++signo)
        CHECK(signal_from_name(signal_name(signo)) == signo);
}

TEST_CASE("flags read as they are written in a program") {
    CHECK(get_flags(03640) == "IPC_CREAT|IPC_EXCL|0640");
    CHECK(get_flags(0) == "0");
    CHECK(get_flags(0600) == "0600");
    CHECK(msg_flags(010000 | 04000) == "MSG_NOERROR|IPC_NOWAIT");
    CHECK(msg_flags(020000) == "MSG_EXCEPT");
    CHECK(msg_flags(0) == "0");
    CHECK(sem_flags(0x1000 | 04000) == "IPC_NOWAIT|SEM_UNDO");
    CHECK(shmat_flags(010000 | 020000) == "SHM_RDONLY|SHM_RND");
    CHECK(shmget_flags(04000 | 01600) == "IPC_CREAT|SHM_HUGETLB|0600");
    CHECK(shmget_flags((21 << 26) | 04000 | 01600) == "SHM_HUGE_2MB|IPC_CREAT|SHM_HUGETLB|0600");
}

TEST_CASE("bits that mean nothing are shown, not hidden") {
    // 666 without its leading 0: IPC_CREAT and the mode 0232.
    CHECK(get_flags(666) == "IPC_CREAT|0232");
    CHECK(get_flags(04000 | 0600) == "04600");
    CHECK(msg_flags(1) == "01");
    CHECK(sem_flags(-1) == "IPC_NOWAIT|SEM_UNDO|037777763777");
}

TEST_CASE("commands have the names of their own call") {
    CHECK(msgctl_command(0) == "IPC_RMID");
    CHECK(msgctl_command(12) == "MSG_INFO");
    CHECK(semctl_command(12) == "GETVAL");
    CHECK(semctl_command(16) == "SETVAL");
    CHECK(shmctl_command(12) == "SHM_UNLOCK");
    CHECK(msgctl_command(16) == "command 16");
    CHECK(msgctl_command(-1) == "command -1");
}

TEST_CASE("keys read as ipcs shows them") {
    CHECK(key_text(0x42010203) == "0x42010203");
    CHECK(key_text(17) == "0x00000011");
    CHECK(key_text(0) == "IPC_PRIVATE");
    CHECK(key_text(-1) == "-1");
    CHECK(key_text(-2) == "0xfffffffe");
}

TEST_CASE("quoted text shows every byte and commands no terminal") {
    CHECK(ipclab::sysv::quoted("hello\n") == R"("hello\n")");
    CHECK(ipclab::sysv::quoted("a\0b"s) == R"("a\0b")");
    CHECK(ipclab::sysv::quoted("\x1b[31m") == R"("\x1b[31m")");
    CHECK(ipclab::sysv::quoted("\xc2\x9b") == R"("\xc2\x9b")");
    CHECK(ipclab::sysv::quoted("say \"hi\" \\") == R"("say \"hi\" \\")");
    CHECK(ipclab::sysv::quoted("Grüße 🎉") == "\"Grüße 🎉\"");
    CHECK(ipclab::sysv::quoted("\xff\xc3") == R"("\xff\xc3")");
    CHECK(ipclab::sysv::quoted("") == R"("")");
    CHECK(ipclab::sysv::quoted("mul" + std::string(492, '\xfe') + "\n") == R"("mul(\xfe 492 times)\n")");
    CHECK(ipclab::sysv::quoted(std::string(9, '\xfe')) == R"("\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe\xfe")");
    CHECK(ipclab::sysv::quoted(std::string(20, '\\')).size() == 42);
    CHECK(ipclab::sysv::quoted(std::string(10'000, 'x')).size() == 10'002);
}

TEST_CASE("UTF-8 is told from other bytes") {
    CHECK(is_utf8(""));
    CHECK(is_utf8("Grüße 🎉"));
    CHECK(is_utf8("\xf4\x8f\xbf\xbf"));
    CHECK_FALSE(is_utf8("\xf4\x90\x80\x80")); // above U+10FFFF
    CHECK_FALSE(is_utf8("\xc0\x80"));         // overlong NUL
    CHECK_FALSE(is_utf8("\xe0\x80\x80"));     // overlong
    CHECK_FALSE(is_utf8("\xed\xa0\x80"));     // a surrogate
    CHECK_FALSE(is_utf8("ab\xe2\x82"));       // cut in the middle
    CHECK_FALSE(is_utf8("\x80"));
}
