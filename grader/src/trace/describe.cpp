// Calls for people. What a student wrote, in the order of the arguments in the man page; what says nothing (an address that
// could be read, a flag word of 0) is left out.

#include "sysv/names.h"
#include "trace/trace.h"
#include "trace/wording.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/sem.h>
#include <sys/wait.h>

namespace ipclab::trace {

namespace {

using sysv::Kind;

class Describer {
public:
    Describer(const Names& names, EventIndex at) : names_(names), at_(at) {}

    std::string operator()(const sysv::Call& call) const { return std::visit(*this, call); }

    std::string operator()(const sysv::MsgGet& call) const {
        return fmt::format("msgget({}, {})", names_.key(call.key), sysv::get_flags(call.msgflg));
    }
    std::string operator()(const sysv::SemGet& call) const {
        return fmt::format("semget({}, {} semaphore{}, {})", names_.key(call.key), call.nsems, call.nsems == 1 ? "" : "s",
                           sysv::get_flags(call.semflg));
    }
    std::string operator()(const sysv::ShmGet& call) const {
        return fmt::format("shmget({}, {}, {})", names_.key(call.key), bytes_text(call.size),
                           sysv::shmget_flags(call.shmflg));
    }

    std::string operator()(const sysv::MsgSnd& call) const {
        const std::string message = call.message
                                        ? fmt::format("type {}, {}", call.message->type, message_text(call.message->text))
                                        : fmt::format("unreadable address 0x{:x}", call.msgp);
        return fmt::format("msgsnd({}, {}, {}{})", object(Kind::queue, call.msqid), message, size(call.msgsz),
                           flags(call.msgflg));
    }
    std::string operator()(const sysv::MsgRcv& call) const {
        return fmt::format("msgrcv({}, room for {}, type {}{})", object(Kind::queue, call.msqid), size(call.msgsz),
                           call.msgtyp, flags(call.msgflg));
    }
    std::string operator()(const sysv::MsgCtl& call) const {
        std::string wish;
        if (call.cmd == IPC_SET && call.state)
            wish = fmt::format(", room for {}{}", size(call.state->qbytes), owner(call.state->perm));
        return fmt::format("msgctl({}, {}{})", object(Kind::queue, call.msqid), sysv::msgctl_command(call.cmd), wish);
    }

    std::string operator()(const sysv::SemOp& call) const {
        std::string sops;
        for (const sysv::SemBuf& sop : call.sops) {
            // +1 and -1, but a plain 0: it waits for zero.
            sops += fmt::format(", [{}] {:+}{}{}", sop.sem_num, sop.sem_op, sop.sem_flg == 0 ? "" : " ",
                                sop.sem_flg == 0 ? "" : sysv::sem_flags(sop.sem_flg));
            if (sop.sem_op == 0) sops.erase(sops.rfind('+'), 1);
        }
        if (call.sops.empty()) {
            sops = call.nsops == 0
                       ? ", no operation"
                       : fmt::format(", {} operations at unreadable address 0x{:x}", call.nsops, call.sops_address);
        }
        const std::string timeout = call.timeout ? fmt::format(", at most {}", duration_text(*call.timeout)) : "";
        return fmt::format("{}({}{}{})", sysv::name_of(call), object(Kind::semaphores, call.semid), sops, timeout);
    }
    std::string operator()(const sysv::SemCtl& call) const {
        const std::string set = object(Kind::semaphores, call.semid);
        const std::string command = sysv::semctl_command(call.cmd);
        switch (call.cmd) {
        case SETVAL:
            // The kernel takes an int out of the union.
            return fmt::format("semctl({}, [{}], SETVAL, {})", set, call.semnum,
                               static_cast<int>(static_cast<unsigned>(call.arg)));
        case GETVAL:
        case GETPID:
        case GETNCNT:
        case GETZCNT: return fmt::format("semctl({}, [{}], {})", set, call.semnum, command);
        case SETALL:
            if (call.array.empty()) return fmt::format("semctl({}, SETALL, unreadable address 0x{:x})", set, call.arg);
            return fmt::format("semctl({}, SETALL, {{{}}})", set, fmt::join(call.array, ", "));
        case IPC_SET: return fmt::format("semctl({}, IPC_SET{})", set, call.state ? owner(call.state->perm) : "");
        default: return fmt::format("semctl({}, {})", set, command);
        }
    }

    std::string operator()(const sysv::ShmAt& call) const {
        const std::string where = call.shmaddr == 0 ? "" : fmt::format(", at 0x{:x}", call.shmaddr);
        const std::string how = call.shmflg == 0 ? "" : ", " + sysv::shmat_flags(call.shmflg);
        return fmt::format("shmat({}{}{})", object(Kind::segment, call.shmid), where, how);
    }
    std::string operator()(const sysv::ShmDt& call) const {
        if (call.shmid < 0) return fmt::format("shmdt(0x{:x})", call.shmaddr);
        return fmt::format("shmdt({})", object(Kind::segment, call.shmid));
    }
    std::string operator()(const sysv::ShmCtl& call) const {
        const std::string wish = call.cmd == IPC_SET && call.state ? owner(call.state->perm) : "";
        return fmt::format("shmctl({}, {}{})", object(Kind::segment, call.shmid), sysv::shmctl_command(call.cmd), wish);
    }

    std::string operator()(const Transfer& call) const {
        const bool writes = call.name.find("write") != std::string::npos || call.name.find("send") != std::string::npos;
        const std::string bytes =
            writes ? fmt::format(", {}, {}", sysv::quoted(call.bytes), bytes_text(call.bytes.size())) : "";
        return fmt::format("{}(fd {}, {}{})", call.name, call.fd, call.channel, bytes);
    }
    std::string operator()(const WaitCall& call) const {
        std::string whom = fmt::format("child {}", call.pid);
        if (call.pid == -1) whom = "any child";
        if (call.pid == 0) whom = "any child of this process group";
        if (call.pid < -1) whom = fmt::format("any child of process group {}", -static_cast<long>(call.pid));
        if (call.pid > 0 && call.reaped) whom = names_.task(*call.reaped);
        std::string options;
        if ((call.options & WNOHANG) != 0) options += "|WNOHANG";
        if ((call.options & WUNTRACED) != 0) options += "|WUNTRACED";
        if ((call.options & WCONTINUED) != 0) options += "|WCONTINUED";
        if (!options.empty()) options.replace(0, 1, ", ");
        return fmt::format("{}({}{})", call.name, whom, options);
    }
    std::string operator()(const KillCall& call) const {
        std::string whom = fmt::format("process {}", call.pid);
        if (call.pid == 0) whom = "its own process group";
        if (call.pid == -1) whom = "every process";
        if (call.pid < -1) whom = fmt::format("process group {}", -static_cast<long>(call.pid));
        if (call.pid > 0 && call.targets.size() == 1) whom = names_.task(call.targets.front());
        // Signal 0 is none: it asks whether the process is there.
        return fmt::format("{}({}, {})", call.name, whom, call.signo == 0 ? "0" : sysv::signal_name(call.signo));
    }
    std::string operator()(const TimeCall& call) const {
        return fmt::format("{}({})", call.name, duration_text(call.duration));
    }
    std::string operator()(const OtherCall& call) const {
        return fmt::format("{}({})", call.name, fmt::join(call.arguments, ", "));
    }

private:
    [[nodiscard]] std::string object(Kind kind, int id) const { return names_.object({kind, id}, at_); }
    static std::string flags(int flags) { return flags == 0 ? "" : ", " + sysv::msg_flags(flags); }
    static std::string owner(const sysv::Permissions& perm) {
        return fmt::format(", owner {}:{}, mode 0{:o}", perm.uid, perm.gid, perm.mode & 0777U);
    }
    // A size is unsigned in the call; who computed a negative one should see that.
    static std::string size(std::uint64_t size) {
        const auto as_signed = static_cast<std::int64_t>(size);
        return as_signed < 0 ? fmt::format("{} bytes", as_signed) : bytes_text(size);
    }

    const Names& names_;
    EventIndex at_;
};

} // namespace

std::string describe(const Call& call, const Names& names, EventIndex at) { return std::visit(Describer(names, at), call); }

} // namespace ipclab::trace
