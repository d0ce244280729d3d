#include "source/walk.h"

namespace ipclab::source {

Walk::Walk(const Registers& registers, std::span<const Mapping> mappings, const Memory& memory, SourceFiles& files)
    : files_(files), mappings_(mappings), memory_(memory), registers_(registers), ip_(registers.ip) {
    arrive(false);
}

// The call was made by the instruction before the one that it goes on with; that one may be another line's, or another
// function's.
void Walk::arrive(bool at_return_address) {
    if (at_return_address) --ip_;
    code_ = files_.find(ip_, mappings_).value_or(CodeAddress{});
    if (!at_return_address && code_.file && code_.file->follows_syscall(code_.address)) {
        --ip_;
        --code_.address;
    }
}

bool Walk::up() {
    const UnwindRule* const rule = code_.file ? code_.file->rule(code_.address) : nullptr;
    const auto base = cfa();
    if (!base) return false;
    const FrameRegisters outer = registers_.caller(*rule, *base, memory_);
    const auto back = outer.value(dwarf_register::return_address, memory_);
    const auto here = registers_.value(dwarf_register::sp, memory_);
    const auto there = outer.value(dwarf_register::sp, memory_);
    if (!back || *back == 0 || !here || !there) return false;
    // The stack grows downwards, so callers lie higher; only a signal handler may run on a stack elsewhere.
    if (*there <= *here && !rule->signal) return false;
    registers_ = outer;
    ip_ = *back;
    arrive(!rule->signal);
    return true;
}

const SourcePlace* Walk::place() const { return code_.file ? &code_.file->place(code_.address) : nullptr; }

std::optional<std::uint64_t> Walk::cfa() {
    const UnwindRule* const rule = code_.file ? code_.file->rule(code_.address) : nullptr;
    return rule ? registers_.cfa(*rule, memory_) : std::nullopt;
}

Frame Walk::frame() {
    Frame frame{.ip = ip_, .path = {}, .file = {}, .function = {}};
    frame.registers = registers_.all(memory_);
    if (code_.mapping) frame.path = code_.mapping->path;
    if (!code_.file) return frame;
    frame.cfa = cfa().value_or(0);
    const SourcePlace& known = code_.file->place(code_.address);
    frame.file = known.file;
    frame.line = known.line;
    frame.function = code_.file->function(code_.address);
    return frame;
}

} // namespace ipclab::source
