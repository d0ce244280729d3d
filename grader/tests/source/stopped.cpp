#include "stopped.h"

#include <csignal>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ipclab::source::test {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// A child under ptrace; it ends with this object.
class Traced {
public:
    explicit Traced(const std::string& program) : pid_(fork()) {
        if (pid_ < 0) throw std::runtime_error("cannot fork");
        if (pid_ == 0) {
            ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
            execl(program.c_str(), program.c_str(), nullptr);
            _exit(127);
        }
        int status = 0;
        waitpid(pid_, &status, 0);
        alive_ = WIFSTOPPED(status);
        ptrace(PTRACE_SETOPTIONS, pid_, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    }
    ~Traced() {
        if (!alive_) return;
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    Traced(const Traced&) = delete;
    Traced& operator=(const Traced&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }

    // Runs on to the next system call's entry; false where the process ended.
    bool next_call() {
        do {
            if (!alive_ || !next_stop()) return false;
            entered_ = !entered_;
        } while (!entered_);
        return true;
    }

private:
    bool next_stop() {
        for (long signal = 0;;) {
            int status = 0;
            ptrace(PTRACE_SYSCALL, pid_, nullptr, signal);
            if (waitpid(pid_, &status, 0) != pid_ || !WIFSTOPPED(status)) return alive_ = false;
            if (WSTOPSIG(status) == (SIGTRAP | 0x80)) return true;
            signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
        }
    }

    pid_t pid_;
    bool alive_ = false;
    bool entered_ = false;
};

Stopped picture(pid_t pid, const user_regs_struct& user) {
    Stopped stopped;
    stopped.number = static_cast<long>(user.orig_rax);
    stopped.first = static_cast<int>(user.rdi);
    stopped.second = user.rsi;
    stopped.registers = {.ip = user.rip,
                         .sp = user.rsp,
                         .bp = user.rbp,
                         .bx = user.rbx,
                         .r12 = user.r12,
                         .r13 = user.r13,
                         .r14 = user.r14,
                         .r15 = user.r15};
    stopped.mappings = parse_maps(text_of("/proc/" + std::to_string(pid) + "/maps"));
    constexpr std::uint64_t page = 4096, most = 64;
    stopped.stack_start = user.rsp - user.rsp % page;
    for (std::uint64_t i = 0; i < most; ++i) { // a page at a time: the stack ends somewhere
        std::vector<std::byte> bytes(page);
        const iovec to{bytes.data(), page};
        const iovec from{reinterpret_cast<void*>(stopped.stack_start + i * page), page};
        if (process_vm_readv(pid, &to, 1, &from, 1, 0) != static_cast<ssize_t>(page)) break;
        stopped.stack.insert(stopped.stack.end(), bytes.begin(), bytes.end());
    }
    return stopped;
}

} // namespace

std::vector<std::string> samples(std::string_view start) {
    std::istringstream all(IPCLAB_SAMPLES);
    std::vector<std::string> chosen;
    for (std::string name; all >> name;)
        if (name.starts_with(start)) chosen.push_back(name);
    return chosen;
}

std::string sample_path(const std::string& name) { return std::string(IPCLAB_SAMPLES_FOLDER) + "/" + name; }

std::string sample_source(const std::string& file) { return std::string(IPCLAB_SAMPLE_SOURCES) + "/" + file; }

int line_of(const std::string& source, const std::string& mark) {
    std::ifstream file(source);
    std::string text;
    for (int line = 1; std::getline(file, text); ++line)
        if (text.ends_with("// " + mark) || text.ends_with("/* " + mark + " */")) return line;
    return 0;
}

Memory Stopped::memory() const {
    return [this](std::uint64_t address, void* to, std::size_t size) {
        if (address < stack_start || address - stack_start > stack.size() || size > stack.size() - (address - stack_start))
            return false;
        std::memcpy(to, stack.data() + (address - stack_start), size);
        return true;
    };
}

std::vector<Stopped> run_to_its_calls(const std::string& program) {
    std::vector<Stopped> pictures;
    Traced traced(program);
    while (traced.next_call()) {
        user_regs_struct registers{};
        ptrace(PTRACE_GETREGS, traced.pid(), nullptr, &registers);
        const bool waits = registers.orig_rax == SYS_futex && !pictures.empty();
        if (registers.orig_rax == SYS_msgsnd || waits) pictures.push_back(picture(traced.pid(), registers));
        if (waits) break;
    }
    return pictures;
}

} // namespace ipclab::source::test
