/* What g++ and clang++ call before accesses to memory when they compile with -fsanitize=thread (GCC: gcc/sanitizer.def and
 * libsanitizer/tsan/tsan_interface.h; LLVM: compiler-rt/lib/tsan/rtl/tsan_interface.h). This is not ThreadSanitizer's runtime:
 * it only writes down accesses to shared memory in a log that the engine reads while the program is stopped. It decides
 * nothing, starts nothing, allocates nothing, and without the engine it does nothing at all. */
#include "log.h"

#include <sys/syscall.h>

static struct ipclab_log log_ __attribute__((aligned(64))) = {.patience = ipclab_repeats_reported};

/* Return addresses of the functions that are being executed, so that an access inside of a header's function can be told as one
 * of the student's line that called it. longjmp leaves some behind: then an outer place is wrong, never the innermost. */
enum { frames_kept = 64 };
static __thread struct {
    uint32_t depth;
    const void* frame[frames_kept];
} stack_;

/* Not by way of libc: errno must stay as it is. */
static void report(enum ipclab_reason reason) {
    long result;
    register long no __asm__("r10") = 0;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"((long)SYS_prctl), "D"((long)IPCLAB_REPORT), "S"(&log_), "d"((long)reason), "r"(no)
                     : "rcx", "r11", "memory");
}

__attribute__((constructor(101))) static void announce(void) { report(ipclab_log_is_here); }

/* In large steps: each is a stop where the pages are closed. */
static void copy(unsigned char* to, const unsigned char* from, uint64_t size) {
    for (uint64_t i = 0; i < size;) {
        const uint64_t left = size - i, step = left >= 8 ? 8 : left >= 4 ? 4 : 1;
        if (step == 8)
            __builtin_memcpy(to + i, from + i, 8);
        else if (step == 4)
            __builtin_memcpy(to + i, from + i, 4);
        else
            to[i] = from[i];
        i += step;
        __asm__ volatile("" ::: "memory"); /* or it becomes a call of memcpy, which is ours too */
    }
}

/* A hook comes before its access; when the next one comes, it has been made. */
static void complete_last(void) {
    if (log_.used == 0) return;
    struct ipclab_access* last = &log_.entry[log_.used - 1];
    if (last->complete || last->kind != ipclab_write) return;
    const uint64_t size = last->size < ipclab_bytes_kept ? last->size : (uint64_t)ipclab_bytes_kept;
    copy(last->bytes, (const unsigned char*)last->address, size);
    last->complete = 1;
}

/* Does again what it has done since the last change, from the same line: `changes` is 0 for a read, and for an exchange that
 * left what was there, as of a lock that is taken. */
static int is_repeated(uint64_t address, uint64_t size, uint32_t kind, const void* place, uint32_t changes) {
    if (changes) return 0;
    uint32_t looked_at = 0;
    for (uint32_t i = log_.used; i > 0 && looked_at < ipclab_repeats_remembered; --i, ++looked_at) {
        const struct ipclab_access* before = &log_.entry[i - 1];
        if (before->changes) return 0;
        if (before->address == address && before->size == size && before->kind == kind &&
            before->place[0] == (uint64_t)place)
            return 1;
    }
    return 0;
}

static struct ipclab_access* append(uint64_t address, uint64_t size, uint32_t kind, const void* place, uint32_t changes) {
    complete_last();
    if (is_repeated(address, size, kind, place, changes)) {
        if (++log_.repeats >= log_.patience) {
            log_.repeats = 0;
            report(ipclab_only_repeats);
        }
        return NULL;
    }
    log_.repeats = 0;
    if (log_.used >= log_.limit) report(ipclab_log_is_full);
    if (log_.used >= ipclab_log_capacity) log_.used = 0; /* nobody has emptied it */
    struct ipclab_access* entry = &log_.entry[log_.used];
    entry->address = address;
    entry->size = size;
    entry->kind = kind;
    entry->complete = 0;
    entry->changes = changes;
    entry->place[0] = (uint64_t)place;
    uint32_t depth = stack_.depth;
    for (int i = 1; i<ipclab_places_kept; ++i, depth -= depth> 0)
        entry->place[i] = depth > 0 ? (uint64_t)stack_.frame[(depth - 1) % frames_kept] : 0;
    ++log_.used;
    return entry;
}

void ipclab_record(uint64_t address, uint64_t size, uint32_t kind, const void* place) {
    if (log_.limit == 0 || log_.busy) return;
    log_.busy = 1;
    append(address, size, kind, place, kind == ipclab_write);
    log_.busy = 0;
}

void ipclab_record_atomic(uint64_t address, uint64_t size, uint32_t kind, const void* place, const void* value,
                          int changes) {
    if (log_.limit == 0 || log_.busy) return;
    log_.busy = 1;
    struct ipclab_access* entry = append(address, size, kind, place, changes != 0);
    if (entry != NULL && kind != ipclab_atomic_read) {
        copy(entry->bytes, (const unsigned char*)value, size);
        entry->complete = 1;
    }
    log_.busy = 0;
}

void __tsan_init(void) {}
void __tsan_func_entry(const void* caller) { stack_.frame[stack_.depth++ % frames_kept] = caller; }
void __tsan_func_exit(void) { stack_.depth -= stack_.depth > 0; }
void __tsan_ignore_thread_begin(void) {}
void __tsan_ignore_thread_end(void) {}

#define ACCESS(size)                                                                                                        \
    void __tsan_read##size(const void* at) { ipclab_saw(at, size, ipclab_read, IPCLAB_HERE); }                              \
    void __tsan_write##size(const void* at) { ipclab_saw(at, size, ipclab_write, IPCLAB_HERE); }                            \
    void __tsan_read_write##size(const void* at) {                                                                          \
        ipclab_saw(at, size, ipclab_read, IPCLAB_HERE);                                                                     \
        ipclab_saw(at, size, ipclab_write, IPCLAB_HERE);                                                                    \
    }                                                                                                                       \
    void __tsan_volatile_read##size(const void* at) { ipclab_saw(at, size, ipclab_read, IPCLAB_HERE); }                     \
    void __tsan_volatile_write##size(const void* at) { ipclab_saw(at, size, ipclab_write, IPCLAB_HERE); }                   \
    void __tsan_unaligned_read##size(const void* at) { ipclab_saw(at, size, ipclab_read, IPCLAB_HERE); }                    \
    void __tsan_unaligned_write##size(const void* at) { ipclab_saw(at, size, ipclab_write, IPCLAB_HERE); }                  \
    void __tsan_unaligned_read_write##size(const void* at) {                                                                \
        ipclab_saw(at, size, ipclab_read, IPCLAB_HERE);                                                                     \
        ipclab_saw(at, size, ipclab_write, IPCLAB_HERE);                                                                    \
    }                                                                                                                       \
    void __tsan_unaligned_volatile_read##size(const void* at) { ipclab_saw(at, size, ipclab_read, IPCLAB_HERE); }           \
    void __tsan_unaligned_volatile_write##size(const void* at) { ipclab_saw(at, size, ipclab_write, IPCLAB_HERE); }
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)

void __tsan_read_range(const void* at, size_t size) { ipclab_saw(at, size, ipclab_read, IPCLAB_HERE); }
void __tsan_write_range(const void* at, size_t size) { ipclab_saw(at, size, ipclab_write, IPCLAB_HERE); }
void __tsan_vptr_read(const void* const* at) { ipclab_saw(at, sizeof *at, ipclab_read, IPCLAB_HERE); }
void __tsan_vptr_update(const void* const* at, const void* value) {
    (void)value;
    ipclab_saw(at, sizeof *at, ipclab_write, IPCLAB_HERE);
}

/* libstdc++ tells of its locks inside one process (bits/shared_ptr_atomic.h). Nothing of them lies in shared memory. */
#define LOCK(name)                                                                                                          \
    void __tsan_##name(void* lock, unsigned flags) {                                                                        \
        (void)lock;                                                                                                         \
        (void)flags;                                                                                                        \
    }
LOCK(mutex_create)
LOCK(mutex_destroy)
LOCK(mutex_pre_lock)
int __tsan_mutex_pre_unlock(void* lock, unsigned flags) { return (void)lock, (void)flags, 0; }
void __tsan_mutex_post_lock(void* lock, unsigned flags, int recursion) { (void)lock, (void)flags, (void)recursion; }
LOCK(mutex_post_unlock)
LOCK(mutex_pre_signal)
LOCK(mutex_post_signal)
LOCK(mutex_pre_divert)
LOCK(mutex_post_divert)
void __tsan_acquire(void* at) { (void)at; }
void __tsan_release(void* at) { (void)at; }
