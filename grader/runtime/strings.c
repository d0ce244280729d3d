/* Functions of the C library that read and write memory for their caller, by way of `ld --wrap` (the file `wrapped` has the list):
 * each says what it touches, in the order in which it does, and lets the library's own do the work. Nothing is said of bytes
 * that a function need not look at, even where the library reads ahead. */
#include "log.h"

#define READS(at, size) ipclab_saw(at, size, ipclab_read, IPCLAB_HERE)
#define WRITES(at, size) ipclab_saw(at, size, ipclab_write, IPCLAB_HERE)

size_t __real_strlen(const char*);
size_t __real_strnlen(const char*, size_t);

/* A string with its end, or as much of it as is looked at. */
#define READS_STRING(text) (ipclab_is_shared(text) ? READS(text, __real_strlen(text) + 1) : (void)0)
static size_t looked_at(const char* text, size_t most) {
    const size_t length = __real_strnlen(text, most);
    return length < most ? length + 1 : most;
}
#define READS_STRING_N(text, most) (ipclab_is_shared(text) ? READS(text, looked_at(text, most)) : (void)0)

void* __real_memcpy(void*, const void*, size_t);
void* __wrap_memcpy(void* to, const void* from, size_t size) {
    READS(from, size);
    WRITES(to, size);
    return __real_memcpy(to, from, size);
}
void* __real_mempcpy(void*, const void*, size_t);
void* __wrap_mempcpy(void* to, const void* from, size_t size) {
    READS(from, size);
    WRITES(to, size);
    return __real_mempcpy(to, from, size);
}
void* __real_memmove(void*, const void*, size_t);
void* __wrap_memmove(void* to, const void* from, size_t size) {
    READS(from, size);
    WRITES(to, size);
    return __real_memmove(to, from, size);
}
void* __real_memset(void*, int, size_t);
void* __wrap_memset(void* to, int byte, size_t size) {
    WRITES(to, size);
    return __real_memset(to, byte, size);
}
/* As newer compilers call them in instrumented code. */
void* __tsan_memcpy(void* to, const void* from, size_t size) {
    READS(from, size);
    WRITES(to, size);
    return __real_memcpy(to, from, size);
}
void* __tsan_memmove(void* to, const void* from, size_t size) {
    READS(from, size);
    WRITES(to, size);
    return __real_memmove(to, from, size);
}
void* __tsan_memset(void* to, int byte, size_t size) {
    WRITES(to, size);
    return __real_memset(to, byte, size);
}
void __real_bzero(void*, size_t);
void __wrap_bzero(void* to, size_t size) {
    WRITES(to, size);
    __real_bzero(to, size);
}
void __real_bcopy(const void*, void*, size_t);
void __wrap_bcopy(const void* from, void* to, size_t size) {
    READS(from, size);
    WRITES(to, size);
    __real_bcopy(from, to, size);
}

char* __real_strcpy(char*, const char*);
char* __wrap_strcpy(char* to, const char* from) {
    READS_STRING(from);
    if (ipclab_is_shared(to)) WRITES(to, __real_strlen(from) + 1);
    return __real_strcpy(to, from);
}
char* __real_stpcpy(char*, const char*);
char* __wrap_stpcpy(char* to, const char* from) {
    READS_STRING(from);
    if (ipclab_is_shared(to)) WRITES(to, __real_strlen(from) + 1);
    return __real_stpcpy(to, from);
}
char* __real_strncpy(char*, const char*, size_t);
char* __wrap_strncpy(char* to, const char* from, size_t size) {
    READS_STRING_N(from, size);
    WRITES(to, size);
    return __real_strncpy(to, from, size);
}
char* __real_strcat(char*, const char*);
char* __wrap_strcat(char* to, const char* from) {
    READS_STRING(from);
    if (ipclab_is_shared(to)) {
        const size_t length = __real_strlen(to);
        READS(to, length + 1);
        WRITES(to + length, __real_strlen(from) + 1);
    }
    return __real_strcat(to, from);
}
char* __real_strncat(char*, const char*, size_t);
char* __wrap_strncat(char* to, const char* from, size_t size) {
    READS_STRING_N(from, size);
    if (ipclab_is_shared(to)) {
        const size_t length = __real_strlen(to);
        READS(to, length + 1);
        WRITES(to + length, __real_strnlen(from, size) + 1);
    }
    return __real_strncat(to, from, size);
}
char* __real_strdup(const char*);
char* __wrap_strdup(const char* text) {
    READS_STRING(text);
    return __real_strdup(text);
}
char* __real_strndup(const char*, size_t);
char* __wrap_strndup(const char* text, size_t size) {
    READS_STRING_N(text, size);
    return __real_strndup(text, size);
}

size_t __wrap_strlen(const char* text) {
    const size_t length = __real_strlen(text);
    READS(text, length + 1);
    return length;
}
size_t __wrap_strnlen(const char* text, size_t most) {
    const size_t length = __real_strnlen(text, most);
    READS(text, length < most ? length + 1 : most);
    return length;
}

/* How far two texts have to be compared: up to the first difference, an end, or `most`. */
static size_t compared(const unsigned char* a, const unsigned char* b, size_t most, int strings) {
    size_t i = 0;
    while (i < most && a[i] == b[i] && !(strings && a[i] == 0))
        ++i;
    return i < most ? i + 1 : most;
}
#define COMPARES(a, b, most, strings)                                                                                       \
    if (ipclab_is_shared(a) || ipclab_is_shared(b)) {                                                                       \
        const size_t size = compared((const unsigned char*)(a), (const unsigned char*)(b), most, strings);                  \
        READS(a, size);                                                                                                     \
        READS(b, size);                                                                                                     \
    }
int __real_memcmp(const void*, const void*, size_t);
int __wrap_memcmp(const void* a, const void* b, size_t size_of_both) {
    COMPARES(a, b, size_of_both, 0)
    return __real_memcmp(a, b, size_of_both);
}
int __real_strcmp(const char*, const char*);
int __wrap_strcmp(const char* a, const char* b) {
    COMPARES(a, b, SIZE_MAX, 1)
    return __real_strcmp(a, b);
}
int __real_strncmp(const char*, const char*, size_t);
int __wrap_strncmp(const char* a, const char* b, size_t most) {
    COMPARES(a, b, most, 1)
    return __real_strncmp(a, b, most);
}
/* Without case only the first bytes are certain. */
int __real_strcasecmp(const char*, const char*);
int __wrap_strcasecmp(const char* a, const char* b) {
    READS(a, 1);
    READS(b, 1);
    return __real_strcasecmp(a, b);
}

void* __real_memchr(const void*, int, size_t);
void* __wrap_memchr(const void* at, int byte, size_t size) {
    const char* found = (const char*)__real_memchr(at, byte, size);
    READS(at, found != NULL ? (size_t)(found - (const char*)at) + 1 : size);
    return (void*)found;
}
char* __real_strchr(const char*, int);
char* __wrap_strchr(const char* text, int byte) {
    const char* found = __real_strchr(text, byte);
    if (ipclab_is_shared(text)) READS(text, found != NULL ? (size_t)(found - text) + 1 : __real_strlen(text) + 1);
    return (char*)found;
}
char* __real_strrchr(const char*, int);
char* __wrap_strrchr(const char* text, int byte) {
    READS_STRING(text);
    return __real_strrchr(text, byte);
}
char* __real_strstr(const char*, const char*);
char* __wrap_strstr(const char* text, const char* part) {
    const char* found = __real_strstr(text, part);
    if (ipclab_is_shared(text))
        READS(text, found != NULL ? (size_t)(found - text) + __real_strlen(part) : __real_strlen(text) + 1);
    READS_STRING(part);
    return (char*)found;
}

long __real_strtol(const char*, char**, int);
static size_t of_number(const char* text, const char* end) { return (size_t)(end - text) + 1; }
long __wrap_strtol(const char* text, char** end, int base) {
    char* behind = NULL;
    const long number = __real_strtol(text, &behind, base);
    if (end != NULL) *end = behind;
    READS(text, of_number(text, behind));
    return number;
}
double __real_strtod(const char*, char**);
double __wrap_strtod(const char* text, char** end) {
    char* behind = NULL;
    const double number = __real_strtod(text, &behind);
    if (end != NULL) *end = behind;
    READS(text, of_number(text, behind));
    return number;
}
int __wrap_atoi(const char* text) {
    char* behind = NULL;
    const long number = __real_strtol(text, &behind, 10);
    READS(text, of_number(text, behind));
    return (int)number;
}
long __wrap_atol(const char* text) {
    char* behind = NULL;
    const long number = __real_strtol(text, &behind, 10);
    READS(text, of_number(text, behind));
    return number;
}
double __wrap_atof(const char* text) {
    char* behind = NULL;
    const double number = __real_strtod(text, &behind);
    READS(text, of_number(text, behind));
    return number;
}

/* What it compares, the caller's function reads; how it moves them about is libc's. */
void __real_qsort(void*, size_t, size_t, int (*)(const void*, const void*));
void __wrap_qsort(void* at, size_t count, size_t size, int (*compare)(const void*, const void*)) {
    READS(at, count * size);
    __real_qsort(at, count, size, compare);
    WRITES(at, count * size);
}
