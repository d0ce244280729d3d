#include "source/buffers.h"

#include "source/layout.h"
#include "source/types.h"

#include <dwarf.h>

#include <algorithm>
#include <string_view>

namespace ipclab::source {
namespace {

constexpr std::size_t deepest = 64;

/// How many frames, from the innermost one on, can have to do with the address, and a number for the way there.
struct Way {
    std::size_t frames = 0;
    std::uint64_t hash = 0;
};

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) { return (hash ^ value) * 0x100000001b3 + (hash >> 29); }

Way way_to(std::uint64_t address, const AtCall& call, SourceFiles& files) {
    Way way{.frames = 1, .hash = std::hash<std::string>{}(call.program)};
    way.hash = mixed(way.hash, call.registers.ip);
    // Below the stack: not in any frame.
    if (address < call.registers.sp) return {1, mixed(way.hash, address)};
    Walk walk(call.registers, call.mappings, call.memory, files);
    for (; way.frames < deepest; ++way.frames) {
        way.hash = mixed(way.hash, walk.ip());
        // What a function was given lies above its frame, in its caller's.
        const auto cfa = walk.cfa();
        if (cfa && address < *cfa) return {way.frames, mixed(way.hash, *cfa - address)};
        if (!walk.up()) break;
    }
    return {way.frames, mixed(way.hash, address)};
}

/// What the compiler was asked to do, as GCC writes it down.
class Options {
public:
    explicit Options(Dwarf_Die variable) {
        Dwarf_Die unit;
        Dwarf_Attribute attribute;
        if (!dwarf_diecu(&variable, &unit, nullptr, nullptr) || !dwarf_attr(&unit, DW_AT_producer, &attribute)) return;
        if (const char* const text = dwarf_formstring(&attribute)) producer_ = text;
    }
    [[nodiscard]] bool fills_variables_with(std::string_view with) const {
        return producer_.starts_with("GNU ") && unoptimised() && has("-ftrivial-auto-var-init=" + std::string(with));
    }

private:
    [[nodiscard]] bool has(const std::string& option) const {
        return (" " + producer_ + " ").find(" " + option + " ") != std::string::npos;
    }
    [[nodiscard]] bool unoptimised() const {
        const auto last = producer_.rfind(" -O"); // of several, the last counts
        return last == std::string::npos || (producer_ + " ").substr(last, 5) == " -O0 ";
    }
    std::string producer_;
};

/// The elements from `offset` on.
std::vector<Element> from(std::vector<Element> elements, std::uint64_t offset) {
    std::erase_if(elements, [&](const Element& element) { return element.offset + element.size <= offset; });
    for (auto& element : elements) {
        const auto cut = element.offset < offset ? offset - element.offset : 0;
        if (cut > 0 && element.kind != Element::Kind::characters) element.kind = Element::Kind::other;
        element.size -= cut;
        element.offset += cut;
        element.offset -= offset;
    }
    return elements;
}

std::optional<Buffer> buffer_of(const FoundVariable& found) {
    const auto type = type_of(found.die);
    const auto size = type ? size_of(*type) : std::nullopt;
    auto elements = size ? elements_of(*type) : std::nullopt;
    if (!elements) return std::nullopt;
    return Buffer{.room = *size - found.offset, .elements = from(std::move(*elements), found.offset)};
}

/// Whether the variable is there only after the line that the function is at.
bool comes_later(Dwarf_Die variable, const Frame& frame) {
    int line = 0;
    const char* const file = dwarf_decl_file(&variable);
    if (!file || dwarf_decl_line(&variable, &line) != 0 || line <= frame.line) return false;
    const std::string_view declared = file, here = frame.file;
    const auto name = [](std::string_view path) { return path.substr(path.rfind('/') + 1); };
    return name(declared) == name(here);
}

std::optional<Buffer> in_frame(std::uint64_t address, const Frame& frame, const AtCall& call, SourceFiles& files) {
    const auto code = files.find(frame.ip, call.mappings);
    Unit* const unit = code && code->file ? code->file->units().unit_at(code->address) : nullptr;
    const auto function = unit ? unit->function_at(code->address) : std::nullopt;
    if (!function) return std::nullopt;
    const Surroundings around = surroundings_of(frame, code->bias, call.memory);
    const auto found = local_variable_at(address, *function, code->address, around);
    if (!found) return std::nullopt;
    auto buffer = buffer_of(*found);
    const bool inlined = is_inlined(*function, code->address);
    if (!buffer || (!inlined && comes_later(found->die, frame))) return std::nullopt;
    const Options options{found->die};
    // A variable that is filled where it is declared is in use from there on, so it shares its memory with nothing.
    buffer->certain = !inlined && (options.fills_variables_with("pattern") || options.fills_variables_with("zero"));
    if (!inlined && options.fills_variables_with("pattern")) buffer->unwritten = 0xFE; // GCC's
    // Objects that share memory begin at the same place, and none reaches beyond the return address.
    buffer->next = next_local_after(address, buffer->room, *function, code->address, around);
    constexpr std::uint64_t return_address = 8;
    if (frame.cfa > address + return_address)
        buffer->next = std::min(buffer->next.value_or(~std::uint64_t{0}), frame.cfa - return_address - address);
    return buffer;
}

std::optional<Buffer> look_for(std::uint64_t address, std::size_t most, const AtCall& call, SourceFiles& files) {
    Walk walk(call.registers, call.mappings, call.memory, files);
    for (std::size_t depth = 0; depth < deepest; ++depth) {
        if (walk.mapping() && walk.mapping()->path == call.program && walk.place() && !walk.place()->system) {
            if (depth < most)
                if (auto found = in_frame(address, walk.frame(), call, files)) return found;
            const auto& code = walk.code();
            if (auto found = code.file->statics().at(address - code.bias, code.file->units())) {
                auto buffer = buffer_of(*found);
                if (buffer) buffer->certain = true;
                return buffer;
            }
            if (depth + 1 >= most) return std::nullopt;
        }
        if (!walk.up()) break;
    }
    return std::nullopt;
}

} // namespace

std::optional<Buffer> Buffers::at(std::uint64_t address, const AtCall& call, SourceFiles& files) {
    constexpr std::size_t most_remembered = 1 << 14;
    const auto way = way_to(address, call, files);
    if (const auto found = known_.find(way.hash); found != known_.end()) return found->second;
    if (known_.size() >= most_remembered) known_.clear();
    return known_.emplace(way.hash, look_for(address, way.frames, call, files)).first->second;
}

} // namespace ipclab::source
