#pragma once

/// @file
/// Whether a call is one that an expectation means. Names of fields are those that course/vocabulary.h lists.

#include "sysv/call.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::judge {

/// What may stand for a field: usually one text, several where {box.id} was more than one id in the run.
using Wanted = std::map<std::string, std::vector<std::string>>;

/// Whether all fields match. For semop one and the same operation must match sem_num, sem_op and sem_flg. A number is compared by
/// its value ("0x10" is 16); of flags all that are named must be set, and octal digits among them are the permissions.
bool matches(const sysv::Call& call, const Wanted& wanted);

/// Whether `name` is what the expectation calls it: semtimedop is a semop too.
bool is_named(std::string_view name, std::string_view wanted);

} // namespace ipclab::judge
