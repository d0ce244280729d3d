// Accesses to shared memory, each kind in a function of its own: the function's name is the command. What it prints is the same
// with and without the engine.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <string>

#define APART [[gnu::noinline, gnu::used]] static

struct Shared {
    int number;               // 0
    int other;                // 4
    char text[32];            // 8
    std::atomic<int> counter; // 40
    std::atomic<int> lock;    // 44
    int row[1000];            // 48
};
static_assert(sizeof(Shared) == 4048);

static Shared* shared;
static char own[64] = "own";

APART void own_code() {
    shared->number = 7;
    shared->other = shared->number + 1;
    shared->number++;
}
APART void copies() {
    std::memcpy(shared->text, "twelve bytes", 13);
    std::memcpy(own, shared->text, 13);
    std::memset(&shared->number, 0, 8);
    std::memmove(shared->text + 13, shared->text, 13);
}
APART void c_strings() {
    std::strcpy(shared->text, "a text that is long enough");
    std::strcpy(own, shared->text);
    std::printf("%zu\n", std::strlen(shared->text));
    std::printf("%d\n", std::strcmp(shared->text, "b") < 0);
}
APART void formats() {
    std::sprintf(shared->text, "%d", 1234567);
    std::printf("%s %.3s\n", shared->text, shared->text);
    std::puts(shared->text);
}
APART void cpp_string() {
    std::strcpy(shared->text, "twenty-six letters, or so.");
    const std::string text = shared->text;
    std::cout << text << '\n';
}
APART void stream() {
    std::strcpy(shared->text, "out it goes");
    std::cout << shared->text << '\n';
}
APART void atomics() {
    shared->counter.store(1);
    shared->counter++;
    int expected = 7;
    shared->counter.compare_exchange_strong(expected, 8);
    expected = 2;
    shared->counter.compare_exchange_strong(expected, 5);
    std::printf("%d\n", shared->counter.load());
}
APART void rows() {
    for (int i = 0; i < 1000; ++i)
        shared->row[i] = i;
    int sum = 0;
    for (int i = 0; i < 1000; ++i)
        sum += shared->row[i];
    std::printf("%d\n", sum);
}
APART void forks() {
    shared->number = 1;
    if (fork() == 0) {
        shared->number = 2;
        _exit(0);
    }
    wait(nullptr);
    std::printf("%d\n", shared->number);
}
APART void calls() {
    std::strcpy(shared->text, "into a file\n");
    if (write(1, shared->text, 12) != 12) std::exit(1);
    int ends[2];
    if (pipe(ends) == -1 || write(ends[1], "pipe", 4) != 4 || read(ends[0], shared->text, 32) != 4) std::exit(1);
    struct Letter {
        long type;
        char text[8];
    };
    const int queue = msgget(IPC_PRIVATE, 0600);
    auto* letter = reinterpret_cast<Letter*>(shared->row);
    letter->type = 3;
    if (msgsnd(queue, letter, 8, 0) == -1) std::exit(1);
    if (msgrcv(queue, letter, 8, 0, 0) != 8) std::exit(1);
    msgctl(queue, IPC_RMID, nullptr);
}
APART void spins() {
    if (fork() == 0) {
        usleep(1000);
        shared->lock.store(1);
        _exit(0);
    }
    while (shared->lock.load() == 0) {
    }
    wait(nullptr);
    std::puts("seen");
}
APART void spins_for_ever() {
    while (shared->lock.load() == 0) {
    }
}
APART void takes_lock() {
    if (fork() == 0) {
        while (shared->lock.exchange(1) != 0) {
        }
        shared->number++;
        shared->lock.store(0);
        _exit(0);
    }
    while (shared->lock.exchange(1) != 0) {
    }
    shared->number++;
    shared->lock.store(0);
    wait(nullptr);
    std::printf("%d\n", shared->number);
}
APART void beyond_size() { reinterpret_cast<char*>(shared)[4090] = 'x'; }
APART void beyond_page() { reinterpret_cast<char*>(shared)[4096 + 100] = 'x'; }
APART void read_only() {
    const auto id = shmget(IPC_PRIVATE, 100, 0600);
    auto* memory = static_cast<char*>(shmat(id, nullptr, SHM_RDONLY));
    shmctl(id, IPC_RMID, nullptr);
    std::printf("%d\n", memory[3]);
    std::fflush(stdout);
    memory[5] = 'x';
}
static std::jmp_buf before;
APART void caught() {
    std::signal(SIGSEGV, [](int) { std::longjmp(before, 1); });
    if (setjmp(before) == 0) reinterpret_cast<volatile char*>(shared)[4096 + 1] = 'x';
    std::puts("survived");
    shared->number = 1;
}
APART void detached() {
    const auto id = shmget(IPC_PRIVATE, 100, 0600);
    auto* first = static_cast<int*>(shmat(id, nullptr, 0));
    auto* second = static_cast<int*>(shmat(id, nullptr, 0));
    *first = 1;
    std::printf("%d\n", *second);
    shmdt(first);
    auto* third = static_cast<int*>(shmat(id, nullptr, 0));
    *third = 2;
    shmdt(second);
    shmdt(third);
    shmctl(id, IPC_RMID, nullptr);
}
APART void many() {
    // Sorts as a beginner does: half a million accesses.
    for (int i = 0; i < 500; ++i)
        shared->row[i] = (i * 7919) % 500;
    for (int round = 0; round < 500; ++round)
        for (int i = 0; i + 1 < 500; ++i)
            if (shared->row[i] > shared->row[i + 1]) std::swap(shared->row[i], shared->row[i + 1]);
    std::printf("%d %d\n", shared->row[0], shared->row[499]);
}
APART void becomes() {
    shared->number = 5;
    execl("/bin/true", "true", static_cast<char*>(nullptr));
}
APART void half_done() {
    if (fork() == 0) {
        shared->number = 1;
        if (write(1, "between\n", 8) != 8) _exit(1);
        shared->other = 2;
        shared->row[0] = shared->number + 2;
        _exit(0);
    }
    int status = 0;
    wait(&status);
    std::printf("%d%d%d %d\n", shared->number, shared->other, shared->row[0], WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}
[[gnu::noinline, gnu::no_sanitize("thread")]] static void unhooked() { shared->number++; }
APART void evades() {
    shared->number = 1;
    unhooked();
    __asm__ volatile("incl %0" : "+m"(shared->number));
    std::printf("%d\n", shared->number);
}
APART void other_ways() {
    void* memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    munmap(memory, 4096);
    const int file = open("locked", O_RDWR | O_CREAT, 0600);
    flock(file, LOCK_EX);
    close(file);
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1) std::exit(1);
}

int main(int argc, char** argv) {
    static const std::map<std::string, void (*)()> all{{"own_code", own_code},
                                                       {"copies", copies},
                                                       {"c_strings", c_strings},
                                                       {"formats", formats},
                                                       {"cpp_string", cpp_string},
                                                       {"stream", stream},
                                                       {"atomics", atomics},
                                                       {"rows", rows},
                                                       {"forks", forks},
                                                       {"calls", calls},
                                                       {"spins", spins},
                                                       {"spins_for_ever", spins_for_ever},
                                                       {"takes_lock", takes_lock},
                                                       {"beyond_size", beyond_size},
                                                       {"beyond_page", beyond_page},
                                                       {"read_only", read_only},
                                                       {"caught", caught},
                                                       {"detached", detached},
                                                       {"many", many},
                                                       {"becomes", becomes},
                                                       {"half_done", half_done},
                                                       {"evades", evades},
                                                       {"other_ways", other_ways}};
    const auto chosen = all.find(argc > 1 ? argv[1] : "");
    if (chosen == all.end()) return 2;
    const int id = shmget(IPC_PRIVATE, sizeof(Shared), 0600);
    shared = static_cast<Shared*>(shmat(id, nullptr, 0));
    shmctl(id, IPC_RMID, nullptr);
    chosen->second();
    shmdt(shared);
}
