// How does a program get the answer to its own question, and no other?
//
//     $ g++ -std=c++20 -Wall -Wextra -g client.cpp -o client
//     $ touch desk.key
//     1$ ./server desk.key
//     2$ ./client desk.key hello
//     2$ ./client desk.key bye last         then removes the queue, which ends the server
//
// check: clean: ./client desk.key hello last : ./server desk.key

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

// "msgget: EEXIST (File exists)"
int fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "%s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return 1;
}

struct Request {
    long type; // 1: to the server
    pid_t asker;
    char text[100];
};
struct Reply {
    long type; // the pid of who asked
    char text[100];
};

int main(int argc, char* argv[]) {
    if (argc < 3 || std::strlen(argv[2]) > sizeof Request::text) {
        std::fprintf(stderr, "usage: client KEYFILE TEXT [last]\n");
        return 2;
    }
    const key_t key = ftok(argv[1], 'D');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return fail("msgget");
    // [ask]
    Request request{.type = 1, .asker = getpid(), .text = {}};
    const size_t text = std::strlen(argv[2]);
    std::memcpy(request.text, argv[2], text);
    if (msgsnd(queue, &request, sizeof request.asker + text, 0) == -1) return fail("msgsnd"); // all but the type

    Reply reply{};
    const ssize_t length = msgrcv(queue, &reply, sizeof reply.text, getpid(), 0); // what is for me
    if (length == -1) return fail("msgrcv");
    std::printf("client %d: %.*s\n", getpid(), static_cast<int>(length), reply.text);
    // [ask]
    if (argc > 3 && msgctl(queue, IPC_RMID, nullptr) == -1) return fail("msgctl");
}
