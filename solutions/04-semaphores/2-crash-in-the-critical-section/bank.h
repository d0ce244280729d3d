/* What lies in the bank's segment. All programs include this one file. */

#ifndef BANK_H
#define BANK_H

struct Bank {
    int accounts[2];
    int before[2];  /* how the accounts were before the transfer that is going on */
    int unfinished; /* not 0: a transfer has begun and not ended, and `before` counts */
};

#endif
