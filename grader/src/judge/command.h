#pragma once

/// @file
/// Runs trusted commands on untrusted input: a compiler. Each gets a process group and limits of its own, nothing to read, and an
/// environment that is given in full. For students' programs see engine/.

#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <string>
#include <vector>

namespace ipclab::judge {

/// Per process, but for `output` and `wall`, which are per command. See setrlimit(2).
struct CommandLimits {
    std::uint64_t address_space = std::uint64_t{2} << 30; ///< bytes
    std::uint64_t file_size = std::uint64_t{64} << 20;    ///< bytes
    std::chrono::seconds cpu{20};
    std::size_t output = 256 << 10; ///< bytes that are kept; the rest is read and thrown away
    std::chrono::seconds wall{300}; ///< only for what uses no processor time at all
};

struct Command {
    std::vector<std::string> argv; ///< argv[0] is a path
    std::string folder;            ///< where it runs
    std::map<std::string, std::string> env;
    CommandLimits limits;
};

/// How a command ended.
struct Finished {
    int code = 0;       ///< exit status, where no signal ended it
    int signal = 0;     ///< the signal that ended it, or 0
    std::string output; ///< stdout and stderr together
    bool output_cut = false;
    bool out_of_time = false; ///< `wall` was over and it was killed
    [[nodiscard]] bool ok() const { return code == 0 && signal == 0; }
};

/// SIGINT, SIGTERM or SIGHUP came to us. All commands have been killed by then.
class Interrupted : public std::exception {
public:
    explicit Interrupted(int signo) : signo_(signo) {}
    [[nodiscard]] int signo() const { return signo_; }
    [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }

private:
    int signo_;
};

/// Runs all commands, at most `at_once` at a time, and gives their ends in the same order. Throws `std::system_error` where one
/// cannot be started, and `Interrupted`; in both cases nothing is left running.
std::vector<Finished> run_commands(const std::vector<Command>& commands, std::size_t at_once);

} // namespace ipclab::judge
