#include "sysv/fields.h"

#include <sys/sem.h>

namespace ipclab::sysv {

Role role_of_semctl_argument(int cmd) {
    switch (cmd) {
    case SETVAL: return Role::plain;
    case GETVAL:
    case GETPID:
    case GETNCNT:
    case GETZCNT:
    case IPC_RMID: return Role::ignored; // what happened to lie in the register
    default: return Role::address;
    }
}

} // namespace ipclab::sysv
