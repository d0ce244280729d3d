#include "engine/become.h"

#include "engine/arch/raw_call.h"
#include "engine/arch/template_code.h"
#include "engine/filter.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace ipclab::engine {
namespace {

void set_limit(__rlimit_resource resource, rlim_t value) {
    rlimit limit{};
    raw_call(SYS_prlimit64, 0, resource, 0, &limit);
    limit.rlim_cur = limit.rlim_max = std::min(value, limit.rlim_max);
    raw_call(SYS_prlimit64, 0, resource, &limit);
}

/// As the kernel has it, not libc.
struct SignalAction {
    std::uint64_t handler, flags, restorer, mask;
};

/// Nothing blocked, nothing ignored, nothing pending: what the grader was started with, and what it is sent, is not the programs'
/// affair. Until here all signals are blocked (`spawn`).
void reset_signals() {
    constexpr int signals = 64;
    constexpr SignalAction ignore{
        .handler = 1, .flags = 0, .restorer = 0, .mask = 0}; // SIG_IGN, which forgets what is pending
    constexpr SignalAction by_default{};                     // SIG_DFL
    constexpr std::uint64_t none = 0;
    for (int signo = 1; signo <= signals; ++signo) {
        raw_call(SYS_rt_sigaction, signo, &ignore, 0, sizeof none);
        raw_call(SYS_rt_sigaction, signo, &by_default, 0, sizeof none);
    }
    raw_call(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none);
}

/// Takes every capability away, now and for all programs to come. Root's are gone with its uid; an ordinary user's in the
/// jail's user namespace are not, and an exec would not take them from a process that keeps uid 0. A template keeps one, by way
/// of the ambient set (capabilities(7)), which its copies give up before they run.
bool drop_privileges(const Launch& launch, bool enters_namespaces) {
    const __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    __user_cap_data_struct kept[2]{};
    constexpr auto one = 1U << CAP_SYS_ADMIN;
    if (enters_namespaces) { // inheritable before the bounding set is empty: it could not be made so afterwards
        if (raw_call(SYS_capget, &header, kept) < 0) return false;
        kept[0].inheritable = one;
        if (raw_call(SYS_capset, &header, kept) < 0) return false;
        raw_call(SYS_prctl, PR_SET_KEEPCAPS, 1);
    }
    for (int capability = 0; capability <= 63; ++capability)
        if (raw_call(SYS_prctl, PR_CAPBSET_DROP, capability) == -EINVAL) break;
    auto user = launch.user;
    if (!user && launch.confined && raw_call(SYS_geteuid) == 0) user = student_uid;
    if (user) {
        if (const auto outcome = raw_call(SYS_setgroups); outcome < 0 && outcome != -EPERM) return false;
        if (raw_call(SYS_setresgid, *user, *user, *user) < 0) return false;
        if (raw_call(SYS_setresuid, *user, *user, *user) < 0) return false;
    }
    kept[0] = kept[1] = {};
    if (enters_namespaces) kept[0] = {.effective = one, .permitted = one, .inheritable = one};
    if (raw_call(SYS_capset, &header, kept) < 0) return false;
    return !enters_namespaces || raw_call(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN) == 0;
}

/// Our own table of descriptors instead of our parent's. Programs see how large it is (proc(5), FDSize), so it shall not be larger
/// because the grader has many.
bool leave_parents_descriptors(const Birth& birth) {
    constexpr unsigned usual_size = 64;
    constexpr unsigned unshare = 2; // CLOSE_RANGE_UNSHARE, Linux 5.9
    unsigned first = usual_size;
    for (const int fd :
         {birth.files.in, birth.files.out, birth.files.err, birth.go, birth.go_by, birth.report,
          birth.service != nullptr ? birth.service->orders : 0, birth.service != nullptr ? birth.service->files : 0})
        first = std::max(first, static_cast<unsigned>(fd) + 1);
    if (!birth.launch.own_terminal && raw_call(SYS_close_range, first, ~0U, unshare) == 0) return true;
    return raw_call(SYS_unshare, CLONE_FILES) == 0;
}

/// Whatever the grader was started with stays out of the programs: it is not theirs, and it would change the numbers of theirs.
void close_the_others_at_exec() {
    constexpr unsigned first = 3;
    constexpr unsigned by_exec = 4; // CLOSE_RANGE_CLOEXEC, Linux 5.11
    if (raw_call(SYS_close_range, first, ~0U, by_exec) == 0) return;
    constexpr int many = 1024;
    for (int fd = first; fd < many; ++fd)
        raw_call(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
}

/// Gives them the numbers `from`, `from` + 1, …; false where one is not open.
template <std::size_t count>
bool arrange(const std::array<int, count>& files, std::size_t from) {
    // Duplicates first: one may stand in the way of another.
    constexpr long out_of_the_way = 10;
    std::array<long, count> copies{};
    for (std::size_t i = 0; i < count; ++i)
        copies.at(i) = raw_call(SYS_fcntl, files.at(i), F_DUPFD_CLOEXEC, out_of_the_way);
    for (std::size_t i = 0; i < count; ++i)
        if (raw_call(SYS_dup3, copies.at(i), from + i) < 0) return false;
    return true;
}

} // namespace

void become(const Birth& birth) {
    const auto& launch = birth.launch;
    const auto fail = [&](long outcome, const char* what) {
        Failure failure{.error = static_cast<int>(-outcome), .what = {}};
        for (std::size_t i = 0; i + 1 < sizeof failure.what && what[i] != '\0'; ++i)
            failure.what[i] = what[i];
        raw_call(SYS_write, birth.report, &failure, sizeof failure);
        raw_call(SYS_exit_group, 127);
    };
    if (!leave_parents_descriptors(birth)) raw_call(SYS_exit_group, 127);
    raw_call(SYS_close, birth.go_by);
    char byte = 0;
    if (raw_call(SYS_read, birth.go, &byte, 1) != 1) raw_call(SYS_exit_group, 127); // the engine is gone

    raw_call(SYS_setpgid); // students call kill(0, …)
    reset_signals();       // what our old group was sent is forgotten
    const std::array standard{birth.files.in, birth.files.out, birth.files.err};
    if (!arrange(standard, 0)) fail(-EBADF, "its standard files");
    if (!launch.folder.empty())
        if (const auto outcome = raw_call(SYS_chdir, launch.folder.c_str()); outcome < 0) fail(outcome, "its folder");

    set_limit(RLIMIT_CORE, 0);
    if (!launch.own_terminal) close_the_others_at_exec();
    if (birth.service != nullptr &&
        !arrange(std::array{birth.service->orders, birth.service->files}, TemplateDescriptor::orders))
        fail(-EBADF, "its sockets");
    if (launch.confined) {
        set_limit(RLIMIT_FSIZE, rlim_t{64} << 20);
        set_limit(RLIMIT_NOFILE, 256);
        set_limit(RLIMIT_AS, launch.memory);
    }
    // Addresses are the same in every run: a program that prints one can be repeated.
    raw_call(SYS_personality, ADDR_NO_RANDOMIZE);
    if (launch.confined) raw_call(SYS_umask, 022);
    // Who changes its uid may not be traced any more (prctl(2), PR_SET_DUMPABLE), which the kernel notes where our parent has it too.
    const auto dumpable = raw_call(SYS_prctl, PR_GET_DUMPABLE);
    const bool dropped = drop_privileges(launch, birth.service != nullptr && birth.service->enters_namespaces);
    raw_call(SYS_prctl, PR_SET_DUMPABLE, dumpable);
    if (!dropped) fail(-EPERM, "dropping privileges");
    if (!install_filter(birth.filter)) fail(-EINVAL, "installing the filter");
    fail(raw_call(SYS_execve, launch.path.c_str(), birth.argv, birth.env), "exec");
    for (;;) // not reached
        raw_call(SYS_exit_group, 127);
}

} // namespace ipclab::engine
