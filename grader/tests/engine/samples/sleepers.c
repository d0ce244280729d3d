// Two children that sleep for different times and rely on it.
#include "show.h"

int main(void) {
    for (int number = 1; number <= 2; ++number)
        if (fork() == 0) {
            sleep((unsigned)number);
            show("slept", number);
            _exit(0);
        }
    ended();
    ended();
    return 0;
}
