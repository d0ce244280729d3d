#pragma once

/// @file
/// A call's or an object's fields as texts, so that an expectation of a lab.toml can name one.

#include "trace/event.h"

#include <string>
#include <utility>
#include <vector>

namespace ipclab::trace {

/// A field's name and its value.
using FieldTexts = std::vector<std::pair<std::string, std::string>>;

/// Every field of a call by its name in the man page: `{"msqid", "0"}`, `{"msgsz", "64"}`, `{"msgtyp", "-3"}`.
///
/// - Numbers are decimal, flag words ("msgflg") and keys too: ids and keys are those of the run, not normalised.
/// - "cmd" is a name: "IPC_RMID"; so is "sig": "SIGTERM". "timeout" and "duration" are seconds: "0.5".
/// - A message is "mtype" and "mtext" (its bytes as they are); sent or received, and absent where there was none.
/// - semop's operations are "sops[0].sem_num", "sops[0].sem_op", "sops[0].sem_flg"; SETALL's values "array[0]".
/// - What IPC_STAT filled in or IPC_SET asked for has the names of an object's fields, below.
/// - Absent optionals have no entry, nor has what the kernel does not look at (semctl's fourth argument for IPC_RMID).
/// - What is no System V call has its own fields ("fd", "bytes", "pid", "options", …), and the tasks that it named have none.
FieldTexts field_texts(const Call& call);

/// Every field of an object's state: "key", "uid", "gid", "cuid", "cgid", "mode" (octal, with a leading 0: "0640");
/// "qnum", "cbytes", "qbytes", "lspid", "lrpid"; "value[0]", "pid[0]", "ncnt[0]", "zcnt[0]", "nsems", "operated" ("1" or "0");
/// "segsz", "cpid", "lpid", "nattch". Messages of a queue, where known: "mtype[0]", "mtext[0]".
FieldTexts field_texts(const sysv::ObjectState& state);

} // namespace ipclab::trace
