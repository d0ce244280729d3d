// remove KEYFILE KIND...
// Removes the objects that KEYFILE stands for: KIND is queue, semaphores or segment.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

// Says which call failed and why: "remove: msgget: ENOENT (No such file or directory)". Always false.
bool complain(const char* call) {
    const int error = errno;
    std::fprintf(stderr, "remove: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    return false;
}

[[noreturn]] void usage() {
    std::cerr << "usage: remove KEYFILE queue|semaphores|segment...\n";
    std::exit(2);
}

int main(int argc, char* argv[]) {
    if (argc < 3) usage();

    // TODO 4: make the key with ftok, from argv[1] and 'I'. Check what it returns.
    //         When this is done, delete the next two lines, build, and run it again.
    std::cerr << "remove: TODO 4: make the key with ftok, from " << argv[1] << " and 'I'\n";
    return 1;

    bool all = true; // could be removed
    for (int i = 2; i < argc; ++i) {
        const std::string_view kind = argv[i];
        if (kind == "queue") {
            // TODO 5: find the queue of this key, remove it, and print "removed queue ID".
        } else if (kind == "semaphores") {
            // TODO 6: the same with the semaphore set.
        } else if (kind == "segment") {
            // TODO 7: the same with the segment.
        } else {
            usage();
        }
        // TODO 8: where something fails, complain, and go on with the next one.
    }
    return all ? 0 : 1;
}
