/* Lays the key's four bytes out in memory and looks at each. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char *argv[])
{
    if (argc != 2)
        return 2;
    const char *text = argv[1];
    const int hexadecimal = strncmp(text, "0x", 2) == 0;
    const int negative = text[0] == '-';
    char *end;
    errno = 0;
    unsigned long number = strtoul(text + negative, &end, hexadecimal ? 16 : 10);
    if (*end || end == text + negative || errno || number > (negative ? 0x80000000UL : 0xffffffffUL)) {
        fprintf(stderr, "apart: this opens no door: %s\n", text);
        return 1;
    }
    unsigned key = negative ? 0U - (unsigned)number : (unsigned)number;
    unsigned char bytes[4];
    for (int i = 0; i < 4; i++, key /= 256)
        bytes[i] = key % 256;
    printf("proj_id 0x%02x device 0x%02x inode 0x%02x%02x\n", bytes[3], bytes[2], bytes[1], bytes[0]);
    return 0;
}
