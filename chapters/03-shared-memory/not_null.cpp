// shmat fails. Does a test for NULL find that out?
//
//     $ g++ -std=c++20 -Wall -Wextra -g not_null.cpp -o not_null
//     $ ./not_null
//
// check: clean

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/shm.h>

int main() {
    // [null]
    void* const memory = shmat(12345, nullptr, 0); // there is no such segment
    const int error = errno;
    std::printf("shmat gave %p\n", memory);
    if (memory == nullptr) std::printf("== nullptr finds it\n");
    if (memory == reinterpret_cast<void*>(-1))
        std::printf("== -1 finds it: shmat: %s (%s)\n", strerrorname_np(error), std::strerror(error));
    // [null]
}
