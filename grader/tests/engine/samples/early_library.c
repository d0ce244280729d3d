// See early.c.
#include <unistd.h>

int early_pid;
__attribute__((constructor)) static void begin(void) { early_pid = getpid(); }
