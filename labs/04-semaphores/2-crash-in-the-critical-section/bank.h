/* What lies in the bank's segment. All programs include this one file. */

#ifndef BANK_H
#define BANK_H

struct Bank {
    int accounts[2];
    /* TODO 7: add what whoever enters next must know to mend a transfer that somebody has not finished. A new segment is all
               zeros: let that mean that nothing is to be mended. */
};

#endif
