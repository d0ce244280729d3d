/* For the files of the runtime: telling the log. See access_log.h. */
#ifndef IPCLAB_LOG_H
#define IPCLAB_LOG_H

#include "access_log.h"

#include <stddef.h>

#define IPCLAB_INTERNAL __attribute__((visibility("hidden")))
#define IPCLAB_HERE __builtin_return_address(0)

#ifdef __cplusplus
extern "C" {
#endif

/* `size` bytes at `address` are about to be accessed, or have just been, by the code that returns to `place`. */
IPCLAB_INTERNAL void ipclab_record(uint64_t address, uint64_t size, uint32_t kind, const void* place);
/* The same for an atomic access, which has been made: `value` is what it left, which need not be a change. */
IPCLAB_INTERNAL void ipclab_record_atomic(uint64_t address, uint64_t size, uint32_t kind, const void* place,
                                          const void* value, int changes);

static inline int ipclab_is_shared(const volatile void* address) {
    return (uint64_t)address >> IPCLAB_WINDOW_SHIFT == IPCLAB_WINDOW_TOP;
}
static inline void ipclab_saw(const volatile void* address, size_t size, uint32_t kind, const void* place) {
    if (__builtin_expect(ipclab_is_shared(address), 0) && size > 0) ipclab_record((uint64_t)address, size, kind, place);
}

#ifdef __cplusplus
}
#endif
#endif
