#include "judge/command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ipclab::judge {

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(int error, const std::string& what) { throw std::system_error(error, std::generic_category(), what); }

/// Owns a file descriptor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor() { close(); }
    void close() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }
    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_ = -1;
};

struct Pipe {
    Descriptor out, in;
};
Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno, "pipe");
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// While this lives, the signals that ask us to stop wait in a descriptor instead of ending us with the commands left behind.
class StopSignals {
public:
    StopSignals() {
        sigset_t stops;
        sigemptyset(&stops);
        for (const int signo : {SIGINT, SIGTERM, SIGHUP})
            sigaddset(&stops, signo);
        if (const int error = pthread_sigmask(SIG_BLOCK, &stops, &before_); error != 0) fail(error, "pthread_sigmask");
        fd_ = Descriptor(::signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK));
        if (fd_.get() < 0) {
            const int error = errno;
            pthread_sigmask(SIG_SETMASK, &before_, nullptr);
            fail(error, "signalfd");
        }
    }
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    [[nodiscard]] int fd() const { return fd_.get(); }
    [[nodiscard]] const sigset_t& before() const { return before_; }
    void throw_if_asked() const {
        signalfd_siginfo info{};
        if (::read(fd_.get(), &info, sizeof info) == sizeof info) throw Interrupted(static_cast<int>(info.ssi_signo));
    }

private:
    sigset_t before_{};
    Descriptor fd_;
};

/// Pointers into texts that outlive them, as execve wants them.
std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

/// What the child does between fork and exec: only calls that signal-safety(7) allows. Gives back where it failed.
int become(const Command& command, char* const* argv, char* const* envp, int output, const sigset_t& mask) {
    const auto limit = [](auto which, rlim_t soft, rlim_t hard) {
        const rlimit both{soft, hard};
        return ::setrlimit(which, &both) == 0;
    };
    const auto& limits = command.limits;
    const auto cpu = static_cast<rlim_t>(limits.cpu.count());
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const int signo : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD})
        ::signal(signo, SIG_DFL);
    if (!limit(RLIMIT_AS, limits.address_space, limits.address_space)) return errno;
    if (!limit(RLIMIT_FSIZE, limits.file_size, limits.file_size)) return errno;
    if (!limit(RLIMIT_CPU, cpu, cpu + 1)) return errno;
    if (!limit(RLIMIT_CORE, 0, 0)) return errno;
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0) return errno;
    if (::chdir(command.folder.empty() ? "." : command.folder.c_str()) != 0) return errno;
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    ::execve(argv[0], argv, envp);
    return errno;
}

/// A started command. At the end of its life the whole process group is gone.
class Running {
public:
    Running(const Command& command, std::size_t index, const StopSignals& stops)
        : index_(index), output_limit_(command.limits.output), deadline_(Clock::now() + command.limits.wall) {
        auto argv = command.argv;
        std::vector<std::string> env;
        for (const auto& [name, value] : command.env)
            env.push_back(name + "=" + value);
        const auto argv_pointers = pointers(argv);
        const auto env_pointers = pointers(env);
        auto output = make_pipe();
        auto trouble = make_pipe();
        pid_ = ::fork();
        if (pid_ < 0) fail(errno, "fork");
        if (pid_ == 0) {
            const int error = become(command, argv_pointers.data(), env_pointers.data(), output.in.get(), stops.before());
            [[maybe_unused]] const auto written = ::write(trouble.in.get(), &error, sizeof error);
            ::_exit(127);
        }
        ::setpgid(pid_, pid_); // the child does so too: whoever comes first
        trouble.in.close();
        int error = 0;
        if (::read(trouble.out.get(), &error, sizeof error) == sizeof error) {
            end();
            fail(error, command.argv.at(0));
        }
        output_ = std::move(output.out);
        ::fcntl(output_.get(), F_SETFL, O_NONBLOCK);
    }
    Running(Running&& other) noexcept
        : index_(other.index_), output_limit_(other.output_limit_), deadline_(other.deadline_),
          pid_(std::exchange(other.pid_, -1)), output_(std::move(other.output_)), result_(std::move(other.result_)) {}
    Running& operator=(Running&& other) noexcept {
        end();
        index_ = other.index_, output_limit_ = other.output_limit_, deadline_ = other.deadline_;
        pid_ = std::exchange(other.pid_, -1);
        output_ = std::move(other.output_);
        result_ = std::move(other.result_);
        return *this;
    }
    ~Running() { end(); }

    [[nodiscard]] int fd() const { return output_.get(); }
    [[nodiscard]] std::size_t index() const { return index_; }
    [[nodiscard]] Clock::time_point deadline() const { return deadline_; }
    [[nodiscard]] Finished& result() { return result_; }

    /// Reads what is there; true when the command's last process has closed its output.
    bool read_output() {
        std::array<char, 1 << 16> part;
        for (;;) {
            const auto got = ::read(output_.get(), part.data(), part.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return errno != EAGAIN;
            if (got == 0) return true;
            const auto kept = std::min(static_cast<std::size_t>(got), output_limit_ - result_.output.size());
            result_.output.append(part.data(), kept);
            result_.output_cut = result_.output_cut || kept < static_cast<std::size_t>(got);
        }
    }

    void kill() { ::kill(-pid_, SIGKILL); }

    void wait() {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
        if (WIFEXITED(status)) result_.code = WEXITSTATUS(status);
        if (WIFSIGNALED(status)) result_.signal = WTERMSIG(status);
    }

private:
    void end() {
        if (pid_ < 0) return;
        kill();
        wait();
    }

    std::size_t index_;
    std::size_t output_limit_;
    Clock::time_point deadline_;
    pid_t pid_ = -1;
    Descriptor output_;
    Finished result_;
};

/// Waits until one of them has output, has ended or is out of time, or until we are asked to stop.
void wait_for_news(const std::vector<Running>& running, const StopSignals& stops) {
    std::vector<pollfd> watched{{stops.fd(), POLLIN, 0}};
    auto first = Clock::time_point::max();
    for (const auto& one : running) {
        watched.push_back({one.fd(), POLLIN, 0});
        first = std::min(first, one.deadline());
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - Clock::now()).count();
    const auto timeout = static_cast<int>(std::clamp<long long>(left, 0, 60'000));
    if (::poll(watched.data(), watched.size(), timeout) < 0 && errno != EINTR) fail(errno, "poll");
    stops.throw_if_asked();
}

} // namespace

std::vector<Finished> run_commands(const std::vector<Command>& commands, std::size_t at_once) {
    std::vector<Finished> results(commands.size());
    const StopSignals stops;
    std::vector<Running> running;
    std::size_t next = 0;
    while (next < commands.size() || !running.empty()) {
        while (next < commands.size() && running.size() < std::max<std::size_t>(at_once, 1)) {
            running.emplace_back(commands[next], next, stops);
            ++next;
        }
        wait_for_news(running, stops);
        std::erase_if(running, [&](Running& one) {
            const bool late = Clock::now() >= one.deadline();
            if (late) {
                one.kill();
                one.result().out_of_time = true;
            }
            if (!one.read_output() && !late) return false;
            one.wait();
            results[one.index()] = std::move(one.result());
            return true;
        });
    }
    return results;
}

} // namespace ipclab::judge
