// WRONG: what happens to a program that does not look whether ftok has worked?
//
//     $ g++ -std=c++20 -Wall -Wextra -g unchecked.cpp -o unchecked
//     $ ./unchecked tea.key            there is no such file
//     $ ./unchecked coffee.key         nor this one
//     $ ipcrm -q ID                    they leave their queue
//
// check: key-from-failed-ftok, leaked-object: ./unchecked tea.txt

#include <cstdio>
#include <sys/ipc.h>
#include <sys/msg.h>

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: unchecked KEYFILE\n");
        return 2;
    }
    // [unchecked]
    const key_t key = ftok(argv[1], 'L'); // and if it fails?
    const int queue = msgget(key, IPC_CREAT | 0600);
    std::printf("the queue of %s: identifier %d\n", argv[1], queue);
    // [unchecked]
}
