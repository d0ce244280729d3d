/* Atomic operations of instrumented code: they are made here, and really are atomic. All are sequentially consistent, which is
 * at least what any of them asks for. */
#include "log.h"

typedef uint8_t a8;
typedef uint16_t a16;
typedef uint32_t a32;
typedef uint64_t a64;

static void tell(const volatile void* at, size_t size, uint32_t kind, const void* place, const void* value, int changes) {
    if (__builtin_expect(ipclab_is_shared(at), 0)) ipclab_record_atomic((uint64_t)at, size, kind, place, value, changes);
}

#define UPDATE(bits, name, builtin, after)                                                                                  \
    a##bits __tsan_atomic##bits##_##name(volatile a##bits* at, a##bits operand, int order) {                                \
        (void)order;                                                                                                        \
        const a##bits before = builtin(at, operand, __ATOMIC_SEQ_CST);                                                      \
        const a##bits value = (a##bits)(after);                                                                             \
        tell(at, sizeof value, ipclab_atomic_update, IPCLAB_HERE, &value, value != before);                                 \
        return before;                                                                                                      \
    }
#define ATOMIC(bits)                                                                                                        \
    a##bits __tsan_atomic##bits##_load(const volatile a##bits* at, int order) {                                             \
        (void)order;                                                                                                        \
        const a##bits value = __atomic_load_n(at, __ATOMIC_SEQ_CST);                                                        \
        tell(at, sizeof value, ipclab_atomic_read, IPCLAB_HERE, &value, 0);                                                 \
        return value;                                                                                                       \
    }                                                                                                                       \
    void __tsan_atomic##bits##_store(volatile a##bits* at, a##bits value, int order) {                                      \
        (void)order;                                                                                                        \
        __atomic_store_n(at, value, __ATOMIC_SEQ_CST);                                                                      \
        tell(at, sizeof value, ipclab_atomic_write, IPCLAB_HERE, &value, 1);                                                \
    }                                                                                                                       \
    UPDATE(bits, exchange, __atomic_exchange_n, operand)                                                                    \
    UPDATE(bits, fetch_add, __atomic_fetch_add, before + operand)                                                           \
    UPDATE(bits, fetch_sub, __atomic_fetch_sub, before - operand)                                                           \
    UPDATE(bits, fetch_and, __atomic_fetch_and, before& operand)                                                            \
    UPDATE(bits, fetch_or, __atomic_fetch_or, before | operand)                                                             \
    UPDATE(bits, fetch_xor, __atomic_fetch_xor, before ^ operand)                                                           \
    UPDATE(bits, fetch_nand, __atomic_fetch_nand, ~(before & operand))                                                      \
    static int exchange_if##bits(volatile a##bits* at, a##bits* expected, a##bits value, const void* place) {               \
        const a##bits wanted = *expected;                                                                                   \
        const int done = __atomic_compare_exchange_n(at, expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);           \
        tell(at, sizeof value, done ? ipclab_atomic_update : ipclab_atomic_read, place, &value, done&& value != wanted);    \
        return done;                                                                                                        \
    }                                                                                                                       \
    int __tsan_atomic##bits##_compare_exchange_strong(volatile a##bits* at, a##bits* expected, a##bits value, int order,    \
                                                      int failure) {                                                        \
        (void)order;                                                                                                        \
        (void)failure;                                                                                                      \
        return exchange_if##bits(at, expected, value, IPCLAB_HERE);                                                         \
    }                                                                                                                       \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile a##bits* at, a##bits* expected, a##bits value, int order,      \
                                                    int failure) {                                                          \
        (void)order;                                                                                                        \
        (void)failure;                                                                                                      \
        return exchange_if##bits(at, expected, value, IPCLAB_HERE);                                                         \
    }                                                                                                                       \
    a##bits __tsan_atomic##bits##_compare_exchange_val(volatile a##bits* at, a##bits expected, a##bits value, int order,    \
                                                       int failure) {                                                       \
        (void)order;                                                                                                        \
        (void)failure;                                                                                                      \
        exchange_if##bits(at, &expected, value, IPCLAB_HERE);                                                               \
        return expected;                                                                                                    \
    }
ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)

/* Sixteen bytes: one instruction of the processor (this file is compiled with -mcx16), all others are made of it. */
typedef unsigned __int128 a128 __attribute__((aligned(16)));

static int swap_if(volatile a128* at, a128* expected, a128 value) {
    const a128 before = __sync_val_compare_and_swap(at, *expected, value);
    const int done = before == *expected;
    *expected = before;
    return done;
}
a128 __tsan_atomic128_load(const volatile a128* at, int order) {
    (void)order;
    a128 value = 0;
    swap_if((volatile a128*)at, &value, value);
    tell(at, sizeof value, ipclab_atomic_read, IPCLAB_HERE, &value, 0);
    return value;
}
#define UPDATE128(name, after)                                                                                              \
    a128 __tsan_atomic128_##name(volatile a128* at, a128 operand, int order) {                                              \
        (void)order;                                                                                                        \
        a128 before = 0;                                                                                                    \
        while (!swap_if(at, &before, (after))) {                                                                            \
        }                                                                                                                   \
        const a128 value = (after);                                                                                         \
        tell(at, sizeof value, ipclab_atomic_update, IPCLAB_HERE, &value, value != before);                                 \
        return before;                                                                                                      \
    }
UPDATE128(exchange, operand)
UPDATE128(fetch_add, before + operand)
UPDATE128(fetch_sub, before - operand)
UPDATE128(fetch_and, before& operand)
UPDATE128(fetch_or, before | operand)
UPDATE128(fetch_xor, before ^ operand)
UPDATE128(fetch_nand, ~(before& operand))
void __tsan_atomic128_store(volatile a128* at, a128 value, int order) {
    (void)order;
    a128 before = 0;
    while (!swap_if(at, &before, value)) {
    }
    tell(at, sizeof value, ipclab_atomic_write, IPCLAB_HERE, &value, 1);
}
static int exchange_if128(volatile a128* at, a128* expected, a128 value, const void* place) {
    const a128 wanted = *expected;
    const int done = swap_if(at, expected, value);
    tell(at, sizeof value, done ? ipclab_atomic_update : ipclab_atomic_read, place, &value, done && value != wanted);
    return done;
}
int __tsan_atomic128_compare_exchange_strong(volatile a128* at, a128* expected, a128 value, int order, int failure) {
    (void)order;
    (void)failure;
    return exchange_if128(at, expected, value, IPCLAB_HERE);
}
int __tsan_atomic128_compare_exchange_weak(volatile a128* at, a128* expected, a128 value, int order, int failure) {
    (void)order;
    (void)failure;
    return exchange_if128(at, expected, value, IPCLAB_HERE);
}
a128 __tsan_atomic128_compare_exchange_val(volatile a128* at, a128 expected, a128 value, int order, int failure) {
    (void)order;
    (void)failure;
    exchange_if128(at, &expected, value, IPCLAB_HERE);
    return expected;
}

void __tsan_atomic_thread_fence(int order) {
    (void)order;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
void __tsan_atomic_signal_fence(int order) {
    (void)order;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
