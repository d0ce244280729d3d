#pragma once

/// @file
/// Numbers to the names that programs and man pages use, and back. Nothing here calls the kernel.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::sysv {

/// "EIDRM" for 43; "errno 9999" for a number without a name.
std::string errno_name(int error);
/// 43 for "EIDRM".
std::optional<int> errno_from_name(std::string_view name);
/// All errno names known, for suggestions.
const std::vector<std::string_view>& errno_names();
/// What strerror says in the C locale, without depending on the locale that is set.
std::string errno_text(int error);

/// "SIGKILL" for 9; "signal 77" where there is no name.
std::string signal_name(int signo);
std::optional<int> signal_from_name(std::string_view name);

/// Flags of msgget and semget as written: "IPC_CREAT|IPC_EXCL|0640". Here and below, bits without a name come last, in octal;
/// "0" where none is set.
std::string get_flags(int flags);
/// Flags of shmget, which has some more: "SHM_HUGETLB|SHM_NORESERVE".
std::string shmget_flags(int flags);
/// Flags of msgsnd and msgrcv: "MSG_NOERROR|IPC_NOWAIT"; "0" where none is set.
std::string msg_flags(int flags);
/// sem_flg: "IPC_NOWAIT|SEM_UNDO".
std::string sem_flags(int flags);
/// shmflg of shmat: "SHM_RDONLY|SHM_RND".
std::string shmat_flags(int flags);

/// "IPC_RMID", "IPC_STAT", "SETVAL", "MSG_INFO", …; "command 77" where there is no name.
std::string msgctl_command(int cmd);
std::string semctl_command(int cmd);
std::string shmctl_command(int cmd);

/// A key as people write it: "0x42010203", "IPC_PRIVATE", "-1" for the key of a failed ftok.
std::string key_text(int key);

/// Bytes for a person: quoted, \n, \0 and \x1b escaped, UTF-8 left alone; never cut, but what is no text and repeats is counted.
std::string quoted(std::string_view bytes);

} // namespace ipclab::sysv
