/* The C library's streams and formats, wrapped like strings.c. */
#include "log.h"

#include <stdarg.h>

#define READS(at, size) ipclab_saw(at, size, ipclab_read, place)
#define WRITES(at, size) ipclab_saw(at, size, ipclab_write, place)

typedef struct _IO_FILE FILE;
size_t __real_strlen(const char*);
size_t __real_strnlen(const char*, size_t);

static void reads_string(const char* text, const void* place) {
    if (ipclab_is_shared(text)) READS(text, __real_strlen(text) + 1);
}

/* One conversion of a format: printf(3), scanf(3). */
struct conversion {
    int precision; /* -1: none */
    int stars;     /* arguments that give width and precision */
    int star_is_precision;
    int suppressed; /* scanf's * */
    char length;    /* h, H (hh), l, q (ll), L, j, z, t, or 0 */
    char letter;    /* 0: the format is over; '?': not understood */
};

static struct conversion next_conversion(const char** format, int scans) {
    struct conversion found = {.precision = -1};
    const char* at = *format;
    while (*at != 0 && (*at != '%' || at[1] == '%'))
        at += *at == '%' ? 2 : 1;
    if (*at == 0) return *format = at, found;
    ++at;
    int number = -1;
    for (;; ++at) {
        if (*at >= '0' && *at <= '9') {
            number = (number < 0 ? 0 : number) * 10 + (*at - '0');
            if (number > 1 << 20) return found.letter = '?', found;
        } else if (*at == '$') {
            return found.letter = '?', found; /* numbered arguments */
        } else if (*at == '*') {
            if (scans)
                found.suppressed = 1;
            else
                ++found.stars;
        } else if (*at == '.') {
            number = 0;
            found.precision = 0;
            if (at[1] == '*') found.star_is_precision = 1;
        } else if (*at != '-' && *at != '+' && *at != ' ' && *at != '#' && *at != '\'' && *at != 'I') {
            break;
        }
    }
    if (found.precision == 0) found.precision = number;
    for (;; ++at) {
        if (*at == 'h')
            found.length = found.length == 'h' ? 'H' : 'h';
        else if (*at == 'l')
            found.length = found.length == 'l' ? 'q' : 'l';
        else if (*at == 'L' || *at == 'j' || *at == 'z' || *at == 't')
            found.length = *at;
        else
            break;
    }
    found.letter = *at == 0 ? '?' : *at;
    if (scans && *at == '[') {
        ++at;
        if (*at == '^') ++at;
        if (*at == ']') ++at;
        while (*at != 0 && *at != ']')
            ++at;
    }
    *format = *at == 0 ? at : at + 1;
    return found;
}

/* What printf and its kin read for %s, and write for %n. */
static void prints(const char* format, va_list arguments, const void* place) {
    reads_string(format, place);
    va_list left;
    va_copy(left, arguments);
    for (;;) {
        struct conversion one = next_conversion(&format, 0);
        for (; one.stars > 0; --one.stars) {
            const int value = va_arg(left, int);
            if (one.star_is_precision && one.stars == 1) one.precision = value;
        }
        if (one.letter == 0 || one.letter == '?') break;
        switch (one.letter) {
        case 'd':
        case 'i':
        case 'o':
        case 'u':
        case 'x':
        case 'X':
        case 'c':
            if (one.length == 0 || one.length == 'h' || one.length == 'H')
                (void)va_arg(left, int);
            else
                (void)va_arg(left, long);
            break;
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
        case 'a':
        case 'A':
            if (one.length == 'L')
                (void)va_arg(left, long double);
            else
                (void)va_arg(left, double);
            break;
        case 's': {
            const char* text = va_arg(left, const char*);
            if (!ipclab_is_shared(text) || one.length == 'l') break;
            const size_t most = one.precision < 0 ? SIZE_MAX / 2 : (size_t)one.precision;
            const size_t length = __real_strnlen(text, most);
            READS(text, length < most ? length + 1 : most);
            break;
        }
        case 'n': WRITES(va_arg(left, void*), sizeof(int)); break;
        case 'm': break;
        default: (void)va_arg(left, void*);
        }
    }
    va_end(left);
}

static size_t size_of_number(char length) {
    switch (length) {
    case 'H': return 1;
    case 'h': return 2;
    case 0: return 4;
    default: return 8;
    }
}

/* What scanf and its kin have written: `count` conversions were made. */
static void scanned(const char* format, va_list arguments, int count, const void* place) {
    va_list left;
    va_copy(left, arguments);
    while (count > 0) {
        const struct conversion one = next_conversion(&format, 1);
        if (one.letter == 0 || one.letter == '?') break;
        if (one.suppressed) continue;
        void* to = va_arg(left, void*);
        const int is_text = one.letter == 's' || one.letter == '[';
        const int is_real = one.letter == 'e' || one.letter == 'f' || one.letter == 'g' || one.letter == 'a';
        if (one.letter != 'n') --count;
        if (!ipclab_is_shared(to)) continue;
        if (is_text)
            WRITES(to, __real_strlen((const char*)to) + 1);
        else if (one.letter == 'c')
            WRITES(to, 1);
        else if (is_real)
            WRITES(to, one.length == 'L' ? sizeof(long double) : one.length == 'l' ? sizeof(double) : sizeof(float));
        else
            WRITES(to, one.letter == 'p' ? sizeof(void*) : size_of_number(one.length));
    }
    va_end(left);
}

int vprintf(const char*, va_list);
int vfprintf(FILE*, const char*, va_list);
int vdprintf(int, const char*, va_list);
int vsnprintf(char*, size_t, const char*, va_list);
int vsprintf(char*, const char*, va_list);
#define FORMATS(name, parameters, ...)                                                                                      \
    int __wrap_##name parameters {                                                                                          \
        va_list arguments;                                                                                                  \
        va_start(arguments, format);                                                                                        \
        prints(format, arguments, IPCLAB_HERE);                                                                             \
        const int result = v##name(__VA_ARGS__, arguments);                                                                 \
        va_end(arguments);                                                                                                  \
        return result;                                                                                                      \
    }
FORMATS(printf, (const char* format, ...), format)
FORMATS(fprintf, (FILE * stream, const char* format, ...), stream, format)
FORMATS(dprintf, (int fd, const char* format, ...), fd, format)

int __wrap_sprintf(char* to, const char* format, ...) {
    const void* place = IPCLAB_HERE;
    va_list arguments;
    va_start(arguments, format);
    prints(format, arguments, place);
    const int result = vsprintf(to, format, arguments);
    va_end(arguments);
    if (result >= 0) WRITES(to, (size_t)result + 1);
    return result;
}
int __wrap_snprintf(char* to, size_t size, const char* format, ...) {
    const void* place = IPCLAB_HERE;
    va_list arguments;
    va_start(arguments, format);
    prints(format, arguments, place);
    const int result = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    if (result >= 0) WRITES(to, (size_t)result < size ? (size_t)result + 1 : size);
    return result;
}

/* The names that <stdio.h> gives the functions of scanf's family since C99; 2023's are of newer libraries only. */
int __isoc99_vscanf(const char*, va_list);
int __isoc99_vfscanf(FILE*, const char*, va_list);
int __isoc99_vsscanf(const char*, const char*, va_list);
#define SCANS(standard, name, parameters, source, ...)                                                                      \
    int __wrap___isoc##standard##_##name parameters {                                                                       \
        const void* place = IPCLAB_HERE;                                                                                    \
        va_list arguments, copy;                                                                                            \
        va_start(arguments, format);                                                                                        \
        va_copy(copy, arguments);                                                                                           \
        reads_string(format, place);                                                                                        \
        reads_string(source, place);                                                                                        \
        const int result = __isoc99_v##name(__VA_ARGS__, arguments);                                                        \
        va_end(arguments);                                                                                                  \
        scanned(format, copy, result, place);                                                                               \
        va_end(copy);                                                                                                       \
        return result;                                                                                                      \
    }
SCANS(99, scanf, (const char* format, ...), NULL, format)
SCANS(99, fscanf, (FILE * stream, const char* format, ...), NULL, stream, format)
SCANS(99, sscanf, (const char* from, const char* format, ...), from, from, format)
SCANS(23, scanf, (const char* format, ...), NULL, format)
SCANS(23, fscanf, (FILE * stream, const char* format, ...), NULL, stream, format)
SCANS(23, sscanf, (const char* from, const char* format, ...), from, from, format)

int __real_puts(const char*);
int __wrap_puts(const char* text) {
    reads_string(text, IPCLAB_HERE);
    return __real_puts(text);
}
int __real_fputs(const char*, FILE*);
int __wrap_fputs(const char* text, FILE* stream) {
    reads_string(text, IPCLAB_HERE);
    return __real_fputs(text, stream);
}
void __real_perror(const char*);
void __wrap_perror(const char* text) {
    reads_string(text, IPCLAB_HERE);
    __real_perror(text);
}
char* __real_fgets(char*, int, FILE*);
char* __wrap_fgets(char* to, int size, FILE* stream) {
    const void* place = IPCLAB_HERE;
    char* result = __real_fgets(to, size, stream);
    if (result != NULL && ipclab_is_shared(to)) WRITES(to, __real_strlen(to) + 1);
    return result;
}
size_t __real_fread(void*, size_t, size_t, FILE*);
size_t __wrap_fread(void* to, size_t size, size_t count, FILE* stream) {
    const void* place = IPCLAB_HERE;
    const size_t result = __real_fread(to, size, count, stream);
    WRITES(to, result * size);
    return result;
}
size_t __real_fwrite(const void*, size_t, size_t, FILE*);
size_t __wrap_fwrite(const void* from, size_t size, size_t count, FILE* stream) {
    const void* place = IPCLAB_HERE;
    READS(from, size * count);
    return __real_fwrite(from, size, count, stream);
}
