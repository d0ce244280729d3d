#include "analysis/calls.h"

#include <algorithm>
#include <type_traits>

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>

namespace ipclab::analysis {

namespace {

/// An overload set out of lambdas, for std::visit.
template <class... Functions>
struct Either : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Either(Functions...) -> Either<Functions...>;

int command_of(const sysv::Call& call) {
    return std::visit(Either{[](const sysv::MsgCtl& c) { return c.cmd; }, [](const sysv::SemCtl& c) { return c.cmd; },
                             [](const sysv::ShmCtl& c) { return c.cmd; }, [](const auto&) { return -1; }},
                      call);
}

} // namespace

std::optional<std::int32_t> key_of(const sysv::Call& call) {
    return std::visit(
        [](const auto& c) -> std::optional<std::int32_t> {
            if constexpr (requires { c.key; })
                return c.key;
            else
                return std::nullopt;
        },
        call);
}

std::optional<int> get_flags_of(const sysv::Call& call) {
    return std::visit(Either{[](const sysv::MsgGet& c) { return std::optional{c.msgflg}; },
                             [](const sysv::SemGet& c) { return std::optional{c.semflg}; },
                             [](const sysv::ShmGet& c) { return std::optional{c.shmflg}; },
                             [](const auto&) { return std::optional<int>{}; }},
                      call);
}

std::optional<int> id_of(const sysv::Call& call) {
    return std::visit(
        [](const auto& c) -> std::optional<int> {
            if constexpr (requires { c.msqid; })
                return c.msqid;
            else if constexpr (requires { c.semid; })
                return c.semid;
            else if constexpr (std::is_same_v<std::decay_t<decltype(c)>, sysv::ShmDt>)
                return std::nullopt;
            else if constexpr (requires { c.shmid; })
                return c.shmid;
            else
                return std::nullopt;
        },
        call);
}

bool removes(const sysv::Call& call) { return command_of(call) == IPC_RMID; }

bool tidies_up(const sysv::Call& call) {
    const int command = command_of(call);
    return command == IPC_RMID || command == IPC_STAT || std::holds_alternative<sysv::ShmDt>(call);
}

bool never_waits(const sysv::Call& call) {
    return std::visit(Either{[](const sysv::MsgSnd& c) { return (c.msgflg & IPC_NOWAIT) != 0; },
                             [](const sysv::MsgRcv& c) { return (c.msgflg & IPC_NOWAIT) != 0; },
                             [](const sysv::SemOp& c) {
                                 return std::ranges::any_of(c.sops,
                                                            [](const auto& op) { return (op.sem_flg & IPC_NOWAIT) != 0; });
                             },
                             [](const auto&) { return false; }},
                      call);
}

bool same_request(const sysv::Call& a, const sysv::Call& b) {
    if (a.index() != b.index()) return false;
    return std::visit(
        Either{[&](const sysv::MsgGet& c) {
                   const auto& d = std::get<sysv::MsgGet>(b);
                   return c.key == d.key && c.msgflg == d.msgflg;
               },
               [&](const sysv::MsgSnd& c) {
                   const auto& d = std::get<sysv::MsgSnd>(b);
                   return c.msqid == d.msqid && c.msgsz == d.msgsz && c.msgflg == d.msgflg && c.message == d.message;
               },
               [&](const sysv::MsgRcv& c) {
                   const auto& d = std::get<sysv::MsgRcv>(b);
                   return c.msqid == d.msqid && c.msgsz == d.msgsz && c.msgtyp == d.msgtyp && c.msgflg == d.msgflg;
               },
               [&](const sysv::MsgCtl& c) {
                   const auto& d = std::get<sysv::MsgCtl>(b);
                   return c.msqid == d.msqid && c.cmd == d.cmd;
               },
               [&](const sysv::SemGet& c) {
                   const auto& d = std::get<sysv::SemGet>(b);
                   return c.key == d.key && c.nsems == d.nsems && c.semflg == d.semflg;
               },
               [&](const sysv::SemOp& c) {
                   const auto& d = std::get<sysv::SemOp>(b);
                   return c.semid == d.semid && c.sops == d.sops && c.timeout == d.timeout;
               },
               [&](const sysv::SemCtl& c) {
                   const auto& d = std::get<sysv::SemCtl>(b);
                   return c.semid == d.semid && c.semnum == d.semnum && c.cmd == d.cmd;
               },
               [&](const sysv::ShmGet& c) {
                   const auto& d = std::get<sysv::ShmGet>(b);
                   return c.key == d.key && c.size == d.size && c.shmflg == d.shmflg;
               },
               [&](const sysv::ShmAt& c) {
                   const auto& d = std::get<sysv::ShmAt>(b);
                   return c.shmid == d.shmid && c.shmaddr == d.shmaddr && c.shmflg == d.shmflg;
               },
               [&](const sysv::ShmDt& c) { return c.shmaddr == std::get<sysv::ShmDt>(b).shmaddr; },
               [&](const sysv::ShmCtl& c) {
                   const auto& d = std::get<sysv::ShmCtl>(b);
                   return c.shmid == d.shmid && c.cmd == d.cmd;
               }},
        a);
}

bool same_attempt(const sysv::Call& a, const sysv::Call& b) {
    if (a.index() != b.index()) return false;
    if (const auto* c = std::get_if<sysv::SemOp>(&a)) return c->sops == std::get<sysv::SemOp>(b).sops;
    return command_of(a) == command_of(b);
}

bool sets(const sysv::Call& call, int semnum) {
    const auto* control = std::get_if<sysv::SemCtl>(&call);
    return control && (control->cmd == SETALL || (control->cmd == SETVAL && control->semnum == semnum));
}

bool raises(const sysv::Call& call, std::optional<int> semnum) {
    if (const auto* operation = std::get_if<sysv::SemOp>(&call))
        return std::ranges::any_of(operation->sops, [&](const auto& op) {
            return op.sem_op > 0 && (!semnum || op.sem_num == static_cast<unsigned>(*semnum));
        });
    const auto* control = std::get_if<sysv::SemCtl>(&call);
    if (!control) return false;
    if (control->cmd == SETVAL) return static_cast<int>(control->arg) > 0 && (!semnum || control->semnum == *semnum);
    if (control->cmd != SETALL) return false;
    if (!semnum) return std::ranges::any_of(control->array, [](auto value) { return value > 0; });
    const auto number = static_cast<std::size_t>(*semnum);
    return number < control->array.size() && control->array[number] > 0;
}

bool lowers(const sysv::Call& call, std::optional<int> semnum) {
    const auto* operation = std::get_if<sysv::SemOp>(&call);
    return operation && std::ranges::any_of(operation->sops, [&](const auto& op) {
               return op.sem_op < 0 && (!semnum || op.sem_num == static_cast<unsigned>(*semnum));
           });
}

} // namespace ipclab::analysis
