/* What the engine and the code that is linked into students' programs know of each other: where shared memory lies, and how
 * the log of accesses to it is laid out. C, because C programs have it too. */
#ifndef IPCLAB_ACCESS_LOG_H
#define IPCLAB_ACCESS_LOG_H

#include <stdint.h>

/* Every attach goes into this part of the address space (1 TiB), where nothing else ever lies: the stack, the libraries and
 * what mmap gives are above it, the program and its heap below. So one compare tells whether an access matters. */
#define IPCLAB_WINDOW_SHIFT 40
#define IPCLAB_WINDOW_TOP 0x7eULL
#define IPCLAB_WINDOW_BEGIN (IPCLAB_WINDOW_TOP << IPCLAB_WINDOW_SHIFT)
#define IPCLAB_WINDOW_END ((IPCLAB_WINDOW_TOP + 1) << IPCLAB_WINDOW_SHIFT)

/* prctl(IPCLAB_REPORT, log, reason): tells the engine something. By itself, prctl answers EINVAL to a number it does not know. */
#define IPCLAB_REPORT 0x69706c62

enum ipclab_reason {
    ipclab_log_is_here = 0,  /* at the program's start: the engine sets `limit` */
    ipclab_log_is_full = 1,  /* please empty it */
    ipclab_only_repeats = 2, /* for long nothing but the same reads: it waits for somebody to write */
};

enum ipclab_access_kind {
    ipclab_read = 0,
    ipclab_write = 1,
    ipclab_atomic_read = 2,
    ipclab_atomic_write = 3,
    ipclab_atomic_update = 4,
};

enum {
    ipclab_log_capacity = 512,
    ipclab_bytes_kept = 64,
    ipclab_places_kept = 6,
    ipclab_repeats_reported = 1000,
    ipclab_repeats_remembered = 8, /* a loop that reads so many places over and over is seen as one that repeats */
};

struct ipclab_access {
    uint64_t address;
    uint64_t size;
    uint16_t kind;
    uint16_t changes;                   /* it is a write, but for an exchange that left what was there */
    uint32_t complete;                  /* `bytes` are there: what a write left, its first ones */
    uint64_t place[ipclab_places_kept]; /* return addresses, innermost first; 0 after the last */
    unsigned char bytes[ipclab_bytes_kept];
};

struct ipclab_log {
    uint32_t limit; /* entries before it counts as full; 0: nobody wants to know */
    uint32_t used;
    uint32_t busy; /* an entry is being written */
    uint32_t repeats;
    uint32_t patience; /* so many repeats are reported; the engine may have less of it */
    struct ipclab_access entry[ipclab_log_capacity];
};

#endif
