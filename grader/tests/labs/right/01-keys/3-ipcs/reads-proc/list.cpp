// Reads the three files in which the kernel tells the same: /proc/sysvipc/msg, sem and shm. Their first line names the columns.

#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

using Row = std::map<std::string, std::string>;

std::vector<Row> rows_of(const std::string& name) {
    std::ifstream file("/proc/sysvipc/" + name);
    std::string line, word;
    std::getline(file, line);
    std::vector<std::string> names;
    for (std::istringstream words(line); words >> word;)
        names.push_back(word);
    std::vector<Row> rows;
    while (std::getline(file, line)) {
        Row row;
        std::istringstream words(line);
        for (const auto& column : names)
            words >> row[column];
        rows.push_back(row);
    }
    return rows;
}

void show(const std::string& file, const std::string& kind, const std::string& id, const std::string& use,
          const std::string& of_what) {
    for (auto& row : rows_of(file)) {
        const auto key = static_cast<unsigned>(std::stol(row["key"]));
        const auto mode = std::stoul(row["perms"], nullptr, 8) & 0777;
        const bool mine = std::stoul(row["uid"]) == geteuid();
        std::cout << kind << " 0x" << std::hex << std::setfill('0') << std::setw(8) << key << ' ' << row[id] << ' '
                  << (mine ? "me" : row["uid"]) << ' ' << std::oct << std::setw(4) << mode << std::dec << ' ' << row[use]
                  << ' ' << of_what << '\n';
    }
}

int main() {
    show("shm", "segment", "shmid", "size", "bytes");
    show("sem", "semaphores", "semid", "nsems", "semaphores");
    show("msg", "queue", "msqid", "qnum", "messages");
}
