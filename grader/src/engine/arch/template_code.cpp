#include "engine/arch/template_code.h"

#include <sched.h>
#include <sys/syscall.h>

namespace ipclab::engine {
namespace {

// The numbers in the code below.
static_assert(sizeof(TemplateMessage) == 96 && offsetof(mmsghdr, msg_len) == 56);
static_assert(offsetof(TemplateData, order) == 0 && offsetof(TemplateData, reply) == 96);
static_assert(offsetof(TemplateData, files) == 192 && offsetof(TemplateMessage, value) == 80);
static_assert(offsetof(TemplateData, flags) == 328 && offsetof(TemplateData, tid) == 336);
static_assert(offsetof(TemplateData, robust_list) == 344 && offsetof(TemplateData, robust_size) == 352);
static_assert(offsetof(TemplateData, enters_namespace) == 360 && offsetof(TemplateData, syscall_instruction) == 368);
static_assert(offsetof(TemplateData, capabilities) == 376 && offsetof(TemplateData, no_capabilities) == 384);
static_assert(TemplateDescriptor::orders == 62 && TemplateDescriptor::in == 3 && TemplateDescriptor::ipc_namespace == 7 &&
              CLONE_NEWIPC == 0x08000000);
static_assert(SYS_recvmmsg == 299 && SYS_sendmmsg == 307 && SYS_clone == 56 && SYS_exit_group == 231);
static_assert(SYS_dup2 == 33 && SYS_fchdir == 81 && SYS_setns == 308 && SYS_capset == 126);
static_assert(SYS_set_robust_list == 273 && SYS_close_range == 436 && SYS_getrandom == 318);

} // namespace

// Without a stack and without the registers that a system call does not preserve (rcx, r11): what lies below the stack pointer
// is part of what a program can see.
asm(R"(
    .pushsection .rodata
ipclab_template_code_begin:
1:  mov $299, %eax              # recvmmsg(62, order, 1, 0, null)
    mov $62, %edi
    mov %rbx, %rsi
    mov $1, %edx
    xor %r10d, %r10d
    xor %r8d, %r8d
    syscall
    cmp $1, %eax
    jne 9f
    cmpl $0, 56(%rbx)           # the other end is closed
    je 9f
    mov $56, %eax               # clone(flags, 0, null, tid, 0)
    mov 328(%rbx), %rdi
    xor %esi, %esi
    xor %edx, %edx
    mov 336(%rbx), %r10
    xor %r8d, %r8d
    syscall
    test %eax, %eax
    jz 2f
    movslq %eax, %rax
    mov %rax, 176(%rbx)         # reply.value
    mov $307, %eax              # sendmmsg(62, reply, 1, 0)
    mov $62, %edi
    lea 96(%rbx), %rsi
    mov $1, %edx
    xor %r10d, %r10d
    syscall
    cmp $1, %eax
    je 1b
9:  mov $231, %eax              # exit_group(1)
    mov $1, %edi
    syscall

2:  mov $299, %eax              # recvmmsg(63, files, 1, 0, null)
    mov $63, %edi
    lea 192(%rbx), %rsi
    mov $1, %edx
    xor %r10d, %r10d
    xor %r8d, %r8d
    syscall
    cmp $1, %eax
    jne 9b
    cmpl $0, 248(%rbx)
    je 9b
    xor %esi, %esi
3:  mov $33, %eax               # dup2(3, 0), dup2(4, 1), dup2(5, 2)
    lea 3(%rsi), %edi
    syscall
    test %eax, %eax
    js 9b
    inc %esi
    cmp $3, %esi
    jne 3b
    mov $81, %eax               # fchdir(6)
    mov $6, %edi
    syscall
    test %eax, %eax
    jnz 9b
    cmpq $0, 360(%rbx)
    je 4f
    mov $308, %eax              # setns(7, CLONE_NEWIPC)
    mov $7, %edi
    mov $0x08000000, %esi
    syscall
    test %eax, %eax
    jnz 9b
    mov $126, %eax              # capset(capabilities, no_capabilities)
    lea 376(%rbx), %rdi
    lea 384(%rbx), %rsi
    syscall
    test %eax, %eax
    jnz 9b
4:  cmpq $0, 352(%rbx)
    je 5f
    mov $273, %eax              # set_robust_list(list, size)
    mov 344(%rbx), %rdi
    mov 352(%rbx), %rsi
    syscall
    test %eax, %eax
    jnz 9b
5:  mov $436, %eax              # close_range(3, ~0, 0)
    mov $3, %edi
    mov $-1, %esi
    xor %edx, %edx
    syscall
    test %eax, %eax
    jnz 9b
    mov $318, %eax              # getrandom(template_is_ready, 0, 0)
    movabs $0x6970636c61620001, %rdi
    xor %esi, %esi
    xor %edx, %edx
    jmp *368(%rbx)
ipclab_template_code_end:
    .popsection
)");

extern "C" const std::byte ipclab_template_code_begin[], ipclab_template_code_end[];

std::span<const std::byte> template_code() { return {ipclab_template_code_begin, ipclab_template_code_end}; }

} // namespace ipclab::engine
