// Files with one key are put together first; then the pairs are taken out in the order of the command line.

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <sys/ipc.h>
#include <utility>
#include <vector>

int main(int argc, char* argv[]) {
    if (argc < 3) return 2;
    const std::vector<std::string> names(argv + 2, argv + argc);
    std::map<key_t, std::vector<std::size_t>> by_key;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const key_t key = ftok(names[i].c_str(), std::stoi(argv[1]));
        if (key == -1) {
            std::cerr << "twins: ftok: " << strerrorname_np(errno) << '\n';
            return 1;
        }
        by_key[key].push_back(i);
    }
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const auto& [key, files] : by_key)
        for (std::size_t i = 0; i < files.size(); ++i)
            for (std::size_t j = i + 1; j < files.size(); ++j)
                pairs.emplace_back(files[i], files[j]);
    std::sort(pairs.begin(), pairs.end());
    for (const auto& [one, other] : pairs) {
        const bool same = std::filesystem::equivalent(names[one], names[other]);
        std::cout << (same ? "same file: " : "collision: ") << names[one] << ' ' << names[other] << '\n';
    }
}
