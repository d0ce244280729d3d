#pragma once

/// @file
/// What a template process (template_process.h) executes while it waits, in a mapping of its own: it makes a copy of itself for each
/// order, and the copy prepares itself and then stops at a call by which the engine knows it.

#include <linux/capability.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ipclab::engine {

/// One message of recvmmsg(2) or sendmmsg(2), which no filter of ours stops at: nobody traces the template itself.
struct TemplateMessage {
    mmsghdr head;
    iovec piece;
    std::uint64_t value;
    std::uint64_t unused;
};

/// In the template's own memory; its copies have it too until they begin. The code knows the places by number.
struct TemplateData {
    TemplateMessage order;                  ///< a byte: make a copy
    TemplateMessage reply;                  ///< its pid, or a negative errno
    TemplateMessage files;                  ///< for the copy: a byte, and descriptors
    std::array<std::uint64_t, 5> control;   ///< room for them
    std::uint64_t flags;                    ///< of clone(2)
    std::uint64_t tid;                      ///< where libc keeps the thread's id (set_tid_address(2)); 0: nowhere
    std::uint64_t robust_list, robust_size; ///< set_robust_list(2); 0: none
    std::uint64_t enters_namespace;         ///< not 0: the last descriptor is the run's IPC namespace
    std::uint64_t syscall_instruction;      ///< one that stays when this memory is gone
    __user_cap_header_struct capabilities;
    std::array<__user_cap_data_struct, 2> no_capabilities;
};

/// Descriptors of the template, and of its copies until they begin.
struct TemplateDescriptor {
    /// Where they are in nobody's way: what is opened while the program is loaded gets the numbers that it always has, and the
    /// table of descriptors is no larger than usual (fs/file.c).
    static constexpr int orders = 62, files = 63;
    static constexpr int in = 3, out = 4, err = 5, folder = 6, ipc_namespace = 7; ///< as `files` brings them
};

/// Begins at its first byte, with the address of the data in rbx.
std::span<const std::byte> template_code();

/// The copy is ready where it makes the call getrandom with this buffer.
inline constexpr std::uint64_t template_is_ready = 0x6970636c61620001;

} // namespace ipclab::engine
