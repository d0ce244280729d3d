#include "sysv/call.h"

namespace ipclab::sysv {

namespace {

// One overload a type: a new call without its line here does not compile.
struct NameOf {
    std::string_view operator()(const MsgGet&) const { return "msgget"; }
    std::string_view operator()(const MsgSnd&) const { return "msgsnd"; }
    std::string_view operator()(const MsgRcv&) const { return "msgrcv"; }
    std::string_view operator()(const MsgCtl&) const { return "msgctl"; }
    std::string_view operator()(const SemGet&) const { return "semget"; }
    std::string_view operator()(const SemOp& call) const { return call.timeout ? "semtimedop" : "semop"; }
    std::string_view operator()(const SemCtl&) const { return "semctl"; }
    std::string_view operator()(const ShmGet&) const { return "shmget"; }
    std::string_view operator()(const ShmAt&) const { return "shmat"; }
    std::string_view operator()(const ShmDt&) const { return "shmdt"; }
    std::string_view operator()(const ShmCtl&) const { return "shmctl"; }
};

// The id that a call names; the get calls name none, only a key.
struct IdOf {
    ObjectId operator()(const MsgGet&) const { return {Kind::queue, -1}; }
    ObjectId operator()(const MsgSnd& call) const { return {Kind::queue, call.msqid}; }
    ObjectId operator()(const MsgRcv& call) const { return {Kind::queue, call.msqid}; }
    ObjectId operator()(const MsgCtl& call) const { return {Kind::queue, call.msqid}; }
    ObjectId operator()(const SemGet&) const { return {Kind::semaphores, -1}; }
    ObjectId operator()(const SemOp& call) const { return {Kind::semaphores, call.semid}; }
    ObjectId operator()(const SemCtl& call) const { return {Kind::semaphores, call.semid}; }
    ObjectId operator()(const ShmGet&) const { return {Kind::segment, -1}; }
    ObjectId operator()(const ShmAt& call) const { return {Kind::segment, call.shmid}; }
    ObjectId operator()(const ShmDt& call) const { return {Kind::segment, call.shmid}; }
    ObjectId operator()(const ShmCtl& call) const { return {Kind::segment, call.shmid}; }
};

} // namespace

std::string_view name_of(const Call& call) { return std::visit(NameOf{}, call); }

std::optional<ObjectId> object_of(const Call& call) {
    const ObjectId object = std::visit(IdOf{}, call);
    if (object.id < 0) return std::nullopt;
    return object;
}

Kind kind_of(const Call& call) { return std::visit(IdOf{}, call).kind; }

} // namespace ipclab::sysv
