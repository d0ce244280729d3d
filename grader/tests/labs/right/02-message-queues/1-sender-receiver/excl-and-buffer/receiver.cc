// All letters are collected first, and printed when the queue has gone.

#include "queue.h"

#include <iostream>
#include <string>

int main(int argc, char* argv[]) {
    if (argc != 3) return 2;
    const int queue = open_queue("receiver", argv[1]);
    struct {
        long type;
        char text[2000];
    } letter;
    std::string output;
    for (int left = std::stoi(argv[2]); left > 0; --left) {
        const ssize_t length = msgrcv(queue, &letter, sizeof letter.text, 1, MSG_NOERROR);
        if (length < 0) fail("receiver", "msgrcv");
        output.append(letter.text, static_cast<std::size_t>(length)).append("\n");
    }
    if (msgctl(queue, IPC_RMID, nullptr) != 0) fail("receiver", "msgctl");
    std::cout << output << std::flush;
    return 0;
}
