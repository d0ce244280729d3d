// A program for the tests: sends letters to queues that do not exist. The queue's number says which call it is; the test finds
// the call's line by the comment behind it.
#include <atomic>
#include <csignal>
#include <sys/msg.h>

struct Letter {
    long mtype;
    char mtext[100];
};

struct Place {
    int street, house;
};

struct Parcel : Letter {
    Place from, to;
};

static Letter drafts[3];

namespace office {

Parcel parcel;

class Box {
public:
    [[gnu::noinline]] int open(int mode) {
        return msgsnd(-1, &letter_, 8, 0) + mode; // CALL 1
    }

private:
    Letter letter_{1, "in a box"};
};

template <typename Anything>
[[gnu::noinline]] int post(const Anything& thing) {
    return msgsnd(-2, &thing, 8, 0) + 1; // CALL 2
}

namespace {
[[gnu::noinline]] int hidden() {
    return msgsnd(-3, &parcel.to, 8, 0) + 1; // CALL 3
}
} // namespace

} // namespace office

[[gnu::always_inline]] inline int straight(Letter& letter) {
    return msgsnd(-4, &letter, 8, 0) + 1; // CALL 4
}

[[gnu::noinline]] static int nested(int count) {
    int sum = 0;
    for (int i = 0; i < count; ++i) {
        Letter inner{};
        inner.mtype = i + 1;
        sum += msgsnd(-5, inner.mtext, 8, 0); // CALL 5
    }
    return sum;
}

[[gnu::noinline]] static int kept() {
    static Letter letter{1, "kept"};
    return msgsnd(-6, &letter, 8, 0) + 1; // CALL 6
}

[[gnu::noinline]] static int array(int index) {
    return msgsnd(-7, drafts[index].mtext + 10, 8, 0) + 1; // CALL 7
}

static void on_signal(int) {
    msgsnd(-8, drafts, 8, 0); // CALL 8
    asm volatile("" ::: "memory");
}

[[gnu::noinline]] static int over_several_lines(long type) {
    Letter letter{type, "several"};
    return 1 +     //
           msgsnd( // CALL 9
               -9, //
               &letter, 8, 0);
}

[[gnu::noinline]] static int by_hand() {
    long result = 69;
    asm volatile("syscall" : "+a"(result) : "D"(-10L), "S"(drafts), "d"(8L) : "rcx", "r11", "memory"); // CALL 10
    return static_cast<int>(result);
}

int main() {
    office::Box box;
    int sum = box.open(1);
    Letter letter{1, "hello"};
    sum += office::post(letter); // POST
    sum += office::hidden();
    sum += straight(letter);
    sum += nested(1);
    sum += kept();
    sum += array(2);
    std::signal(SIGUSR1, on_signal);
    std::raise(SIGUSR1); // RAISE
    sum += over_several_lines(sum);
    sum += by_hand();
    const auto send = [&letter](int size) {
        return msgsnd(-11, &letter, static_cast<unsigned long>(size), 0) + 1; // CALL 11
    };
    sum += send(sum);
    std::atomic<int> turn{0};
    turn.wait(0); // WAIT
    return sum;
}
