#pragma once

/// @file
/// Where sessions are played: the same for everybody. A user "student" with the number 1000, and where the machine allows it "guest"
/// with 1001; a folder whose files have the same
/// inode numbers every time, on a device whose number ends in the same byte; so that a key that ftok makes is the same, too.

#include <sys/types.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace ipclab::chapters {

/// The machine does not allow what a session needs; the sentence says what.
class NotHere : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

inline constexpr unsigned student = 1000, guest = 1001;

/// Makes this process, which must have one thread, the user student. True where guest is there, too: that takes root. Throws
/// `NotHere`.
bool become_student();

/// The device's usual number. Where somebody has it already, it is another one with the same last byte.
inline constexpr dev_t usual_device = 0xb7;

/// A folder to play in.
struct Place {
    std::filesystem::path folder;
    dev_t device = usual_device;
};

/// Files that are there before a session begins.
struct Provided {
    std::filesystem::path chapter;  ///< the sources' folder
    std::filesystem::path programs; ///< where they were built
    std::filesystem::path ipclab;   ///< the grader: two folders up, as in the repository
};

/// In a jail: makes the folder below `base`. Of the chapter's files only those are in it that `commands` name.
Place make_place(const std::filesystem::path& base, const Provided& provided, const std::vector<std::string>& commands);

} // namespace ipclab::chapters
