#pragma once

/// @file
/// A mapped file with all that was found out about it, and the files of a process.

#include "source/call_frames.h"
#include "source/lines.h"
#include "source/variables.h"

#include <unordered_map>

namespace ipclab::source {

/// Answers about a file, remembered by address (the file's own). A file that cannot be read knows nothing.
class SourceFile {
public:
    explicit SourceFile(const std::string& path);

    /// The file's own address of the byte at `offset`; nothing where it has none.
    [[nodiscard]] std::optional<std::uint64_t> address_of(std::uint64_t offset) const;

    bool follows_syscall(std::uint64_t address);
    /// Where it comes from; of the function's name only what debug information says.
    const SourcePlace& place(std::uint64_t address);
    /// The function's name, by the symbol table where there is no debug information.
    std::string function(std::uint64_t address);
    /// Null where the file does not say. Valid until the next question.
    const UnwindRule* rule(std::uint64_t address);

    Units& units() { return units_; }
    StaticVariables& statics() { return statics_; }

private:
    template <typename Value>
    using ByAddress = std::unordered_map<std::uint64_t, Value>;

    std::unique_ptr<ElfFile> elf_;
    Units units_;
    StaticVariables statics_;
    std::optional<SymbolTable> symbols_;
    ByAddress<bool> after_syscall_;
    ByAddress<SourcePlace> places_;
    ByAddress<std::optional<UnwindRule>> rules_;
};

/// An address of the process, as the file that is mapped there knows it.
struct CodeAddress {
    const Mapping* mapping = nullptr;
    SourceFile* file = nullptr; ///< null where the file says nothing about the address
    std::uint64_t address = 0;  ///< the file's own
    std::uint64_t bias = 0;     ///< the process's address is this much higher
};

/// The files that were asked about, each opened once.
class SourceFiles {
public:
    /// Nothing where no file is mapped.
    std::optional<CodeAddress> find(std::uint64_t address, std::span<const Mapping> mappings);

private:
    std::unordered_map<std::string, std::unique_ptr<SourceFile>> files_;
};

} // namespace ipclab::source
