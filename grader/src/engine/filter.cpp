#include "engine/filter.h"

#include "access_log.h"
#include "engine/arch/processor.h"
#include "engine/arch/raw_call.h"
#include "engine/arch/template_code.h"
#include "engine/descriptor.h"

#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>

namespace ipclab::engine {
namespace {

struct Release {
    void operator()(void* context) const { seccomp_release(context); }
};

void require(int outcome, const std::string& what) {
    if (outcome < 0) throw std::runtime_error("libseccomp: " + what + " failed");
}

} // namespace

namespace {

/// Stops at calls with an argument in the window (attaches.h); all others go on behind it.
std::vector<sock_filter> look_for_shared_memory() {
    constexpr auto load = [](unsigned argument) {
        return static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t) +
                                          sizeof(std::uint32_t)); // the upper half; little-endian
    };
    constexpr unsigned shift = IPCLAB_WINDOW_SHIFT - 32;
    constexpr unsigned arguments = 6;
    // Our own calls, which open and close it, are let through.
    std::vector<sock_filter> program{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pkey_mprotect, 3 * arguments, 0)};
    for (unsigned i = 0; i < arguments; ++i) {
        const auto left = static_cast<std::uint8_t>(3 * (arguments - 1 - i) + 1); // instructions up to the stop
        program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, load(i)));
        program.push_back(BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, shift));
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPCLAB_WINDOW_TOP, left, 0));
    }
    program.push_back(BPF_STMT(BPF_JMP | BPF_JA, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE));
    return program;
}

} // namespace

std::vector<sock_filter> make_filter(bool shared_memory) {
    const std::unique_ptr<void, Release> context{seccomp_init(SCMP_ACT_ALLOW)};
    if (!context) throw std::runtime_error("libseccomp: no memory for a filter");
    require(seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS)),
            "setting the action for other architectures");
    require(seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "asking for a binary tree");
    for (const auto& call : visible_calls()) {
        std::vector<scmp_arg_cmp> conditions;
        for (const auto& only : call.only)
            if (only.mask != 0)
                conditions.push_back(
                    {.arg = only.argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = only.mask, .datum_b = only.value});
        require(seccomp_rule_add_array(context.get(), SCMP_ACT_TRACE(0), call.number,
                                       static_cast<unsigned>(conditions.size()), conditions.data()),
                "tracing " + std::string{call.name});
    }
    for (const auto& call : refused_calls())
        require(seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(static_cast<std::uint16_t>(call.error)), call.number, 0),
                "refusing a call");
    // In a user namespace of its own a program would have all capabilities, and could have objects that nobody looks at.
    constexpr scmp_arg_cmp new_user{.arg = 0, .op = SCMP_CMP_MASKED_EQ, .datum_a = CLONE_NEWUSER, .datum_b = CLONE_NEWUSER};
    require(seccomp_rule_add_array(context.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, &new_user), "refusing clone");
    // A template's copies enter their run's IPC namespace by this very call. Nobody else can: programs have no capabilities.
    constexpr std::array<scmp_arg_cmp, 2> others{{
        {.arg = 0, .op = SCMP_CMP_NE, .datum_a = TemplateDescriptor::ipc_namespace, .datum_b = 0},
        {.arg = 1, .op = SCMP_CMP_NE, .datum_a = CLONE_NEWIPC, .datum_b = 0},
    }};
    for (const auto& other : others)
        require(seccomp_rule_add_array(context.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(setns), 1, &other), "refusing setns");

    const Descriptor file{memfd_create("filter", MFD_CLOEXEC)};
    if (!file) throw std::runtime_error("memfd_create failed");
    require(seccomp_export_bpf(context.get(), file.get()), "writing the filter");
    struct stat info {};
    if (fstat(file.get(), &info) == -1) throw std::runtime_error("fstat failed on the filter");
    std::vector<sock_filter> program(static_cast<std::size_t>(info.st_size) / sizeof(sock_filter));
    const auto bytes = program.size() * sizeof(sock_filter);
    if (pread(file.get(), program.data(), bytes, 0) != static_cast<ssize_t>(bytes))
        throw std::runtime_error("the filter could not be read back");
    if (shared_memory) {
        const auto before = look_for_shared_memory();
        program.insert(program.begin(), before.begin(), before.end());
    }
    return program;
}

bool install_filter(const std::vector<sock_filter>& program) {
    if (raw_call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1) < 0) return false;
    sock_fprog filter{};
    filter.len = static_cast<unsigned short>(program.size());
    filter.filter = const_cast<sock_filter*>(program.data());
    return raw_call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0;
}

} // namespace ipclab::engine
