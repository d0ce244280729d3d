#include "engine/arch/instruction.h"

#include <Zydis/Zydis.h>

#include <cpuid.h>
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace ipclab::engine {
namespace {

constexpr std::uint64_t direction_flag = 1U << 10;

std::uint64_t value_of(ZydisRegister name, const Registers& registers, std::uint64_t next) {
    if (name == ZYDIS_REGISTER_NONE) return 0;
    if (name == ZYDIS_REGISTER_RIP) return next;
    const auto whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, name);
    const auto number = ZydisRegisterGetId(whole);
    const auto value = number < 0 ? 0 : registers.general(static_cast<unsigned>(number));
    return ZydisRegisterGetWidth(ZYDIS_MACHINE_MODE_LONG_64, name) == 32 ? value & 0xffffffff : value;
}

/// AVX-512: which elements a masked instruction touches. The kernel hands the registers out as XSAVE lays them (Intel's manual,
/// volume 1, 13.5); mask registers are its component 5.
std::uint64_t mask_of(pid_t tid, unsigned number) {
    unsigned size = 0, offset = 0, c = 0, d = 0;
    constexpr unsigned masks = 5;
    std::array<std::byte, 16384> area;
    iovec piece{area.data(), area.size()};
    std::uint64_t value = ~std::uint64_t{0};
    if (__get_cpuid_count(0xd, masks, &size, &offset, &c, &d) == 0 || size == 0 ||
        ptrace(PTRACE_GETREGSET, tid, NT_X86_XSTATE, &piece) == -1 || offset + (number + 1) * sizeof value > piece.iov_len)
        return value;
    std::memcpy(&value, area.data() + offset + number * sizeof value, sizeof value);
    return value;
}

/// Instructions by which libraries look through a text a vector at a time.
bool looks(ZydisMnemonic mnemonic) {
    constexpr std::array all{
        ZYDIS_MNEMONIC_PCMPEQB,    ZYDIS_MNEMONIC_PCMPEQW,   ZYDIS_MNEMONIC_PCMPEQD,   ZYDIS_MNEMONIC_VPCMPEQB,
        ZYDIS_MNEMONIC_VPCMPEQW,   ZYDIS_MNEMONIC_VPCMPEQD,  ZYDIS_MNEMONIC_VPCMPUB,   ZYDIS_MNEMONIC_VPCMPB,
        ZYDIS_MNEMONIC_VPCMPUD,    ZYDIS_MNEMONIC_VPCMPD,    ZYDIS_MNEMONIC_PCMPISTRI, ZYDIS_MNEMONIC_PCMPISTRM,
        ZYDIS_MNEMONIC_VPCMPISTRI, ZYDIS_MNEMONIC_PMINUB,    ZYDIS_MNEMONIC_VPMINUB,   ZYDIS_MNEMONIC_VPMINUD,
        ZYDIS_MNEMONIC_VPTESTNMB,  ZYDIS_MNEMONIC_VPTESTNMD, ZYDIS_MNEMONIC_VPTESTMB,  ZYDIS_MNEMONIC_VPTERNLOGD,
        ZYDIS_MNEMONIC_PSUBB,      ZYDIS_MNEMONIC_VPTEST,    ZYDIS_MNEMONIC_PTEST};
    return std::ranges::find(all, mnemonic) != all.end();
}

bool is_vector(const ZydisDecodedOperand& operand) { return operand.size >= 128; }

/// Of the next few instructions one looks through a vector: what was loaded is for it.
bool looks_soon(const ZydisDecoder& decoder, std::span<const std::byte> code) {
    constexpr int some = 6;
    for (int i = 0; i < some && !code.empty(); ++i) {
        ZydisDecodedInstruction next;
        if (!ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, nullptr, code.data(), code.size(), &next))) return false;
        if (looks(next.mnemonic)) return true;
        if (next.meta.category == ZYDIS_CATEGORY_RET || next.meta.category == ZYDIS_CATEGORY_UNCOND_BR) return false;
        code = code.subspan(next.length);
    }
    return false;
}

} // namespace

std::optional<Instruction> decode_instruction(std::span<const std::byte> code, const Registers& registers, pid_t tid) {
    ZydisDecoder decoder;
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    ZydisDecodedInstruction decoded;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code.data(), code.size(), &decoded, operands.data())))
        return std::nullopt;
    Instruction found;
    const bool repeated =
        (decoded.attributes & (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE)) != 0;
    bool vector = false;
    for (std::size_t i = 0; i < decoded.operand_count; ++i) {
        const auto& operand = operands.at(i);
        if (operand.type != ZYDIS_OPERAND_TYPE_MEMORY || operand.mem.type != ZYDIS_MEMOP_TYPE_MEM) continue;
        MemoryUse use;
        use.address = value_of(operand.mem.base, registers, registers.ip() + decoded.length) +
                      value_of(operand.mem.index, registers, 0) * operand.mem.scale +
                      static_cast<std::uint64_t>(operand.mem.disp.has_displacement ? operand.mem.disp.value : 0);
        use.size = operand.size / 8;
        use.reads = (operand.actions & ZYDIS_OPERAND_ACTION_MASK_READ) != 0;
        use.writes = (operand.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0;
        vector = vector || is_vector(operand);
        if (decoded.avx.mask.mode != ZYDIS_MASK_MODE_INVALID && decoded.avx.mask.mode != ZYDIS_MASK_MODE_DISABLED &&
            decoded.avx.mask.reg != ZYDIS_REGISTER_NONE && decoded.avx.mask.reg != ZYDIS_REGISTER_K0 &&
            operand.element_size >= 8 && !looks(decoded.mnemonic)) {
            const auto mask = mask_of(tid, static_cast<unsigned>(ZydisRegisterGetId(decoded.avx.mask.reg)));
            const auto first = static_cast<std::uint64_t>(std::countr_zero(mask));
            const auto behind = 64 - static_cast<std::uint64_t>(std::countl_zero(mask));
            const std::uint64_t element = operand.element_size / 8U;
            const auto end = std::min<std::uint64_t>(behind * element, use.size);
            if (mask != 0 && first * element < end) {
                use.size = end - first * element;
                use.address += first * element;
            }
        }
        if (repeated) {
            const auto count = registers.general(1); // rcx
            const auto all = use.size * std::max<std::uint64_t>(count, 1);
            if ((registers.flags() & direction_flag) != 0) use.address -= all - use.size;
            use.size = all;
        }
        found.uses.push_back(use);
    }
    if (found.uses.empty()) return std::nullopt;
    // An exchange with memory is locked without saying so (Intel's manual, volume 2, XCHG).
    found.atomic = (decoded.attributes & ZYDIS_ATTRIB_HAS_LOCK) != 0 || decoded.mnemonic == ZYDIS_MNEMONIC_XCHG;
    found.conditional = decoded.mnemonic == ZYDIS_MNEMONIC_CMPXCHG || decoded.mnemonic == ZYDIS_MNEMONIC_CMPXCHG16B ||
                        decoded.mnemonic == ZYDIS_MNEMONIC_CMPXCHG8B;
    found.compares = looks(decoded.mnemonic) || (vector && looks_soon(decoder, code.subspan(decoded.length)));
    return found;
}

} // namespace ipclab::engine
