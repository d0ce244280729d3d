#include "engine/interruption.h"

#include <signal.h>
#include <sys/time.h>

#include <atomic>

namespace ipclab::engine {
namespace {

std::atomic<bool> requested{false}; // written by a signal handler: nothing else can reach it
static_assert(std::atomic<bool>::is_always_lock_free);

void remember(int /*signo*/) { requested = true; }
void look_up(int /*signo*/) {}

void handle(int signo, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(signo, &action, nullptr); // no SA_RESTART: waiting calls are meant to return
}

} // namespace

Ticking::Ticking() {
    handle(SIGTERM, remember);
    handle(SIGALRM, look_up);
    // Each stop of a program would be worth a signal otherwise.
    struct sigaction no_stops {};
    no_stops.sa_handler = SIG_DFL;
    no_stops.sa_flags = SA_NOCLDSTOP;
    sigaction(SIGCHLD, &no_stops, nullptr);
    const itimerval every{.it_interval = {.tv_sec = 0, .tv_usec = 20'000}, .it_value = {.tv_sec = 0, .tv_usec = 20'000}};
    setitimer(ITIMER_REAL, &every, nullptr);
}

Ticking::~Ticking() {
    const itimerval none{};
    setitimer(ITIMER_REAL, &none, nullptr);
    signal(SIGALRM, SIG_DFL);
}

bool interruption_requested() { return requested; }

} // namespace ipclab::engine
