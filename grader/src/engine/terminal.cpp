#include "engine/terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace ipclab::engine {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

} // namespace

Terminal::Terminal() {
    master_.reset(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    if (!master_) fail("posix_openpt");
    int unlocked = 0;
    if (ioctl(master_.get(), TIOCSPTLCK, &unlocked) == -1) fail("unlocking a pseudo-terminal");
    // TIOCGPTPEER needs no path, so it works where /dev/pts is not visible.
    slave_.reset(ioctl(master_.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!slave_) fail("opening a pseudo-terminal");
    termios settings{};
    if (tcgetattr(slave_.get(), &settings) == -1) fail("tcgetattr");
    cfmakeraw(&settings);
    if (tcsetattr(slave_.get(), TCSANOW, &settings) == -1) fail("tcsetattr");
    struct stat info {};
    if (fstat(slave_.get(), &info) == -1) fail("fstat");
    device_ = info.st_rdev;
    const winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
    ioctl(slave_.get(), TIOCSWINSZ, &size);
}

void Terminal::drain() {
    std::array<char, 16384> buffer;
    // Reading the master also pushes on what the line discipline still holds (drivers/tty/n_tty.c).
    for (;;) {
        const auto n = ::read(master_.get(), buffer.data(), buffer.size());
        if (n <= 0 && !(n == -1 && errno == EINTR)) return;
    }
}

} // namespace ipclab::engine
