#include "engine/spawn.h"

#include "engine/descriptor.h"
#include "engine/filter.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <grp.h>
#include <stdexcept>
#include <system_error>

namespace ipclab::engine {
namespace {

/// Which of the child's preparations failed, with errno: written to the parent.
struct Failure {
    int error;
    char what[28];
};

void set_limit(__rlimit_resource resource, rlim_t value) {
    rlimit limit{};
    getrlimit(resource, &limit);
    limit.rlim_cur = std::min(value, limit.rlim_max);
    limit.rlim_max = limit.rlim_cur;
    setrlimit(resource, &limit);
}

/// Takes every capability away, now and for all programs to come. Root's are gone with its uid; an ordinary user's in the
/// jail's user namespace are not, and an exec would not take them from a process that keeps uid 0.
bool drop_privileges(bool become_student, std::optional<unsigned> user) {
    for (int capability = 0; capability <= 63; ++capability)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == -1 && errno == EINVAL) break;
    if (!user && become_student && geteuid() == 0) user = student_uid;
    if (user) {
        if (setgroups(0, nullptr) == -1 && errno != EPERM) return false;
        if (setresgid(*user, *user, *user) == -1) return false;
        if (setresuid(*user, *user, *user) == -1) return false;
    }
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    __user_cap_data_struct none[2]{};
    return syscall(SYS_capset, &header, none) == 0;
}

/// Whatever the grader was started with stays out of the programs: it is not theirs, and it would change the numbers of theirs.
void close_the_others_at_exec() {
    constexpr unsigned first = 3;
    constexpr unsigned by_exec = 4; // CLOSE_RANGE_CLOEXEC, Linux 5.11
    if (syscall(SYS_close_range, first, ~0U, by_exec) == 0) return;
    constexpr int many = 1024;
    for (int fd = first; fd < many; ++fd)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/// In the child, between fork and exec.
[[noreturn]] void become(const char* path, char* const* argv, char* const* env, const char* cwd, const StandardFiles& files,
                         const std::vector<sock_filter>& filter, const RunSpec& spec, std::optional<unsigned> user, int go,
                         int report) {
    const auto fail = [&](const char* what) {
        Failure failure{.error = errno, .what = {}};
        std::strncpy(failure.what, what, sizeof failure.what - 1);
        [[maybe_unused]] const auto n = write(report, &failure, sizeof failure);
        _exit(127);
    };
    char byte = 0;
    if (read(go, &byte, 1) != 1) _exit(127); // the engine has seized us by now, or is gone

    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int signo = 1; signo < 65; ++signo)
        if (signo != SIGKILL && signo != SIGSTOP) signal(signo, SIG_DFL);

    setpgid(0, 0); // students call kill(0, …)
    // Duplicates first: a standard file of ours may stand in the way of another.
    const int in = fcntl(files.in, F_DUPFD_CLOEXEC, 10);
    const int out = fcntl(files.out, F_DUPFD_CLOEXEC, 10);
    const int err = fcntl(files.err, F_DUPFD_CLOEXEC, 10);
    if (dup2(in, 0) == -1 || dup2(out, 1) == -1 || dup2(err, 2) == -1) fail("its standard files");
    if (cwd != nullptr && *cwd != '\0' && chdir(cwd) == -1) fail("its folder");

    set_limit(RLIMIT_CORE, 0);
    if (!spec.own_terminal) close_the_others_at_exec();
    if (spec.confined) {
        set_limit(RLIMIT_FSIZE, rlim_t{64} << 20);
        set_limit(RLIMIT_NOFILE, 256);
        set_limit(RLIMIT_AS, spec.budget.memory);
    }
    // Addresses are the same in every run: a program that prints one can be repeated.
    personality(ADDR_NO_RANDOMIZE);
    if (spec.confined) umask(022);
    if (!drop_privileges(spec.confined, user)) fail("dropping privileges");
    if (!install_filter(filter)) fail("installing the filter");
    execve(path, argv, env);
    fail("exec");
    _exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

} // namespace

Identity student_identity() {
    if (geteuid() == 0) return {.uid = student_uid, .gid = student_uid};
    return {.uid = geteuid(), .gid = getegid()};
}

Identity identity_in(const RunSpec& spec) {
    return spec.confined ? student_identity() : Identity{.uid = geteuid(), .gid = getegid()};
}

void give_to_student(const std::string& path) {
    if (geteuid() != 0) return;
    if (chown(path.c_str(), student_uid, student_uid) == -1)
        throw std::system_error(errno, std::generic_category(), "giving " + path + " to the programs' user");
}

pid_t spawn(const Program& program, const RunSpec& spec, const StandardFiles& files, const std::vector<sock_filter>& filter,
            unsigned long options) {
    int go[2];
    int report[2];
    if (pipe2(go, O_CLOEXEC) == -1) throw std::system_error(errno, std::generic_category(), "pipe2");
    const Descriptor go_read{go[0]}, go_write{go[1]};
    if (pipe2(report, O_CLOEXEC) == -1) throw std::system_error(errno, std::generic_category(), "pipe2");
    const Descriptor report_read{report[0]};
    Descriptor report_write{report[1]};

    // Everything that allocates happens before the fork.
    auto arguments = program.argv;
    auto environment = spec.env;
    for (const auto& [name, value] : program.env)
        environment.insert_or_assign(name, value);
    std::vector<std::string> settings;
    for (const auto& [name, value] : environment)
        settings.push_back(name + "=" + value);
    const auto argv = pointers(arguments);
    const auto env = pointers(settings);
    const auto& cwd = program.cwd.empty() ? spec.folder : program.cwd;

    const auto pid = fork();
    if (pid == -1) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) {
        close(go[1]);
        become(program.path.c_str(), argv.data(), env.data(), cwd.c_str(), files, filter, spec, program.user, go[0],
               report[1]);
    }
    report_write.reset();
    const auto give_up = [&](const std::string& why) {
        kill(pid, SIGKILL);
        waitpid(pid, nullptr, __WALL);
        throw std::runtime_error(why);
    };
    if (ptrace(PTRACE_SEIZE, pid, nullptr, options) == -1)
        give_up(fmt::format("ptrace(PTRACE_SEIZE): {}", std::strerror(errno)));
    if (write(go_write.get(), "g", 1) != 1) give_up("the child of a fork went away");

    // The report pipe closes at a successful exec, which is also the first stop; a failure is written to it first.
    for (;;) {
        int status = 0;
        if (waitpid(pid, &status, __WALL) == -1) {
            if (errno == EINTR) continue;
            throw std::system_error(errno, std::generic_category(), "waitpid");
        }
        if (WIFSTOPPED(status) && status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXEC << 8))) return pid;
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            Failure failure{};
            if (read(report_read.get(), &failure, sizeof failure) == sizeof failure)
                throw std::runtime_error(fmt::format("{} could not be started: {}: {}", program.path, failure.what,
                                                     std::strerror(failure.error)));
            throw std::runtime_error(program.path + " could not be started: it ended before its exec");
        }
        ptrace(PTRACE_CONT, pid, nullptr, 0); // PTRACE_EVENT_EXIT, or a call of our own that the filter shows
    }
}

} // namespace ipclab::engine
