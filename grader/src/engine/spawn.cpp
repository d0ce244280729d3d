#include "engine/spawn.h"

#include "engine/become.h"
#include "engine/descriptor.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace ipclab::engine {
namespace {

/// As execve wants them, which changes nothing.
std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (const auto& text : texts)
        all.push_back(const_cast<char*>(text.c_str()));
    all.push_back(nullptr);
    return all;
}

/// Of a child that shares our memory.
class Stack {
public:
    Stack() : memory_{mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)} {
        if (memory_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
    }
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;
    ~Stack() { munmap(memory_, size); }
    [[nodiscard]] void* top() const { return static_cast<char*>(memory_) + size; } // it grows downwards

private:
    static constexpr std::size_t size = std::size_t{64} << 10;
    void* memory_;
};

} // namespace

Identity student_identity() {
    if (geteuid() == 0) return {.uid = student_uid, .gid = student_uid};
    return {.uid = geteuid(), .gid = getegid()};
}

Identity identity_in(const RunSpec& spec) {
    return spec.confined ? student_identity() : Identity{.uid = geteuid(), .gid = getegid()};
}

void give_to_student(const std::string& path) {
    if (geteuid() != 0) return;
    if (chown(path.c_str(), student_uid, student_uid) == -1)
        throw std::system_error(errno, std::generic_category(), "giving " + path + " to the programs' user");
}

Launch launch_of(const Program& program, const RunSpec& spec) {
    auto environment = spec.env;
    for (const auto& [name, value] : program.env)
        environment.insert_or_assign(name, value);
    Launch launch{.path = program.path,
                  .argv = program.argv,
                  .env = {},
                  .folder = program.cwd.empty() ? spec.folder : program.cwd,
                  .confined = spec.confined,
                  .own_terminal = spec.own_terminal,
                  .memory = spec.budget.memory,
                  .user = program.user};
    for (const auto& [name, value] : environment)
        launch.env.push_back(name + "=" + value);
    return launch;
}

pid_t spawn(const Launch& launch, const StandardFiles& files, const std::vector<sock_filter>& filter, unsigned long options,
            const Service* service) {
    int go[2];
    int report[2];
    if (pipe2(go, O_CLOEXEC) == -1) throw std::system_error(errno, std::generic_category(), "pipe2");
    const Descriptor go_read{go[0]}, go_write{go[1]};
    if (pipe2(report, O_CLOEXEC) == -1) throw std::system_error(errno, std::generic_category(), "pipe2");
    const Descriptor report_read{report[0]};
    Descriptor report_write{report[1]};

    const auto argv = pointers(launch.argv);
    const auto env = pointers(launch.env);
    const Birth birth{.launch = launch,
                      .argv = argv.data(),
                      .env = env.data(),
                      .files = files,
                      .filter = filter,
                      .service = service,
                      .go = go[0],
                      .go_by = go[1],
                      .report = report[1]};
    // Until its exec the child is in our memory: a copy of all that an exploration remembers would cost more than the run. It leaves
    // our table of descriptors before it waits for "go"; until then nothing is closed here.
    const Stack stack;
    const auto enter = [](void* argument) -> int { become(*static_cast<const Birth*>(argument)); };
    // No handler of ours may run in it.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    const auto pid = clone(enter, stack.top(), CLONE_VM | CLONE_FILES | SIGCHLD, const_cast<Birth*>(&birth));
    const int clone_error = errno;
    sigprocmask(SIG_SETMASK, &before, nullptr);
    if (pid == -1) throw std::system_error(clone_error, std::generic_category(), "clone");
    const auto end_it = [&] {
        kill(pid, SIGKILL);
        while (waitpid(pid, nullptr, __WALL) == -1 && errno == EINTR) {
        }
    };
    if (ptrace(PTRACE_SEIZE, pid, nullptr, options) == -1) {
        const int error = errno;
        end_it();
        throw std::runtime_error(fmt::format("ptrace(PTRACE_SEIZE): {}", std::strerror(error)));
    }
    if (write(go_write.get(), "g", 1) != 1) {
        end_it();
        throw std::runtime_error("the child of a clone went away");
    }

    // A successful exec is the first stop; a failure is written to the report pipe first.
    for (;;) {
        int status = 0;
        if (waitpid(pid, &status, __WALL) == -1) {
            if (errno == EINTR) continue;
            const int error = errno;
            end_it();
            throw std::system_error(error, std::generic_category(), "waitpid");
        }
        if (WIFSTOPPED(status) && status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXEC << 8))) return pid;
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            report_write.reset();
            Failure failure{};
            if (read(report_read.get(), &failure, sizeof failure) == sizeof failure)
                throw std::runtime_error(
                    fmt::format("{} could not be started: {}: {}", launch.path, failure.what, std::strerror(failure.error)));
            throw std::runtime_error(launch.path + " could not be started: it ended before its exec");
        }
        ptrace(PTRACE_CONT, pid, nullptr, 0); // PTRACE_EVENT_EXIT, or a call of our own that the filter shows
    }
}

} // namespace ipclab::engine
