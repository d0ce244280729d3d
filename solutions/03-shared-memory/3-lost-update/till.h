/* What lies in the till's segment, and what the letters in its queue mean. All programs include this one file. */

#ifndef TILL_H
#define TILL_H

struct Till {
    int total;
};

/* Nothing but a type: such a message has a text of 0 bytes. */
struct Letter {
    long type;
};

enum {
    the_key = 1, /* there is one such letter: whoever has taken it may use the till */
    paid = 100   /* 100 + NUMBER: the customer at cashier NUMBER has paid */
};

#endif
