#pragma once

/// @file
/// A session at one or several terminals, as text: what was typed, and what the programs answered.
///
///     $ touch letters.key             one terminal: a prompt, then what came out, as it came
///     $ ls
///     letters.key
///
///     1$ ./receiver letters.key       several: each line says at which terminal it stands
///     2$ ./sender letters.key hello
///     1│ hello
///     1│ ^C                           a key, typed while a program runs: ^C, ^\ or ^Z
///     2# echo 3 > /proc/sys/…         root's prompt

#include <string>
#include <string_view>
#include <vector>

namespace ipclab::chapters {

/// Something that a person types.
struct Input {
    int terminal = 0; ///< 1 and up; 0 where there is only one
    std::string text; ///< a command line, or a key
    int signo = 0;    ///< that the key sends; 0 for a command line
    bool root = false;
};

/// What is typed in a transcript, in order. Throws `std::runtime_error` with a sentence and the line's number.
std::vector<Input> inputs_of(std::string_view transcript);

/// Writes a transcript.
class Recorder {
public:
    void type(const Input& input);
    /// Bytes that a program wrote, in pieces of any size. Blanks at the end of a line are dropped, they cannot be seen.
    void print(int terminal, std::string_view bytes);
    /// All of it. Throws `std::runtime_error` where an output could be taken for something typed.
    std::string text();

private:
    void put(int terminal, std::string_view line);
    void end_line();
    std::string text_;
    std::string line_; ///< begun, and not ended yet
    int at_ = 0;       ///< the terminal where it stands
};

} // namespace ipclab::chapters
