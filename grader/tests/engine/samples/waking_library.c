// A library that wakes whoever waits for a word of its own, before the program begins: libstdc++ 14 does.
#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

static int word;
__attribute__((constructor)) static void begin(void) {
    syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}
