// Finds everything first, and then removes what it has found.

#include <cerrno>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <vector>

int main(int argc, char* argv[]) {
    struct Kind {
        std::string get, control;
        std::function<int(key_t)> find;
        std::function<int(int)> remove;
    };
    const std::map<std::string, Kind> kinds{
        {"queue",
         {"msgget", "msgctl", [](key_t key) { return msgget(key, 0); },
          [](int id) { return msgctl(id, IPC_RMID, nullptr); }}},
        {"semaphores",
         {"semget", "semctl", [](key_t key) { return semget(key, 1, 0); }, [](int id) { return semctl(id, 0, IPC_RMID); }}},
        {"segment",
         {"shmget", "shmctl", [](key_t key) { return shmget(key, 1, 0); },
          [](int id) { return shmctl(id, IPC_RMID, nullptr); }}}};
    if (argc < 3) return 2;
    const key_t key = ftok(argv[1], 'I');
    if (key == -1) {
        std::cerr << "remove: ftok: " << strerrorname_np(errno) << '\n';
        return 1;
    }
    int status = 0;
    const auto complain = [&](const std::string& call) {
        std::cerr << "remove: " << call << ": " << strerrorname_np(errno) << '\n';
        status = 1;
    };
    std::vector<std::pair<std::string, int>> found;
    for (int i = 2; i < argc; ++i) {
        const auto kind = kinds.find(argv[i]);
        if (kind == kinds.end()) return 2;
        const int id = kind->second.find(key);
        if (id == -1)
            complain(kind->second.get);
        else
            found.emplace_back(argv[i], id);
    }
    for (const auto& [name, id] : found) {
        if (kinds.at(name).remove(id) == -1)
            complain(kinds.at(name).control);
        else
            std::cout << "removed " << name << ' ' << id << '\n';
    }
    return status;
}
