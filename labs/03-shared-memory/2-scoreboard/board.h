/* How the scoreboard lies in its segment. All programs include this one file, so that none believes in another board. */

#ifndef BOARD_H
#define BOARD_H

enum { slot_count = 8, name_size = 12 };

struct Slot {
    int points;
    char name[name_size]; /* with its NUL; empty: nobody has played here yet */
};

struct Board {
    struct Slot slots[slot_count];
};

#endif
