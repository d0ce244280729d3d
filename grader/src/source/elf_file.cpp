#include "source/elf_file.h"

#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace ipclab::source {

Descriptor::~Descriptor() {
    if (fd_ >= 0) close(fd_);
}

void ElfFile::EndFrames::operator()(Dwarf_CFI* frames) const { dwarf_cfi_end(frames); }

// ELF_C_READ and not its mmap kin: a file that is cut short while we look at it would kill us with SIGBUS.
ElfFile::ElfFile(int fd) : file_(fd), elf_(elf_begin(fd, ELF_C_READ, nullptr)) {}

std::unique_ptr<ElfFile> ElfFile::open(const std::string& path) {
    if (elf_version(EV_CURRENT) == EV_NONE) return nullptr;
    // O_NONBLOCK: a path may lead to a FIFO, whose open(2) would wait for a writer.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return nullptr;
    std::unique_ptr<ElfFile> file(new ElfFile(fd));
    struct stat about {};
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return nullptr;
    if (!file->elf_ || !file->read_segments()) return nullptr;
    file->dwarf_.reset(dwarf_begin_elf(file->elf(), DWARF_C_READ, nullptr));
    file->eh_frame_.reset(dwarf_getcfi_elf(file->elf()));
    return file;
}

bool ElfFile::read_segments() {
    GElf_Ehdr header{};
    if (elf_kind(elf()) != ELF_K_ELF || !gelf_getehdr(elf(), &header)) return false;
    if (header.e_machine != EM_X86_64 || gelf_getclass(elf()) != ELFCLASS64) return false;
    std::size_t count = 0;
    if (elf_getphdrnum(elf(), &count) != 0) return false;
    for (std::size_t i = 0; i < count; ++i) {
        GElf_Phdr segment{};
        if (!gelf_getphdr(elf(), static_cast<int>(i), &segment)) return false;
        if (segment.p_type == PT_LOAD) segments_.push_back({segment.p_vaddr, segment.p_offset, segment.p_filesz});
    }
    return !segments_.empty();
}

std::optional<std::uint64_t> ElfFile::address_of(std::uint64_t offset) const {
    for (const Segment& segment : segments_) {
        if (offset >= segment.offset && offset - segment.offset < segment.size)
            return segment.address + (offset - segment.offset);
    }
    return std::nullopt;
}

bool ElfFile::follows_syscall(std::uint64_t address) const {
    constexpr std::array<unsigned char, 2> syscall_instruction{0x0f, 0x05};
    for (const Segment& segment : segments_) {
        if (address < segment.address + 2 || address - segment.address > segment.size) continue;
        std::array<unsigned char, 2> bytes{};
        const auto where = static_cast<off_t>(segment.offset + (address - 2 - segment.address));
        return pread(file_.get(), bytes.data(), bytes.size(), where) == 2 && bytes == syscall_instruction;
    }
    return false;
}

Dwarf_CFI* ElfFile::debug_frame() const { return dwarf_ ? dwarf_getcfi(dwarf_.get()) : nullptr; }

} // namespace ipclab::source
