#include "trace/wording.h"

#include "sysv/names.h"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <string_view>
#include <sys/ipc.h>

namespace ipclab::trace {

namespace {

// What the kernel means by an errno depends on the call: msgget(2), msgop(2), msgctl(2), semget(2), semop(2), semctl(2),
// shmget(2), shmop(2), shmctl(2). {} is the kind of object.
struct Reason {
    std::string_view call; // a prefix: "sem" stands for semget, semop and semctl; of several, the first counts
    int error;
    std::string_view text;
};
constexpr Reason reasons[] = {
    {"msgget", ENOSPC, "there are as many queues as the system allows"},
    {"msgsnd", EAGAIN, "the queue is full, and IPC_NOWAIT says not to wait"},
    {"msgsnd", EFAULT, "the message's address is not readable"},
    {"msgsnd", EINVAL, "no queue has this id, or the message is too long"},
    {"msgrcv", ENOMSG, "no message of the wanted type"},
    {"msgrcv", E2BIG, "the message is longer than the room for it"},
    {"msgrcv", EFAULT, "the message's address is not writable"},
    {"msgrcv", EINVAL, "no queue has this id, or the room is below 0"},
    {"msgctl", EINVAL, "no queue has this id, or there is no such command"},
    {"semget", EINVAL, "the number of semaphores is wrong, or larger than that of the set that has this key"},
    {"semget", ENOSPC, "there are as many semaphores as the system allows"},
    {"sem", EFBIG, "the set has no semaphore of this number"},
    {"semctl", ERANGE, "a semaphore's value is 0 to 32767"},
    {"sem", ERANGE, "a value would grow above 32767"},
    {"semop", E2BIG, "more operations than one call may have"},
    {"semop", EAGAIN, "it would have to wait, and IPC_NOWAIT says not to"},
    {"semop", EINVAL, "no semaphore set has this id, or there is no operation to do"},
    {"semtimedop", EINVAL, "no semaphore set has this id, or there is no operation to do"},
    {"semctl", EINVAL, "no semaphore set has this id, or there is no such semaphore or command"},
    {"shmget", EINVAL, "the size is wrong, or larger than that of the segment that has this key"},
    {"shmget", ENOSPC, "there are as many segments as the system allows"},
    {"shmat", EACCES, "the segment's mode does not allow to attach it this way"},
    {"shmat", EINVAL, "no segment has this id, or the address cannot be used"},
    {"shmdt", EINVAL, "no segment is attached at this address"},
    {"shmctl", EINVAL, "no segment has this id, or there is no such command"},
    {"wait", ECHILD, "there is no child to wait for"},
    {"kill", ESRCH, "there is no such process"},
    {"kill", EPERM, "no permission to send it a signal"},
    {"write", EPIPE, "nobody reads it any more"},
    {"", EINTR, "a signal came while it waited"},
};

// What holds for all System V calls.
constexpr Reason of_objects[] = {
    {"", EACCES, "the {}'s mode does not allow it"},
    {"", EEXIST, "there is a {} with this key already"},
    {"", ENOENT, "no {} has this key"},
    {"", EIDRM, "the {} was removed"},
    {"", EPERM, "only the {}'s owner or creator may do that"},
};

std::string_view particular(const sysv::Call& call, int error) {
    if (const auto* send = std::get_if<sysv::MsgSnd>(&call)) {
        if (error == EINVAL && send->message && send->message->type < 1) return "a message's type must be at least 1";
    }
    if (const auto* operation = std::get_if<sysv::SemOp>(&call)) {
        const bool no_wait =
            std::ranges::any_of(operation->sops, [](const sysv::SemBuf& sop) { return (sop.sem_flg & IPC_NOWAIT) != 0; });
        if (error == EAGAIN && operation->timeout && !no_wait) return "the time was over";
        if (error == EAGAIN && operation->timeout) return "it would have to wait, or the time was over";
    }
    return {};
}

} // namespace

std::string reason(const Call& call, int error) {
    const auto* ipc = std::get_if<sysv::Call>(&call);
    if (ipc) {
        const std::string_view text = particular(*ipc, error);
        if (!text.empty()) return std::string(text);
    }
    const std::string_view name = name_of(call);
    for (const Reason& known : reasons) {
        if (known.error == error && name.starts_with(known.call)) return std::string(known.text);
    }
    if (ipc) {
        const auto* known = std::ranges::find(of_objects, error, &Reason::error);
        const std::string_view kind = sysv::name_of(sysv::kind_of(*ipc));
        if (known != std::end(of_objects)) return fmt::format(fmt::runtime(known->text), kind);
    }
    return sysv::errno_text(error);
}

} // namespace ipclab::trace
