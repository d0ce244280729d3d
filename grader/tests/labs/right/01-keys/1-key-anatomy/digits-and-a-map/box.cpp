// Two ways out, and the queue is made by the one who is first.

#include <cerrno>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>

int complain(const char* call) {
    std::cerr << "box: " << call << ": " << strerrorname_np(errno) << '\n';
    return 1;
}

int main(int argc, char* argv[]) {
    if (argc != 3 && argc != 4) return 2;
    const key_t key = ftok(argv[1], std::stoi(argv[2]));
    if (key == -1) return complain("ftok");
    int id = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
    if (id == -1 && errno == EEXIST) id = msgget(key, IPC_CREAT | 0600);
    if (id == -1) return complain("msgget");
    std::cout << "0x" << std::hex << std::setfill('0') << std::setw(8) << key << std::dec << ' ' << id << '\n';
    if (argc == 4) return msgctl(id, IPC_RMID, nullptr) == -1 ? complain("msgctl") : 0;
}
