/// EIDRM from the calls that do not wait: an object is removed after the call has found it, and before it holds its lock.
/// In the chapters' sessions one process runs at a time, so it cannot happen there. Here two threads race for it, each on a
/// processor of its own, until it has happened: a test that never ends has failed.

#include <catch2/catch_test_macros.hpp>

#include <sched.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include <atomic>
#include <cerrno>
#include <thread>
#include <vector>

namespace {

std::vector<std::size_t> processors() {
    std::vector<std::size_t> ours;
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        for (std::size_t i = 0; i < CPU_SETSIZE; ++i)
            if (CPU_ISSET(i, &set)) ours.push_back(i);
    return ours;
}

void stay_on(std::size_t processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    sched_setaffinity(0, sizeof set, &set);
}

/// Makes objects and removes each at once in one thread, until the call that another one makes again and again gets EIDRM.
template <typename Make, typename Remove, typename Call>
void until_eidrm(Make make, Remove remove, Call call) {
    const auto ours = processors();
    if (ours.size() < 2) SKIP("on one processor two threads are never in the kernel at once");
    std::atomic<int> id{-1};
    std::atomic<bool> seen{false};
    std::thread makes([&] {
        stay_on(ours[0]);
        while (!seen) {
            id = make();
            if (id != -1) remove(id);
        }
    });
    std::thread calls([&] {
        stay_on(ours[1]);
        while (!seen)
            seen = call(id) == -1 && errno == EIDRM;
    });
    makes.join();
    calls.join();
    CHECK(seen);
}

int new_segment() { return shmget(IPC_PRIVATE, 1, 0600); }
void remove_segment(int id) { shmctl(id, IPC_RMID, nullptr); }

} // namespace

TEST_CASE("msgctl says EIDRM where the queue is removed at that moment") {
    until_eidrm([] { return msgget(IPC_PRIVATE, 0600); }, [](int id) { msgctl(id, IPC_RMID, nullptr); },
                [](int id) {
                    msqid_ds data;
                    return msgctl(id, IPC_STAT, &data);
                });
}

TEST_CASE("semctl says EIDRM where the set is removed at that moment") {
    until_eidrm([] { return semget(IPC_PRIVATE, 1, 0600); }, [](int id) { semctl(id, 0, IPC_RMID); },
                [](int id) { return semctl(id, 0, GETVAL); });
}

TEST_CASE("shmctl says EIDRM where the segment is removed at that moment") {
    until_eidrm(new_segment, remove_segment, [](int id) {
        shmid_ds data;
        return shmctl(id, IPC_STAT, &data);
    });
}

TEST_CASE("shmat says EIDRM where the segment is removed at that moment") {
    until_eidrm(new_segment, remove_segment, [](int id) {
        void* const at = shmat(id, nullptr, SHM_RDONLY);
        if (at == reinterpret_cast<void*>(-1)) return -1;
        shmdt(at);
        return 0;
    });
}
