// Threads of one process: a mutex, a condition variable, joining.
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

int main() {
    std::mutex mutex;
    std::condition_variable changed;
    int counter = 0;
    int ready = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 100; ++round) {
                const std::lock_guard lock{mutex};
                ++counter;
                if (round == 50) std::this_thread::sleep_for(std::chrono::microseconds{100});
            }
            const std::lock_guard lock{mutex};
            ++ready;
            changed.notify_all();
        });
    {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return ready == 4; });
        std::printf("counter %d\n", counter);
        const bool early = changed.wait_for(lock, std::chrono::milliseconds{5}, [] { return false; });
        std::printf("waited in vain: %d\n", !early);
    }
    for (auto& thread : threads)
        thread.join();
    std::puts("joined");
}
