#pragma once

/// @file
/// The one list of the fields of each call and object: their names in the man pages and what they mean. JSON out, JSON in, the
/// normalised text and expectations in a lab.toml are all made from it, so that a new field is written down once.
///
/// `fields(object, visit)` calls `visit(name, member, role)` for each field in order; members are const where `object` is.
/// `tag(std::type_identity<T>{})` is T's name where it is one of several (in a std::variant).

#include "sysv/call.h"
#include "sysv/object.h"

#include <array>
#include <concepts>
#include <string_view>
#include <type_traits>

namespace ipclab::sysv {

/// What a number stands for. The type of a field says how it is stored, its role how it is read.
enum class Role : std::uint8_t {
    plain,          ///< itself
    key,            ///< an IPC key
    queue,          ///< id of a message queue
    semaphores,     ///< id of a semaphore set
    segment,        ///< id of a shared memory segment
    address,        ///< of the caller's memory
    pid,            ///< a process; below 0, a process group
    mode,           ///< permissions, in octal
    signal,         ///< a signal's number
    msgctl_command, ///< `cmd`, whose meaning depends on the call
    semctl_command,
    shmctl_command,
    ignored, ///< the kernel does not look at it: any value may stand there
};

/// T, or T const.
template <class Self, class T>
concept IsA = std::same_as<std::remove_const_t<Self>, T>;

/// Whether a field of this type may have no value: absent optionals and empty lists are left out of texts.
template <class T>
inline constexpr bool may_be_absent = false;
template <class T>
inline constexpr bool may_be_absent<std::optional<T>> = true;
template <class T>
inline constexpr bool may_be_absent<std::vector<T>> = true;

template <class T>
bool is_absent(const std::optional<T>& field) {
    return !field;
}
template <class T>
bool is_absent(const std::vector<T>& field) {
    return field.empty();
}

/// What the kernel takes semctl's fourth argument for (semctl(2)).
Role role_of_semctl_argument(int cmd);

/// @name Names in a variant
/// @{
constexpr std::string_view tag(std::type_identity<MsgGet>) { return "msgget"; }
constexpr std::string_view tag(std::type_identity<MsgSnd>) { return "msgsnd"; }
constexpr std::string_view tag(std::type_identity<MsgRcv>) { return "msgrcv"; }
constexpr std::string_view tag(std::type_identity<MsgCtl>) { return "msgctl"; }
constexpr std::string_view tag(std::type_identity<SemGet>) { return "semget"; }
constexpr std::string_view tag(std::type_identity<SemOp>) { return "semop"; }
constexpr std::string_view tag(std::type_identity<SemCtl>) { return "semctl"; }
constexpr std::string_view tag(std::type_identity<ShmGet>) { return "shmget"; }
constexpr std::string_view tag(std::type_identity<ShmAt>) { return "shmat"; }
constexpr std::string_view tag(std::type_identity<ShmDt>) { return "shmdt"; }
constexpr std::string_view tag(std::type_identity<ShmCtl>) { return "shmctl"; }
constexpr std::string_view tag(std::type_identity<QueueState>) { return "queue"; }
constexpr std::string_view tag(std::type_identity<SemaphoreSetState>) { return "semaphores"; }
constexpr std::string_view tag(std::type_identity<SegmentState>) { return "segment"; }

/// In the order of the enumerators.
constexpr auto names_of(std::type_identity<Kind>) {
    return std::to_array<std::string_view>({"queue", "semaphores", "segment"});
}
/// @}

/// @name Objects
/// @{
template <IsA<ObjectId> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("kind", self.kind, Role::plain);
    visit("id", self.id, Role::plain);
}

template <IsA<Permissions> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("key", self.key, Role::key);
    visit("uid", self.uid, Role::plain);
    visit("gid", self.gid, Role::plain);
    visit("cuid", self.cuid, Role::plain);
    visit("cgid", self.cgid, Role::plain);
    visit("mode", self.mode, Role::mode);
}

template <IsA<Message> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("mtype", self.type, Role::plain);
    visit("mtext", self.text, Role::plain);
}

template <IsA<QueueState> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("id", self.id, Role::queue);
    visit("perm", self.perm, Role::plain);
    visit("qnum", self.qnum, Role::plain);
    visit("cbytes", self.cbytes, Role::plain);
    visit("qbytes", self.qbytes, Role::plain);
    visit("lspid", self.lspid, Role::pid);
    visit("lrpid", self.lrpid, Role::pid);
    visit("messages", self.messages, Role::plain);
}

template <IsA<SemaphoreState> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("value", self.value, Role::plain);
    visit("pid", self.pid, Role::pid);
    visit("ncnt", self.ncnt, Role::plain);
    visit("zcnt", self.zcnt, Role::plain);
}

template <IsA<SemaphoreSetState> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("id", self.id, Role::semaphores);
    visit("perm", self.perm, Role::plain);
    visit("semaphores", self.semaphores, Role::plain);
    visit("operated", self.operated, Role::plain);
}

template <IsA<SegmentState> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("id", self.id, Role::segment);
    visit("perm", self.perm, Role::plain);
    visit("segsz", self.segsz, Role::plain);
    visit("cpid", self.cpid, Role::pid);
    visit("lpid", self.lpid, Role::pid);
    visit("nattch", self.nattch, Role::plain);
}
/// @}

/// @name Calls
/// @{
template <IsA<MsgGet> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("key", self.key, Role::key);
    visit("msgflg", self.msgflg, Role::plain);
}

template <IsA<MessageBuffer> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("text_room", self.text_room, Role::ignored);
    visit("type_size", self.type_size, Role::ignored);
    visit("text_at", self.text_at, Role::ignored);
    visit("unsure", self.unsure, Role::ignored);
}

template <IsA<MsgSnd> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("msqid", self.msqid, Role::queue);
    visit("msgp", self.msgp, Role::address);
    visit("msgsz", self.msgsz, Role::plain);
    visit("msgflg", self.msgflg, Role::plain);
    visit("message", self.message, Role::plain);
    fields(self.buffer, visit);
    visit("unwritten_at", self.unwritten_at, Role::ignored);
    visit("unwritten", self.unwritten, Role::ignored);
}

template <IsA<MsgRcv> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("msqid", self.msqid, Role::queue);
    visit("msgp", self.msgp, Role::address);
    visit("msgsz", self.msgsz, Role::plain);
    visit("msgtyp", self.msgtyp, Role::plain);
    visit("msgflg", self.msgflg, Role::plain);
    visit("message", self.message, Role::plain);
    visit("full_size", self.full_size, Role::plain);
    fields(self.buffer, visit);
}

template <IsA<MsgCtl> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("msqid", self.msqid, Role::queue);
    visit("cmd", self.cmd, Role::msgctl_command);
    visit("buf", self.buf, Role::address);
    visit("state", self.state, Role::plain);
}

template <IsA<SemGet> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("key", self.key, Role::key);
    visit("nsems", self.nsems, Role::plain);
    visit("semflg", self.semflg, Role::plain);
}

template <IsA<SemBuf> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("sem_num", self.sem_num, Role::plain);
    visit("sem_op", self.sem_op, Role::plain);
    visit("sem_flg", self.sem_flg, Role::plain);
}

template <IsA<SemOp> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("semid", self.semid, Role::semaphores);
    visit("sops_address", self.sops_address, Role::address);
    visit("nsops", self.nsops, Role::plain);
    visit("sops", self.sops, Role::plain);
    visit("timeout", self.timeout, Role::plain);
}

template <IsA<SemCtl> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("semid", self.semid, Role::semaphores);
    visit("semnum", self.semnum, Role::plain);
    visit("cmd", self.cmd, Role::semctl_command);
    visit("arg", self.arg, role_of_semctl_argument(self.cmd));
    visit("array", self.array, Role::plain);
    visit("state", self.state, Role::plain);
}

template <IsA<ShmGet> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("key", self.key, Role::key);
    visit("size", self.size, Role::plain);
    visit("shmflg", self.shmflg, Role::plain);
}

template <IsA<ShmAt> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("shmid", self.shmid, Role::segment);
    visit("shmaddr", self.shmaddr, Role::address);
    visit("shmflg", self.shmflg, Role::plain);
}

template <IsA<ShmDt> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("shmaddr", self.shmaddr, Role::address);
    visit("shmid", self.shmid, Role::segment);
}

template <IsA<ShmCtl> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("shmid", self.shmid, Role::segment);
    visit("cmd", self.cmd, Role::shmctl_command);
    visit("buf", self.buf, Role::address);
    visit("state", self.state, Role::plain);
}
/// @}

} // namespace ipclab::sysv
