// client KEYFILE WORD...
// client KEYFILE --stop
// Asks the server at the queue of KEYFILE for the meaning of each WORD, or tells it to stop.

#include "desk.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

// Says which call failed and why, and ends the program: "client: msgget: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "client: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

void send_request(int queue, long reply_to, const std::string& word) {
    Request request;
    request.type = for_server;
    request.reply_to = reply_to;
    std::memcpy(request.word, word.data(), word.size());
    // The size counts all that stands behind the type, and of the word only what is set.
    if (msgsnd(queue, &request, sizeof request.reply_to + word.size(), 0) == -1) fail("msgsnd");
}

int main(int argc, char* argv[]) {
    if (argc < 3) {
        std::cerr << "usage: client KEYFILE WORD... | client KEYFILE --stop\n";
        return 2;
    }
    for (int i = 2; i < argc; ++i)
        if (std::strlen(argv[i]) > sizeof Request::word || argv[i][0] == '\0') {
            std::cerr << "client: a word has 1 to " << sizeof Request::word << " characters\n";
            return 2;
        }

    const key_t key = ftok(argv[1], 'D');
    if (key == -1) fail("ftok");
    const int queue = msgget(key, 0); // the server makes it; without one there is nobody to ask
    if (queue == -1) fail("msgget");

    const long mine = getpid(); // no other process has this number while we live
    if (std::strcmp(argv[2], "--stop") == 0) {
        send_request(queue, mine, "");
        return 0;
    }
    for (int i = 2; i < argc; ++i) {
        // One question at a time: who asks everything first can fill the queue, and then nobody can answer.
        send_request(queue, mine, argv[i]);
        Reply reply;
        const ssize_t size = msgrcv(queue, &reply, sizeof reply.text, mine, 0);
        if (size == -1) fail("msgrcv");
        std::cout << argv[i] << ": ";
        if (size == 0)
            std::cout << "?\n";
        else
            std::cout.write(reply.text, size) << '\n';
    }
}
