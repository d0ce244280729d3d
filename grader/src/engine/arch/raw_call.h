#pragma once

/// @file
/// A system call with nothing around it: for code that shares its memory with another process, errno included.

#include <type_traits>

namespace ipclab::engine {

/// An argument as a register holds it.
template <class Number>
requires std::is_integral_v<Number> || std::is_enum_v<Number>
long word_of(Number value) { return static_cast<long>(value); }
inline long word_of(const void* address) { return reinterpret_cast<long>(address); } // NOLINT: as the kernel wants it

inline long raw_call_of_words(long number, long a, long b, long c, long d, long e) {
    long result = 0;
    register long fourth asm("r10") = d;
    register long fifth asm("r8") = e;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth)
                 : "rcx", "r11", "memory");
    return result;
}

/// What the kernel returns: a negative errno where it fails.
template <class A = int, class B = int, class C = int, class D = int, class E = int>
long raw_call(long number, A a = {}, B b = {}, C c = {}, D d = {}, E e = {}) {
    return raw_call_of_words(number, word_of(a), word_of(b), word_of(c), word_of(d), word_of(e));
}

} // namespace ipclab::engine
