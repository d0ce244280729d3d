#include "office.h"

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    struct office o;
    if ((o.queue = msgget(key_for(argv[1], 'Q'), 0)) == -1) die("msgget");
    ring(&o, STOP);
    return 0;
}
