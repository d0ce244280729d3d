/// Two refusals of shmget that depend on the machine's settings and on who asks, so that no chapter's session can show them.

#include <catch2/catch_test_macros.hpp>

#include <grp.h>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <fstream>

namespace {

constexpr int no_error = 0;
constexpr int cannot_tell = 200;

/// A number of the kernel's, or -1 where it is not there.
long number_in(const char* file) {
    long number = -1;
    std::ifstream{file} >> number;
    return number;
}

/// The errno of shmget, asked for by an ordinary user in a process of its own; `cannot_tell` where there is no way to be one.
int errno_of_shmget(std::size_t size, int flags) {
    const pid_t child = fork();
    if (child == 0) {
        constexpr uid_t nobody = 65534;
        if (geteuid() == 0 && (setgroups(0, nullptr) == -1 || setresgid(nobody, nobody, nobody) == -1 ||
                               setresuid(nobody, nobody, nobody) == -1))
            _exit(cannot_tell);
        const rlimit none{.rlim_cur = 0, .rlim_max = 0};
        setrlimit(RLIMIT_MEMLOCK, &none); // older kernels let those use huge pages who may lock as much
        const int segment = shmget(IPC_PRIVATE, size, flags | 0600);
        const int error = errno;
        if (segment == -1) _exit(error);
        shmctl(segment, IPC_RMID, nullptr);
        _exit(no_error);
    }
    int status = 0;
    if (child == -1 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return cannot_tell;
    return WEXITSTATUS(status);
}

} // namespace

TEST_CASE("shmget says ENOMEM where there is less memory than that") {
    if (number_in("/proc/sys/vm/overcommit_memory") == 1) SKIP("this kernel promises memory without counting it");
    const int error = errno_of_shmget(std::size_t{1} << 45, 0);
    if (error == cannot_tell) SKIP("there is no other user to be");
    CHECK(error == ENOMEM);
}

TEST_CASE("shmget says EPERM to an ordinary user who wants huge pages") {
    if (number_in("/proc/sys/vm/nr_hugepages") == -1) SKIP("this kernel has no huge pages");
    gid_t groups[64];
    const int count = getgroups(64, groups);
    const auto allowed = static_cast<gid_t>(number_in("/proc/sys/vm/hugetlb_shm_group"));
    for (int i = 0; geteuid() != 0 && i < count; ++i)
        if (groups[i] == allowed) SKIP("this user is in the group that may");
    const int error = errno_of_shmget(std::size_t{1} << 21, SHM_HUGETLB);
    if (error == cannot_tell) SKIP("there is no other user to be");
    CHECK(error == EPERM);
}
