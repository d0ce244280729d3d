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

// Says which call failed and why: "server: msgget: EEXIST (File exists)".
void complain(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "server: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
}

[[noreturn]] void fail(const char* call) {
    complain(call);
    std::exit(1);
}

// Answers requests until there is one without a word. False where a call has failed, which it has told.
bool serve(int queue, const Book& book, int& answered) {
    for (;;) {
        Request request;
        // Only requests: the replies that wait in the same queue for their clients have other types.
        const ssize_t size = msgrcv(queue, &request, sizeof request - sizeof request.type, for_server, 0);
        if (size == -1) {
            complain("msgrcv");
            return false;
        }
        const std::string word(request.word, static_cast<std::size_t>(size) - sizeof request.reply_to);
        if (word.empty()) return true;

        const auto entry = book.find(word);
        const std::string meaning = entry == book.end() ? "" : entry->second;
        Reply reply;
        reply.type = request.reply_to;
        std::memcpy(reply.text, meaning.data(), meaning.size());
        // Whether the client still lives is not our concern: a reply that nobody takes just lies there.
        if (msgsnd(queue, &reply, meaning.size(), 0) == -1) {
            complain("msgsnd");
            return false;
        }
        ++answered;
    }
}

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: server KEYFILE < BOOK\n";
        return 2;
    }
    const Book book = read_book(std::cin);
    for (const auto& [word, meaning] : book)
        if (word.empty() || word.size() > sizeof Request::word || meaning.empty() || meaning.size() > sizeof Reply::text) {
            std::cerr << "server: the book has a word or a meaning that is empty or too long: " << word << '\n';
            return 1;
        }

    const key_t key = ftok(argv[1], 'D');
    if (key == -1) fail("ftok");
    // A queue that is there belongs to another server, or has old requests in it.
    const int queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
    if (queue == -1) fail("msgget");

    int answered = 0;
    const bool well = serve(queue, book, answered);
    if (msgctl(queue, IPC_RMID, nullptr) == -1) fail("msgctl");
    std::cout << answered << " answered\n";
    return well ? 0 : 1;
}
