// Each message is put together in a buffer of its own size.

#include "queue.h"

#include <iostream>
#include <string>
#include <vector>

int main(int argc, char* argv[]) {
    if (argc != 2) return 2;
    const int queue = open_queue("sender", argv[1]);
    std::string line;
    while (std::getline(std::cin, line)) {
        std::vector<char> message(sizeof(long) + line.size());
        const long type = 1;
        std::memcpy(message.data(), &type, sizeof type);
        std::memcpy(message.data() + sizeof type, line.data(), line.size());
        if (msgsnd(queue, message.data(), line.size(), 0) != 0) fail("sender", "msgsnd");
    }
    return 0;
}
