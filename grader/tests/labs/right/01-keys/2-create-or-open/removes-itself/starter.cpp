// A queue is an object of a class: its constructor creates or opens, remove() removes; failures travel as exceptions.

#include <cerrno>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <vector>

enum class Way { either, only_new, only_old };

class Failure : public std::runtime_error {
public:
    explicit Failure(const std::string& call) : std::runtime_error{call + ": " + strerrorname_np(errno)} {}
};

class Queue {
public:
    Queue(key_t key, int mode, Way way) {
        const auto create = [&] { return (id_ = msgget(key, mode | IPC_EXCL | IPC_CREAT)) != -1; };
        const auto open = [&] { return (id_ = msgget(key, mode)) != -1; };
        if (way == Way::only_old) {
            if (!open()) throw Failure{"msgget"};
            return;
        }
        created_ = create();
        while (!created_) {
            if (errno != EEXIST || way == Way::only_new) throw Failure{"msgget"};
            if (open()) return;
            if (errno != ENOENT) throw Failure{"msgget"};
            created_ = create();
        }
    }
    void remove() const {
        if (msgctl(id_, IPC_RMID, nullptr) == -1) throw Failure{"msgctl"};
    }
    bool created() const { return created_; }
    int id() const { return id_; }

private:
    int id_ = -1;
    bool created_ = false;
};

int main(int argc, char* argv[]) try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 2) throw std::invalid_argument{"usage: starter KEYFILE MODE [--new | --old] [--remove]"};
    auto way = Way::either;
    bool remove = false;
    for (const auto& word : words) {
        if (word == "--new") way = Way::only_new;
        if (word == "--old") way = Way::only_old;
        if (word == "--remove") remove = true;
    }
    const key_t key = ftok(words[0].c_str(), 'C');
    if (key == -1) throw Failure{"ftok"};
    const Queue queue{key, std::stoi(words[1], nullptr, 8), way};
    std::cout << (queue.created() ? "created " : "opened ") << queue.id() << std::endl;
    if (remove) queue.remove();
} catch (const std::invalid_argument& wrong) {
    std::cerr << wrong.what() << '\n';
    return 2;
} catch (const std::exception& failure) {
    std::cerr << "starter: " << failure.what() << '\n';
    return 1;
}
