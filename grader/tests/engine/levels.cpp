// What the machine does not allow costs cleanliness, never a verdict: at every level a run is the same run.

#include "run_programs.h"

#include <catch2/catch_test_macros.hpp>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <functional>
#include <grp.h>

using namespace ipclab::engine::tests;
using namespace ipclab::engine;
using namespace ipclab;

namespace {

const std::vector<Command> samples{{"queue_calls"}, {"semaphore_order"}, {"undo", "kill"},     {"children"},
                                   {"signals"},     {"threads"},         {"deadlock", "pipe"}, {"ping_pong", "queue", "20"}};

/// Runs of all samples at this level, as one text. Throws nothing: it is used in forked children too.
std::string fingerprints(Level level) {
    const auto ended = jailed(level, [](const Inside& inside) {
        Engine engine;
        std::string all;
        for (const auto& command : samples) {
            RunSpec spec;
            spec.folder = own_folder(inside);
            spec.env = {{"PATH", "/usr/bin:/bin"}};
            spec.level = inside.level;
            spec.ledger = inside.ledger;
            spec.play = {start("A", command)};
            const auto trace = engine.run(spec, *schedule::fixed());
            all += command.front() + " " + std::string{trace::name_of(trace.outcome)} + " " + trace.error + " " +
                   trace::fingerprint(trace) + "\n";
        }
        return all;
    });
    return ended.error ? "error: " + *ended.error : ended.result;
}

/// What `what` gives in a forked child, which may change what it is allowed.
std::string in_child(const std::function<std::string()>& what) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const auto pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        std::string text;
        try {
            text = what();
        } catch (const std::exception& error) {
            text = error.what();
        }
        [[maybe_unused]] const auto n = write(ends[1], text.data(), text.size());
        _exit(0);
    }
    close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) != 0;)
        if (n > 0) text.append(buffer, static_cast<std::size_t>(n));
    close(ends[0]);
    while (waitpid(pid, nullptr, 0) == -1 && errno == EINTR) {
    }
    return text;
}

bool become_ordinary_user() {
    constexpr uid_t somebody = 1000;
    return setgroups(0, nullptr) == 0 && setresgid(somebody, somebody, somebody) == 0 &&
           setresuid(somebody, somebody, somebody) == 0 &&
           prctl(PR_SET_DUMPABLE, 1) == 0; // lost with the uid, and with it the right to be traced
}

/// As containers do under their usual profile: unshare is not permitted, nor is clone with new namespaces.
bool deny_namespaces() {
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog filter{.len = 4, .filter = program};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

} // namespace

TEST_CASE("with and without namespaces a run has the same normalised trace") {
    const auto expected = fingerprints(Level::none);
    INFO("level none:\n" << expected);
    CHECK(expected.find("error") == std::string::npos);
    for (const auto level : {Level::ipc, Level::full}) {
        if (level > best_level()) continue;
        INFO(name_of(level));
        CHECK(fingerprints(level) == expected);
    }
}

TEST_CASE("an ordinary user gets the same outcomes at every level") {
    if (geteuid() != 0) SKIP("the tests run as an ordinary user anyhow");
    const auto told = in_child([] {
        if (!become_ordinary_user()) return std::string{"could not become an ordinary user"};
        const auto found = probe();
        std::string text = found.can_run() ? "can run\n" : "cannot run: " + found.why_not + "\n";
        const auto expected = fingerprints(Level::none);
        if (expected.find("error") != std::string::npos) text += expected;
        for (const auto level : {Level::ipc, Level::full})
            if (level <= found.level && fingerprints(level) != expected) text += std::string{name_of(level)} + " differs\n";
        return text;
    });
    CHECK(told == "can run\n");
}

TEST_CASE("where a filter denies namespaces, probe says so and runs go on without") {
    const auto told = in_child([] {
        if (!deny_namespaces()) return std::string{"no seccomp here"};
        const auto found = probe();
        return std::string{name_of(found.level)} + (found.can_run() ? " can run " : " cannot run ") +
               (found.why_not.empty() ? "and no reason" : "and a reason") + "\n" + fingerprints(found.level);
    });
    CHECK(told == "none can run and a reason\n" + fingerprints(Level::none));
}

TEST_CASE("probe never tries more than it is asked to") {
    CHECK(probe(Level::none).level == Level::none);
    CHECK(probe(Level::ipc).level <= Level::ipc);
    const auto found = probe();
    CHECK(found.can_run());
    CHECK(found.pty);
}
