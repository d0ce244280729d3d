// How do many programs ask one, and each gets its own answer?
//
//     $ g++ -std=c++20 -Wall -Wextra -g server.cpp -o server
//     $ touch desk.key
//     1$ ./server desk.key                until somebody removes the queue
//     2$ ./client desk.key hello last
//
// check: clean: ./server desk.key : ./client desk.key hello last

#include <cctype>
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

// [letters]
struct Request {
    long type; // 1: to the server
    pid_t asker;
    char text[100];
};
struct Reply {
    long type; // the pid of who asked
    char text[100];
};
// [letters]

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: server KEYFILE\n");
        return 2;
    }
    const key_t key = ftok(argv[1], 'D');
    if (key == -1) return fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) return fail("msgget");
    // [answer]
    Request request{};
    ssize_t bytes = 0; // behind the type: the asker and the text
    while ((bytes = msgrcv(queue, &request, sizeof request - sizeof request.type, 1, 0)) != -1) { // requests only
        if (bytes < static_cast<ssize_t>(sizeof request.asker)) continue;                         // nobody to answer to
        const size_t length = static_cast<size_t>(bytes) - sizeof request.asker; // no NUL is sent: the length ends the text
        std::printf("server: %d asks for \"%.*s\"\n", request.asker, static_cast<int>(length), request.text);
        Reply reply{.type = request.asker, .text = {}};
        for (size_t i = 0; i < length; ++i)
            reply.text[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(request.text[i])));
        if (msgsnd(queue, &reply, length, 0) == -1) return fail("msgsnd");
    }
    // EIDRM: it was removed while we waited. EINVAL: it was removed before we came to wait.
    if (errno != EIDRM && errno != EINVAL) return fail("msgrcv");
    std::printf("server: the queue is gone, and I am, too\n");
    // [answer]
}
