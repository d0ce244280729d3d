// Streams of libstdc++ whose code is in the library, not in its headers, so that the compiler's hooks do not see it. Linked into
// C++ programs only. `ld --wrap` knows functions by their mangled names.

#include "log.h"

#include <istream>

// NOLINTBEGIN: names as the linker makes them

extern "C" {

std::size_t __real_strlen(const char* text);

// References are pointers to whoever calls; C linkage knows no classes.
using Out = void;
using In = void;

Out* __real__ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc(Out* stream, const char* text);
Out* __wrap__ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc(Out* stream, const char* text) {
    if (ipclab_is_shared(text)) ipclab_saw(text, __real_strlen(text) + 1, ipclab_read, IPCLAB_HERE);
    return __real__ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc(stream, text);
}

// __ostream_insert(ostream&, const char*, streamsize): of string, string_view
Out* __real__ZSt16__ostream_insertIcSt11char_traitsIcEERSt13basic_ostreamIT_T0_ES6_PKS3_l(Out* stream, const char* text,
                                                                                          long size);
Out* __wrap__ZSt16__ostream_insertIcSt11char_traitsIcEERSt13basic_ostreamIT_T0_ES6_PKS3_l(Out* stream, const char* text,
                                                                                          long size) {
    ipclab_saw(text, static_cast<std::size_t>(size), ipclab_read, IPCLAB_HERE);
    return __real__ZSt16__ostream_insertIcSt11char_traitsIcEERSt13basic_ostreamIT_T0_ES6_PKS3_l(stream, text, size);
}

// ostream::write
Out* __real__ZNSo5writeEPKcl(Out* stream, const char* text, long size);
Out* __wrap__ZNSo5writeEPKcl(Out* stream, const char* text, long size) {
    ipclab_saw(text, static_cast<std::size_t>(size), ipclab_read, IPCLAB_HERE);
    return __real__ZNSo5writeEPKcl(stream, text, size);
}

static void wrote_string(const char* to, const void* place) {
    if (ipclab_is_shared(to)) ipclab_saw(to, __real_strlen(to) + 1, ipclab_write, place);
}

// __istream_extract(istream&, char*, streamsize): `cin >> array`
void __real__ZSt17__istream_extractRSiPcl(In* stream, char* to, long size);
void __wrap__ZSt17__istream_extractRSiPcl(In* stream, char* to, long size) {
    __real__ZSt17__istream_extractRSiPcl(stream, to, size);
    wrote_string(to, IPCLAB_HERE);
}

// istream::getline, two of them
In* __real__ZNSi7getlineEPclc(In* stream, char* to, long size, char end);
In* __wrap__ZNSi7getlineEPclc(In* stream, char* to, long size, char end) {
    In* result = __real__ZNSi7getlineEPclc(stream, to, size, end);
    wrote_string(to, IPCLAB_HERE);
    return result;
}
In* __real__ZNSi7getlineEPcl(In* stream, char* to, long size);
In* __wrap__ZNSi7getlineEPcl(In* stream, char* to, long size) {
    In* result = __real__ZNSi7getlineEPcl(stream, to, size);
    wrote_string(to, IPCLAB_HERE);
    return result;
}

// istream::read
In* __real__ZNSi4readEPcl(In* stream, char* to, long size);
In* __wrap__ZNSi4readEPcl(In* stream, char* to, long size) {
    In* result = __real__ZNSi4readEPcl(stream, to, size);
    ipclab_saw(to, static_cast<std::size_t>(static_cast<std::istream*>(stream)->gcount()), ipclab_write, IPCLAB_HERE);
    return result;
}

// istream >> number, character
#define EXTRACTS(mangled, type)                                                                                             \
    In* __real_##mangled(In* stream, type& to);                                                                             \
    In* __wrap_##mangled(In* stream, type& to) {                                                                            \
        In* result = __real_##mangled(stream, to);                                                                          \
        ipclab_saw(&to, sizeof to, ipclab_write, IPCLAB_HERE);                                                              \
        return result;                                                                                                      \
    }
EXTRACTS(_ZNSirsERi, int)
EXTRACTS(_ZNSirsERs, short)
EXTRACTS(_ZNSi10_M_extractIjEERSiRT_, unsigned)
EXTRACTS(_ZNSi10_M_extractItEERSiRT_, unsigned short)
EXTRACTS(_ZNSi10_M_extractIlEERSiRT_, long)
EXTRACTS(_ZNSi10_M_extractImEERSiRT_, unsigned long)
EXTRACTS(_ZNSi10_M_extractIxEERSiRT_, long long)
EXTRACTS(_ZNSi10_M_extractIyEERSiRT_, unsigned long long)
EXTRACTS(_ZNSi10_M_extractIfEERSiRT_, float)
EXTRACTS(_ZNSi10_M_extractIdEERSiRT_, double)
EXTRACTS(_ZNSi10_M_extractIbEERSiRT_, bool)
EXTRACTS(_ZStrsIcSt11char_traitsIcEERSt13basic_istreamIT_T0_ES6_RS3_, char)

} // extern "C"

// NOLINTEND
