// A child prints: it inherits the attached segment from its parent, which waits for it, and removes. The text goes to write(2) itself.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

void check(bool fine, const char* call) {
    if (fine) return;
    std::fprintf(stderr, "reader: %s: %s\n", call, strerrorname_np(errno));
    std::exit(1);
}

class Attached {
public:
    explicit Attached(int segment) : at_(shmat(segment, nullptr, SHM_RDONLY)) {
        check(at_ != reinterpret_cast<void*>(-1), "shmat");
        shmid_ds about;
        check(shmctl(segment, IPC_STAT, &about) == 0, "shmctl");
        size_ = about.shm_segsz;
    }
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;
    ~Attached() { shmdt(at_); }
    std::size_t length() const { return strnlen(static_cast<const char*>(at_), size_); }
    bool print() const {
        const auto all = static_cast<ssize_t>(length());
        return write(STDOUT_FILENO, at_, static_cast<std::size_t>(all)) == all;
    }

private:
    void* at_;
    std::size_t size_ = 0;
};

} // namespace

int main(int argc, char* argv[]) {
    if (argc < 2) return 2;
    const key_t key = ftok(argv[1], 'W');
    check(key != -1, "ftok");
    const int segment = shmget(key, 0, SHM_R);
    check(segment != -1, "shmget");
    {
        const Attached page(segment);
        const pid_t child = fork();
        check(child != -1, "fork");
        if (child == 0) _exit(page.print() ? 0 : 1);
        int status = 0;
        check(waitpid(child, &status, 0) == child, "waitpid");
        if (status != 0) return 1;
    }
    if (argc == 3 && std::string(argv[2]) == "--remove") check(shmctl(segment, IPC_RMID, nullptr) == 0, "shmctl");
}
