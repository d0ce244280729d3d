// One process more: a child reads the numbers and hands them on through a pipe; the parent scores.

#include "board.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <span>
#include <string_view>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

template <typename T>
T checked(T result, T bad, const char* call) {
    if (result != bad) return result;
    std::fprintf(stderr, "player: %s: %s\n", call, strerrorname_np(errno));
    std::exit(1);
}

void hand_on_numbers(int to) {
    for (int points; std::cin >> points;)
        if (write(to, &points, sizeof points) != sizeof points) _exit(1);
    _exit(0);
}

} // namespace

int main(int argc, char* argv[]) {
    if (argc != 4) return 2;
    const int number = std::atoi(argv[2]);
    if (number < 0 || number >= slot_count) {
        std::fprintf(stderr, "player: only slots 0 to %d\n", slot_count - 1);
        return 1;
    }
    const int segment = checked(shmget(checked(ftok(argv[1], 'B'), key_t{-1}, "ftok"), 0, 0), -1, "shmget");

    std::array<int, 2> ends;
    checked(pipe(ends.data()), -1, "pipe");
    const pid_t child = checked(fork(), pid_t{-1}, "fork");
    if (child == 0) {
        close(ends[0]);
        hand_on_numbers(ends[1]);
    }
    close(ends[1]);

    auto* const board = static_cast<Board*>(checked(shmat(segment, nullptr, 0), reinterpret_cast<void*>(-1), "shmat"));
    Slot& mine = std::span(board->slots)[static_cast<std::size_t>(number)];
    const std::string_view name = std::string_view(argv[3]).substr(0, name_size - 1);
    *std::ranges::copy(name, mine.name).out = '\0';
    for (int points; read(ends[0], &points, sizeof points) == sizeof points;)
        mine.points += points;
    checked(waitpid(child, nullptr, 0), pid_t{-1}, "waitpid");
    std::cout << mine.name << ' ' << mine.points << '\n';
    checked(shmdt(board), -1, "shmdt");
}
