// server KEYFILE
// Reads a book, lines of WORD=MEANING, from its standard input, and tells clients what words mean until one of them says stop.

#include "desk.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>

using Book = std::map<std::string, std::string>;

Book read_book(std::istream& lines) {
    Book book;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t sign = line.find('=');
        if (sign != std::string::npos) book[line.substr(0, sign)] = line.substr(sign + 1);
    }
    return book;
}

// Says which call failed and why, and ends the program: "server: msgget: EEXIST (File exists)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "server: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: server KEYFILE < BOOK\n";
        return 2;
    }
    const Book book = read_book(std::cin);

    // TODO 1: make the key with ftok, from argv[1] and 'D', and create its queue, mode 0600, if there is none. Check both calls.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "server: TODO 1: make the key with ftok, from " << argv[1] << " and 'D', and create its queue\n";
    return 1;

    // TODO 2: in a loop, receive a Request with msgrcv, and nothing else that may lie in the queue.

    // TODO 3: look its word up in the book (book.find), and send a Reply to the client who asked.

    // TODO 4: when a client says stop, leave the loop, remove the queue, and print how many requests were answered.
}
