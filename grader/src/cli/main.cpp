#include "cli/subcommands.h"

#include <csignal>

int main(int argc, char** argv) {
    // A reader that went away (`ipclab grade | head`) ends us like any other program, also if our parent ignored the signal.
    std::signal(SIGPIPE, SIG_DFL);
    const std::vector<std::string> arguments{argv + (argc > 0 ? 1 : 0), argv + argc};
    return ipclab::cli::main_with(arguments);
}
