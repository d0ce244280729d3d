// Sends without waiting as long as there is room, and waits only where there is none.

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>

struct Letter {
    long type;
    char text[500];
};

// A handler may do next to nothing: it notes what has come, and the program looks at it when the interrupted call returns.
volatile std::sig_atomic_t told_to_stop = 0;

extern "C" void on_signal(int number) {
    if (number == SIGTERM) told_to_stop = 1;
}

// Says which call failed and why, and ends the program: "load: msgsnd: EAGAIN (Resource temporarily unavailable)".
[[noreturn]] void fail(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "load: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}

[[noreturn]] void usage() {
    std::cerr << "usage: load KEYFILE [--limit BYTES] [--nowait]\n";
    std::exit(2);
}

// What the command line asks for.
struct Wish {
    const char* keyfile;
    unsigned long limit = 0; // 0: as the queue is
    bool nowait = false;
};

Wish read_arguments(int argc, char* argv[]) {
    if (argc < 2) usage();
    Wish wish{argv[1]};
    for (int i = 2; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--nowait")
            wish.nowait = true;
        else if (option == "--limit" && i + 1 < argc)
            wish.limit = std::strtoul(argv[++i], nullptr, 10);
        else
            usage();
    }
    return wish;
}

int main(int argc, char* argv[]) {
    const Wish wish = read_arguments(argc, argv);

    const key_t key = ftok(wish.keyfile, 'F');
    if (key == -1) fail("ftok");
    const int queue = msgget(key, IPC_CREAT | 0600);
    if (queue == -1) fail("msgget");

    if (wish.limit != 0) {
        // IPC_SET sets several fields at once: the others are given back as they are.
        msqid_ds state;
        if (msgctl(queue, IPC_STAT, &state) == -1) fail("msgctl");
        state.msg_qbytes = wish.limit;
        if (msgctl(queue, IPC_SET, &state) == -1) fail("msgctl");
    }

    struct sigaction action = {};
    action.sa_handler = on_signal; // SA_RESTART would change nothing: msgsnd is never begun again by itself
    if (sigaction(SIGUSR1, &action, nullptr) == -1 || sigaction(SIGTERM, &action, nullptr) == -1) fail("sigaction");

    int sent = 0;
    const int flags = wish.nowait ? IPC_NOWAIT : 0;
    for (std::string line; !told_to_stop && std::getline(std::cin, line);) {
        Letter letter;
        if (line.size() > sizeof letter.text) {
            std::cerr << "load: a line is longer than " << sizeof letter.text << " characters\n";
            return 1;
        }
        letter.type = 1;
        std::memcpy(letter.text, line.data(), line.size());
        // An interrupted msgsnd has sent nothing: the same letter is sent again.
        int result = msgsnd(queue, &letter, line.size(), IPC_NOWAIT);
        if (result == -1 && errno == EAGAIN && !wish.nowait) result = msgsnd(queue, &letter, line.size(), flags);
        while (result == -1 && errno == EINTR && !told_to_stop) {
            std::cout << sent << " so far" << std::endl;
            result = msgsnd(queue, &letter, line.size(), flags);
        }
        if (result == 0) {
            ++sent;
        } else if (errno != EINTR) {
            const int error = errno;
            std::cout << sent << " sent" << std::endl;
            errno = error;
            fail("msgsnd");
        }
    }
    std::cout << sent << " sent\n";
}
