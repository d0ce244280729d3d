#include "source/source_file.h"

#include <algorithm>

namespace ipclab::source {
namespace {

// A program that jumps about in a huge file must not make us remember all of it.
constexpr std::size_t most_remembered = 1 << 16;

// What `make` gives for `address`, made once.
template <typename Known, typename Make>
const auto& remembered(Known& known, std::uint64_t address, Make make) {
    if (const auto found = known.find(address); found != known.end()) return found->second;
    if (known.size() >= most_remembered) known.clear();
    return known.emplace(address, make()).first->second;
}

} // namespace

SourceFile::SourceFile(const std::string& path) : elf_(ElfFile::open(path)), units_(elf_ ? elf_->dwarf() : nullptr) {}

std::optional<std::uint64_t> SourceFile::address_of(std::uint64_t offset) const {
    return elf_ ? elf_->address_of(offset) : std::nullopt;
}

bool SourceFile::follows_syscall(std::uint64_t address) {
    return remembered(after_syscall_, address, [&] { return elf_ && elf_->follows_syscall(address); });
}

const SourcePlace& SourceFile::place(std::uint64_t address) {
    return remembered(places_, address, [&] { return source_place(units_, address); });
}

std::string SourceFile::function(std::uint64_t address) {
    const SourcePlace& known = place(address);
    if (!known.function.empty() || !elf_) return known.function;
    if (!symbols_) symbols_.emplace(*elf_);
    return symbols_->function_at(address);
}

const UnwindRule* SourceFile::rule(std::uint64_t address) {
    const auto& rule = remembered(rules_, address, [&] { return elf_ ? unwind_rule(*elf_, address) : std::nullopt; });
    return rule ? &*rule : nullptr;
}

std::optional<CodeAddress> SourceFiles::find(std::uint64_t address, std::span<const Mapping> mappings) {
    const auto mapping = std::ranges::find_if(
        mappings, [=](const Mapping& candidate) { return candidate.start <= address && address < candidate.end; });
    if (mapping == mappings.end()) return std::nullopt;
    auto& file = files_[mapping->path];
    if (!file) file = std::make_unique<SourceFile>(mapping->path);
    const auto own = file->address_of(address - mapping->start + mapping->offset);
    if (!own) return CodeAddress{.mapping = &*mapping};
    return CodeAddress{.mapping = &*mapping, .file = file.get(), .address = *own, .bias = address - *own};
}

} // namespace ipclab::source
