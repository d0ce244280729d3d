// The same of a program whose libraries do more before it begins.
#define main introspect
#include "introspect.c"
#undef main

#include <iostream>
#include <string>

namespace {
const std::string greeting = "begun before main, and longer than a short string";
}

int main(int argc, char** argv) {
    std::cout << greeting << std::endl;
    return introspect(argc, argv);
}
