#include "source/lines.h"

#include <catch2/catch_test_macros.hpp>

using namespace ipclab::source;

TEST_CASE("a demangled name loses its parameters and result, nothing else") {
    CHECK(without_parameters("main") == "main");
    CHECK(without_parameters("Box::open(int)") == "Box::open");
    CHECK(without_parameters("Box::open(int, void (*)(char)) const") == "Box::open");
    CHECK(without_parameters("Box::open() const &") == "Box::open");
    CHECK(without_parameters("int post<char>(char const&)") == "post<char>");
    CHECK(without_parameters("void post<std::map<int, char>, (Kind)2>(int)") == "post<std::map<int, char>, (Kind)2>");
    CHECK(without_parameters("Box::operator()(int) const") == "Box::operator()");
    CHECK(without_parameters("bool Box::operator< <int>(int)") == "Box::operator< <int>");
    CHECK(without_parameters("Box::operator std::string() const") == "Box::operator std::string");
    CHECK(without_parameters("operator new(unsigned long)") == "operator new");
    CHECK(without_parameters("(anonymous namespace)::send(int)") == "(anonymous namespace)::send");
    CHECK(without_parameters("(anonymous namespace)::counter") == "(anonymous namespace)::counter");
    CHECK(without_parameters("send(int) [clone .part.0]") == "send");
    CHECK(without_parameters("") == "");
    CHECK(without_parameters(")") == ")");
}

TEST_CASE("headers of the compiler and the system are told from a student's files") {
    CHECK(is_system_source("/usr/include/c++/12/bits/atomic_wait.h"));
    CHECK(is_system_source("/usr/lib/llvm-14/lib/clang/14.0.6/include/stddef.h"));
    CHECK_FALSE(is_system_source("/home/me/lab/usr/include/letter.h"));
    CHECK_FALSE(is_system_source("/usr/local/src/lab/main.cpp"));
    CHECK_FALSE(is_system_source(""));
}
