#pragma once

/// @file
/// From an address in a running program to file and line, and to the variable that lies there: debug information read with libdw
/// (DWARF 4 and 5, GCC and clang). Knows nothing of processes: memory comes through a function.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab::source {

/// A line of /proc/PID/maps that a file is behind.
struct Mapping {
    std::uint64_t start = 0, end = 0, offset = 0;
    std::string path;
};

/// The mappings with a path, from the text of /proc/PID/maps (proc(5)). Others ([stack], [vdso], nameless ones) and lines that
/// are not understood are left out; " (deleted)" stays part of the path, so nothing is read from a file that took its place.
std::vector<Mapping> parse_maps(std::string_view text);

/// Registers that unwinding starts from (x86-64).
struct Registers {
    std::uint64_t ip = 0, sp = 0, bp = 0, bx = 0, r12 = 0, r13 = 0, r14 = 0, r15 = 0;
};

/// Reads memory of the process into `to`; false where it cannot.
using Memory = std::function<bool(std::uint64_t address, void* to, std::size_t size)>;

/// A frame of the call stack, innermost first.
struct Frame {
    /// The call's own address: for outer frames one less than the return address; for a process stopped at a system call,
    /// inside that `syscall` instruction.
    std::uint64_t ip = 0;
    std::uint64_t cfa = 0; ///< canonical frame address; 0 where unknown
    std::string path;      ///< the file it is mapped from; "" where that is none (vdso, generated code)
    std::string file;      ///< source file, where known
    int line = 0;          ///< 0 where unknown
    std::string function;  ///< demangled, without parameters; "" where unknown
    Registers registers{}; ///< as they are in this frame; 0 where they are not known any more
};

/// A variable (or the part of one) that an address lies in.
///
/// For a `message` of `struct letter { long mtype; char mtext[100]; }` whose address plus 10 is asked about: name
/// "message.mtext", type "char[100]", size 112, offset 10, member_size 100, member_offset 2. At its very start, an object is
/// meant as a whole, not its first member: name "message", member_size 112.
struct Variable {
    std::string name;                ///< "message", "message.mtext", "letters[2].mtext"
    std::string type;                ///< of what `name` names: "letter" in C++, "struct letter" in C, "char[100]"
    std::uint64_t size = 0;          ///< of the whole variable, in bytes
    std::uint64_t offset = 0;        ///< of the address in it
    std::uint64_t member_size = 0;   ///< of what `name` names
    std::uint64_t member_offset = 0; ///< of the address in that

    /// Bytes from the address to the end of the whole variable; writing more destroys what lies behind it.
    [[nodiscard]] std::uint64_t room() const { return size - offset; }
    /// Bytes from the address to the end of what `name` names.
    [[nodiscard]] std::uint64_t member_room() const { return member_size - member_offset; }
};

/// A part of an object that is not divided any further. Between parts there may be padding.
struct Element {
    enum class Kind : std::uint8_t {
        number,     ///< an integer of any size
        characters, ///< an array of characters, or of bytes
        other,      ///< a pointer, a floating-point number, an array of numbers, a union
    };
    std::uint64_t offset = 0; ///< from the address that was asked about
    std::uint64_t size = 0;
    Kind kind{};
    friend bool operator==(const Element&, const Element&) = default;
};

/// What a program hands to a call: the variable that an address lies in, from that address on.
struct Buffer {
    std::uint64_t room = 0;        ///< bytes to the variable's end
    std::vector<Element> elements; ///< by offset, the first one shortened where the address is inside of it
    /// False where a temporary object, which has no name, may have been given the same memory, as compilers do with
    /// variables that are not in use at the same time.
    bool certain = false;
    /// Bytes from the address to where something else is known to lie, so that no object at the address is larger.
    std::optional<std::uint64_t> next;
    /// The byte that fills what was never written; nothing where it may be any.
    std::optional<unsigned char> unwritten;
};

/// Debug information of the files that were asked about, kept open and cached: later questions about the same address are cheap.
/// A file is read once, so take a new Symbols when a program was built again. Not for several threads at once. Nothing here
/// throws on account of a broken file or unreadable memory; there are fewer frames then, or less is known of them.
class Symbols {
public:
    Symbols();
    ~Symbols();
    Symbols(Symbols&&) noexcept;
    Symbols& operator=(Symbols&&) noexcept;

    /// The stack from `registers` outwards by CFI (.eh_frame, or .debug_frame), until it ends, cannot be read, or `most`
    /// frames are found.
    std::vector<Frame> unwind(const Registers& registers, std::span<const Mapping> mappings, const Memory& memory,
                              std::size_t most = 32);

    /// Where the student's code made the call: the innermost frame in `program` (a path as in /proc/PID/maps) whose source is
    /// known and not the system's own (a function of <thread>; libc in a static program); failing that, the innermost frame in
    /// `program`, without a line. Cheap where the path there was walked before.
    std::optional<Frame> call_site(const Registers& registers, std::span<const Mapping> mappings, const Memory& memory,
                                   const std::string& program);

    /// The same from return addresses alone, innermost first, where the stack is gone: the first of them that is in `program` and
    /// has a known source that is not the system's.
    std::optional<Frame> first_own(std::span<const std::uint64_t> return_addresses, std::span<const Mapping> mappings,
                                   const std::string& program);

    /// The variable that `address` lies in: a local one or a parameter of `frame`'s function that is in scope at its line, or a
    /// static one of the file that the function is in. Variables whose size is not fixed are not found.
    std::optional<Variable> variable_at(std::uint64_t address, const Frame& frame, std::span<const Mapping> mappings,
                                        const Memory& memory);

    /// The same for all frames of a stack, innermost first: a message may be passed by reference from an outer function.
    std::optional<Variable> variable_at(std::uint64_t address, std::span<const Frame> frames,
                                        std::span<const Mapping> mappings, const Memory& memory);

    /// What `program` hands to the call that it is stopped at. Nothing where the address lies in no variable that was declared by
    /// then, or in one that may be larger than its type says. Cheap where it was asked about before.
    std::optional<Buffer> buffer_at(std::uint64_t address, const Registers& registers, std::span<const Mapping> mappings,
                                    const Memory& memory, const std::string& program);

private:
    struct Cache;
    std::unique_ptr<Cache> cache_;
};

} // namespace ipclab::source
