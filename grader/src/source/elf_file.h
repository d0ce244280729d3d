#pragma once

/// @file
/// An executable or shared library on disk, opened with libelf and libdw.

#include <elfutils/libdw.h>
#include <libelf.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::source {

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_;
};

/// An x86-64 ELF file. "Address" means the file's own (link-time) address throughout; a process may have it elsewhere.
class ElfFile {
public:
    /// Null where the file is missing, not a regular file, or not ELF for x86-64.
    static std::unique_ptr<ElfFile> open(const std::string& path);

    /// The address that the segment tables (elf(5), PT_LOAD) give to the byte at `offset` of the file.
    [[nodiscard]] std::optional<std::uint64_t> address_of(std::uint64_t offset) const;

    /// Is there a `syscall` instruction right before `address`? Then a process that stands at `address` is in that call.
    [[nodiscard]] bool follows_syscall(std::uint64_t address) const;

    [[nodiscard]] Elf* elf() const { return elf_.get(); }
    /// Null where the file has no debug information.
    [[nodiscard]] Dwarf* dwarf() const { return dwarf_.get(); }
    /// The unwind tables of .eh_frame; null where there are none.
    [[nodiscard]] Dwarf_CFI* eh_frame() const { return eh_frame_.get(); }
    /// The unwind tables of .debug_frame; null where there are none.
    [[nodiscard]] Dwarf_CFI* debug_frame() const;

private:
    struct Segment {
        std::uint64_t address, offset, size;
    };
    struct EndElf {
        void operator()(Elf* elf) const { elf_end(elf); }
    };
    struct EndDwarf {
        void operator()(Dwarf* dwarf) const { dwarf_end(dwarf); }
    };
    struct EndFrames {
        void operator()(Dwarf_CFI* frames) const;
    };

    ElfFile(int fd);
    bool read_segments();

    Descriptor file_;
    std::unique_ptr<Elf, EndElf> elf_;
    std::unique_ptr<Dwarf, EndDwarf> dwarf_;
    std::unique_ptr<Dwarf_CFI, EndFrames> eh_frame_;
    std::vector<Segment> segments_;
};

} // namespace ipclab::source
