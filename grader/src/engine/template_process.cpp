#include "engine/template_process.h"

#include "engine/arch/template_code.h"
#include "engine/process_status.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace ipclab::engine {
namespace {

constexpr std::uint64_t page = 4096;
constexpr unsigned long options_to_load =
    PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;

/// Its next stop; nothing where it has ended.
std::optional<int> stop_of(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, __WALL) == -1)
        if (errno != EINTR) return std::nullopt;
    return WIFSTOPPED(status) ? std::optional{status} : std::nullopt;
}

void end(pid_t pid) {
    kill(pid, SIGKILL);
    while (stop_of(pid))
        ptrace(PTRACE_CONT, pid, nullptr, nullptr);
}

/// Makes a traced process, which stands in no call, make one. Nothing where it does anything else.
std::optional<std::int64_t> call(pid_t pid, const Registers& registers, std::uint64_t number) {
    registers.store(pid);
    for (const bool entering : {true, false}) {
        if (ptrace(PTRACE_SYSCALL, pid, nullptr, nullptr) == -1) return std::nullopt;
        const auto status = stop_of(pid);
        if (!status || WSTOPSIG(*status) != (SIGTRAP | 0x80)) return std::nullopt;
        if (entering && Registers{pid}.call() != number)
            return std::nullopt; // at that address there is something else by now
    }
    return result_of_call(pid);
}

/// Two connected sockets.
std::optional<std::pair<Descriptor, Descriptor>> connection() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) == -1) return std::nullopt;
    return std::pair{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

/// What a program can see of it that may differ where something is other than we think.
std::string look_of(pid_t pid) {
    const auto files = "/proc/" + std::to_string(pid) + "/";
    const auto status = text_of(files + "status");
    const auto table = status.find("FDSize");
    return text_of(files + "maps") + status.substr(std::min(table, status.size()), status.find('\n', table) - table);
}

/// Programs whose start the kernel does something special for, which is left to it.
bool is_ordinary(const Launch& launch) {
    struct stat status {};
    return !launch.own_terminal && launch.path.starts_with('/') && launch.folder.starts_with('/') &&
           stat(launch.path.c_str(), &status) == 0 && (status.st_mode & (S_ISUID | S_ISGID)) == 0;
}

} // namespace

Template::Template(pid_t pid, const Beginning& beginning, Descriptor orders, Descriptor files)
    : pid_{pid}, pidfd_{static_cast<int>(syscall(SYS_pidfd_open, pid, 0))}, folder_{beginning.launch.folder},
      level_{beginning.level}, orders_{std::move(orders)}, files_{std::move(files)} {}

Template::~Template() {
    // Where it has come to an end, its number may be another's by now.
    if (syscall(SYS_pidfd_send_signal, pidfd_.get(), 0, nullptr, 0) == 0) end(pid_);
}

std::unique_ptr<Template> Template::make(const Beginning& beginning) {
    auto orders = connection();
    auto files = connection();
    const Descriptor nothing{open("/dev/null", O_RDWR | O_CLOEXEC)};
    if (!is_ordinary(beginning.launch) || !orders || !files || !nothing) return nullptr;
    const Service service{
        .orders = orders->second.get(), .files = files->second.get(), .enters_namespaces = beginning.level != Level::none};
    const auto program = file_now(beginning.launch.path);
    const StandardFiles standard{.in = nothing.get(), .out = nothing.get(), .err = nothing.get()};
    try {
        const auto pid = spawn(beginning.launch, standard, *beginning.filter, options_to_load, &service);
        std::unique_ptr<Template> made{new Template{pid, beginning, std::move(orders->first), std::move(files->first)}};
        orders->second.reset();
        files->second.reset();
        if (!made->load(beginning)) return nullptr;
        made->loaded_.files.push_back(program);
        if (made->settle() && made->makes_equals()) return made;
    } catch (const std::exception&) {
        // It will be started in the ordinary way, and if that does not work either, it will be said then.
    }
    return nullptr;
}

bool Template::load(const Beginning& beginning) {
    const Memory memory{pid_};
    const auto program = look_at(memory, Registers{pid_}.sp());
    entry_.argv = program.argv;
    entry_.random = beginning.random;
    make_repeatable(program, memory, entry_.random);
    auto loaded = engine::load(pid_, program, entry_.random);
    if (!loaded) return false;
    loaded_ = std::move(*loaded);
    entry_.unseen = loaded_.unseen;
    entry_.executable = link_target("/proc/" + std::to_string(pid_) + "/exe");
    look_ = look_of(pid_);
    registers_.emplace(pid_);
    registers_->after_breakpoint();
    return ptrace(PTRACE_GETSIGMASK, pid_, sizeof blocked_, &blocked_) != -1;
}

/// Lets it wait for orders in memory of its own, which its copies give back before they begin.
bool Template::settle() {
    auto registers = *registers_;
    registers.make_call_at(loaded_.syscall_instruction, SYS_mmap,
                           {0, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS});
    registers.set_argument(4, ~std::uint64_t{0});
    registers.set_argument(5, 0);
    const auto mapped = call(pid_, registers, SYS_mmap);
    if (!mapped || (*mapped < 0 && *mapped > -4096)) return false;
    code_ = static_cast<std::uint64_t>(*mapped);
    const auto data_address = code_ + page;

    const auto code = template_code();
    const auto at = [&](std::size_t offset) { return data_address + offset; };
    const auto message = [&](std::size_t place, std::size_t size) {
        TemplateMessage one{};
        one.head.msg_hdr.msg_iov =
            reinterpret_cast<iovec*>(at(place + offsetof(TemplateMessage, piece))); // NOLINT: its address
        one.head.msg_hdr.msg_iovlen = 1;
        one.piece = {reinterpret_cast<void*>(at(place + offsetof(TemplateMessage, value))), size}; // NOLINT: the same
        return one;
    };
    TemplateData data{};
    data.order = message(offsetof(TemplateData, order), 1);
    data.reply = message(offsetof(TemplateData, reply), sizeof(std::uint64_t));
    data.files = message(offsetof(TemplateData, files), 1);
    data.files.head.msg_hdr.msg_control = reinterpret_cast<void*>(at(offsetof(TemplateData, control))); // NOLINT: the same
    data.files.head.msg_hdr.msg_controllen = sizeof data.control;
    data.flags = CLONE_PARENT | SIGCHLD | (loaded_.tid != 0 ? CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID : 0);
    data.tid = loaded_.tid;
    data.robust_list = loaded_.robust_list;
    data.robust_size = loaded_.robust_size;
    data.enters_namespace = level_ != Level::none ? 1 : 0;
    data.syscall_instruction = loaded_.syscall_instruction;
    data.capabilities = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    const Memory memory{pid_};
    if (!memory.write(code_, code.data(), code.size()) || !memory.put(data_address, data)) return false;

    registers.make_call_at(loaded_.syscall_instruction, SYS_mprotect, {code_, page, PROT_READ | PROT_EXEC, 0});
    // It has a capability, and soon no tracer: nothing but this code may run in it.
    if (call(pid_, registers, SYS_mprotect) != 0 || !hold_still(pid_)) return false;
    registers.go_to(code_, data_address);
    registers.store(pid_);
    return ptrace(PTRACE_DETACH, pid_, nullptr, nullptr) == 0;
}

bool Template::makes_equals() const {
    const Descriptor nothing{open("/dev/null", O_RDWR | O_CLOEXEC)};
    const auto copy = start({.in = nothing.get(), .out = nothing.get(), .err = nothing.get()}, options_to_load);
    if (copy == 0) return false;
    const bool equal = look_of(copy) == look_;
    end(copy);
    return equal;
}

bool Template::is_current() const {
    return std::ranges::all_of(loaded_.files, [](const FileSeen& file) { return file.is_still_so(); });
}

pid_t Template::start(const StandardFiles& files, unsigned long options) const {
    if (!is_current()) return 0;
    const auto copy = order();
    if (copy <= 0) return 0;
    // The copy waits for its files. It is our child (CLONE_PARENT), of the group that its template is in.
    if (ptrace(PTRACE_SEIZE, copy, nullptr, options) == 0 && setpgid(copy, copy) == 0 && hand_over(files) &&
        bring_to_entry(copy))
        return copy;
    end(copy);
    return 0;
}

pid_t Template::order() const {
    std::uint64_t reply = 0;
    // There are ways to stop it that we do not see (fcntl(2), F_SETOWN and F_SETSIG).
    if (syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGCONT, nullptr, 0) == -1) return 0;
    if (send(orders_.get(), "c", 1, MSG_NOSIGNAL) != 1) return 0;
    for (;;) {
        const auto n = recv(orders_.get(), &reply, sizeof reply, 0);
        if (n == sizeof reply) return static_cast<pid_t>(reply);
        if (n != -1 || errno != EINTR) return 0;
    }
}

bool Template::hand_over(const StandardFiles& files) const {
    const Descriptor folder{open(folder_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    const Descriptor ipc_namespace{open("/proc/thread-self/ns/ipc", O_RDONLY | O_CLOEXEC)};
    const std::array<int, 5> all{files.in, files.out, files.err, folder.get(), ipc_namespace.get()};
    const std::size_t count = level_ == Level::none ? 4 : 5;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof all)> control{};
    char byte = 'f';
    iovec piece{&byte, 1};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    auto* const head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(count * sizeof(int));
    std::memcpy(CMSG_DATA(head), all.data(), count * sizeof(int));
    return sendmsg(files_.get(), &message, MSG_NOSIGNAL) == 1;
}

bool Template::bring_to_entry(pid_t copy) const {
    const auto ready = stop_of(copy);
    if (!ready || *ready >> 16 != PTRACE_EVENT_SECCOMP) return false;
    Registers registers{copy};
    if (registers.call() != SYS_getrandom || registers.argument(0) != template_is_ready) return false;
    registers.make_instead(SYS_munmap, {code_, 2 * page, 0, 0});
    registers.store(copy);
    if (ptrace(PTRACE_SYSCALL, copy, nullptr, nullptr) == -1) return false;
    const auto made = stop_of(copy);
    if (!made || WSTOPSIG(*made) != (SIGTRAP | 0x80) || result_of_call(copy) != 0) return false;
    registers_->store(copy);
    return ptrace(PTRACE_SETSIGMASK, copy, sizeof blocked_, &blocked_) != -1;
}

void Templates::make() {
    constexpr int worth_it = 3; // so often it has been started, and as often it may be again
    constexpr std::size_t most = 8;
    std::size_t count = 0;
    for (auto wish = wishes_.rbegin(); wish != wishes_.rend(); ++wish) {
        auto& [beginning, times, possible, made] = **wish;
        if (!made && allowed_ && possible && times >= worth_it) {
            made = Template::make(beginning);
            possible = made != nullptr;
        }
        if (made && ++count > most) {
            made.reset();
            times = 0;
        }
    }
}

const Template* Templates::find(const Beginning& beginning) {
    constexpr std::size_t most_remembered = 64;
    auto found = std::ranges::find_if(wishes_, [&](const auto& wish) { return wish->beginning == beginning; });
    if (found == wishes_.end()) {
        if (wishes_.size() == most_remembered) wishes_.erase(wishes_.begin());
        wishes_.push_back(std::make_unique<Wish>(Wish{.beginning = beginning, .made = nullptr}));
        found = wishes_.end() - 1;
    }
    std::rotate(found, found + 1, wishes_.end());
    auto& wish = *wishes_.back();
    ++wish.times;
    return wish.made.get();
}

pid_t Templates::start(const Template& one, const StandardFiles& files, unsigned long options) {
    if (const auto pid = one.start(files, options); pid != 0) {
        ++copies_;
        return pid;
    }
    for (const auto& wish : wishes_) {
        if (wish->made.get() != &one) continue;
        wish->made.reset();
        wish->possible = false;
        break;
    }
    return 0;
}

void Templates::vanish() {
    allowed_ = false;
    wishes_.clear();
}

bool Templates::include(pid_t pid) const {
    return std::ranges::any_of(wishes_, [&](const auto& wish) { return wish->made && wish->made->pid() == pid; });
}

} // namespace ipclab::engine
