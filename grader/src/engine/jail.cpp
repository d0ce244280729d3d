#include "engine/jail.h"

#include "engine/descriptor.h"
#include "engine/keeper.h"
#include "engine/kernel.h"
#include "engine/ledger.h"
#include "engine/namespaces.h"
#include "engine/spawn.h"

#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace ipclab::engine {
namespace {

/// What crosses the pipe from the jail: a letter, a length, bytes.
enum class Frame : char { result = 'R', error = 'E', message = 'M' };

void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = write(fd, bytes.data(), bytes.size());
        if (n == -1 && errno == EINTR) continue;
        if (n == -1) throw std::system_error(errno, std::generic_category(), "writing to the grader");
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

void send_frame(int fd, Frame frame, std::string_view bytes) {
    std::string head(1, static_cast<char>(frame));
    const auto size = static_cast<std::uint64_t>(bytes.size());
    head.append(reinterpret_cast<const char*>(&size), sizeof size); // NOLINT: both ends are this very program
    write_all(fd, head);
    write_all(fd, bytes);
}

/// Frames as they come in, in pieces of any size.
class Frames {
public:
    void append(std::string_view bytes) { text_.append(bytes); }
    std::optional<std::pair<Frame, std::string>> next() {
        constexpr std::size_t head = 1 + sizeof(std::uint64_t);
        if (text_.size() < head) return std::nullopt;
        std::uint64_t size = 0;
        std::memcpy(&size, text_.data() + 1, sizeof size);
        if (text_.size() < head + size) return std::nullopt;
        std::pair frame{static_cast<Frame>(text_[0]), text_.substr(head, size)};
        text_.erase(0, head + size);
        return frame;
    }

private:
    std::string text_;
};

/// The folder of a jail, outside view: removed with all that is in it.
class Folder {
public:
    Folder() {
        const char* base = getenv("TMPDIR");
        path_ = (base != nullptr && *base == '/' ? std::string{base} : std::string{"/tmp"}) + "/ipclab-XXXXXX";
        if (mkdtemp(path_.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(),
                                    "making a folder for the run in " + path_.substr(0, path_.size() - 14));
        chmod(path_.c_str(), 0755);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// SIGINT and SIGTERM as a descriptor, while a jail is at work.
class Interruptions {
public:
    Interruptions() {
        sigset_t set;
        sigemptyset(&set);
        for (const int signo : {SIGINT, SIGTERM, SIGHUP})
            sigaddset(&set, signo);
        sigprocmask(SIG_BLOCK, &set, &before_);
        fd_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    }
    Interruptions(const Interruptions&) = delete;
    Interruptions& operator=(const Interruptions&) = delete;
    ~Interruptions() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] const sigset_t& before() const { return before_; }
    void take() const {
        signalfd_siginfo info{};
        while (read(fd_.get(), &info, sizeof info) == sizeof info) {
        }
    }

private:
    sigset_t before_{};
    Descriptor fd_;
};

/// In the jail: does the task, says what came of it.
int work(Level level, const std::string& folder, Ledger& ledger, int out,
         const std::function<std::string(const Inside&)>& task) {
    try {
        // A stop costs a tenth where the engine and its programs share a processor.
        cpu_set_t here;
        CPU_ZERO(&here);
        CPU_SET(static_cast<std::size_t>(sched_getcpu()), &here);
        sched_setaffinity(0, sizeof here, &here);
        Inside inside;
        inside.level = level;
        inside.folder = folder;
        inside.ledger = &ledger;
        inside.send = [out](std::string_view text) { send_frame(out, Frame::message, text); };
        send_frame(out, Frame::result, task(inside));
        return 0;
    } catch (const std::exception& error) {
        try {
            send_frame(out, Frame::error, error.what());
        } catch (const std::exception&) {
            return 2; // nobody listens any more
        }
        return 1;
    }
}

/// In the child that the grader forks: enters the namespaces, then keeps the worker.
[[noreturn]] void enter(Level level, const std::string& folder, Ledger& ledger, int out, int map_request, int map_done,
                        const sigset_t& mask, pid_t grader, const Files& files,
                        const std::function<std::string(const Inside&)>& task) {
    sigprocmask(SIG_SETMASK, &mask, nullptr);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != grader) _exit(3);
    // Ctrl-C is for the grader; it ends us. A session holds all of us, because the kernel shares out processors among sessions
    // (sched(7), autogroups): engine and programs in different ones would wait for a turn at each stop on a busy machine.
    setsid();
    try {
        if (level != Level::none) enter_namespaces(level, map_request, map_done);
        const auto as_first_process = [&] {
            try {
                return work(level, prepare_mounts(files), ledger, out, task);
            } catch (const std::exception& error) {
                send_frame(out, Frame::error, error.what());
                return 1;
            }
        };
        const auto as_subreaper = [&] {
            prctl(PR_SET_CHILD_SUBREAPER, 1);
            return work(level, folder, ledger, out, task);
        };
        // The first child is process 1 of a new pid namespace: nothing in it outlives it. Without one, the worker must have the
        // time to clear up.
        const int status = level == Level::full ? keep(SIGKILL, as_first_process) : keep(SIGTERM, as_subreaper);
        // The grader does this too, where it is still there.
        std::error_code ignored;
        if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
        _exit(status);
    } catch (const std::exception& error) {
        send_frame(out, Frame::error, error.what());
        _exit(1);
    }
}

/// What the worker could not clean up itself: it was killed.
void clean_up(const Ledger& ledger) {
    // PTRACE_O_EXITKILL has ended the programs; their objects are ours to remove, one by one.
    for (const auto id : ledger.objects())
        remove_object(id);
}

} // namespace

std::string_view name_of(Level level) {
    switch (level) {
    case Level::none: return "none";
    case Level::ipc: return "ipc";
    case Level::full: return "full";
    }
    return "?";
}

Ended in_jail(Level level, const std::function<std::string(const Inside&)>& task,
              const std::function<void(std::string_view)>& on_message, const Files& files,
              const std::vector<unsigned>& users) {
    // With a mount namespace the folder is in a file system of the jail's own, and nothing of it is ever on the disk.
    std::optional<Folder> folder;
    if (level != Level::full) {
        folder.emplace();
        give_to_student(folder->path());
    }
    Ledger ledger;
    const Interruptions interruptions;
    std::array<int, 2> pipes{}, request{}, done{};
    if (pipe2(pipes.data(), O_CLOEXEC) == -1 || pipe2(request.data(), O_CLOEXEC) == -1 ||
        pipe2(done.data(), O_CLOEXEC) == -1)
        throw std::system_error(errno, std::generic_category(), "pipe2");
    const Descriptor in{pipes[0]}, request_in{request[0]}, done_out{done[1]};
    Descriptor out{pipes[1]}, request_out{request[1]}, done_in{done[0]};

    const auto grader = getpid();
    const auto child = fork();
    if (child == -1) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0)
        enter(level, folder ? folder->path() : std::string{}, ledger, out.get(), request_out.get(), done_in.get(),
              interruptions.before(), grader, files, task);
    out.reset();
    request_out.reset();
    done_in.reset();
    if (level != Level::none) write_id_maps(child, request_in.get(), done_out.get(), users);

    Ended ended;
    Frames frames;
    bool answered = false;
    for (;;) {
        std::array<pollfd, 2> waiting{{{in.get(), POLLIN, 0}, {interruptions.fd(), POLLIN, 0}}};
        if (poll(waiting.data(), waiting.size(), -1) == -1 && errno != EINTR) break;
        if ((waiting[1].revents & POLLIN) != 0) {
            ended.interrupted = true;
            interruptions.take(); // our caller is told by what we return: still pending, they would end us when let through
            kill(child, SIGTERM); // who is asked twice is in a hurry: `keep` knows
        }
        if (waiting[0].revents == 0) continue;
        std::array<char, 65536> buffer;
        const auto n = read(in.get(), buffer.data(), buffer.size());
        if (n == -1 && errno == EINTR) continue;
        if (n <= 0) break;
        frames.append({buffer.data(), static_cast<std::size_t>(n)});
        while (auto frame = frames.next()) {
            if (frame->first == Frame::message && on_message) on_message(frame->second);
            if (frame->first == Frame::result) {
                ended.result = std::move(frame->second);
                answered = true;
            }
            if (frame->first == Frame::error) ended.error = std::move(frame->second);
        }
    }
    int status = 0;
    while (waitpid(child, &status, 0) == -1 && errno == EINTR) {
    }
    if (level == Level::none) clean_up(ledger);
    if (ended.interrupted)
        ended.error = "interrupted";
    else if (!answered && !ended.error)
        ended.error = WIFSIGNALED(status)
                          ? fmt::format("the process that runs the programs was ended by signal {}", WTERMSIG(status))
                          : fmt::format("the process that runs the programs ended with status {}", WEXITSTATUS(status));
    return ended;
}

} // namespace ipclab::engine
