#include "source/symbols.h"

#include "source/buffers.h"
#include "source/walk.h"

namespace ipclab::source {
namespace {

// Frames that are looked through for the student's own: the C library is never that deep.
constexpr std::size_t deepest_call_site = 64;

} // namespace

struct Symbols::Cache {
    SourceFiles files;
    Buffers buffers;
};

Symbols::Symbols() : cache_(std::make_unique<Cache>()) {}
Symbols::~Symbols() = default;
Symbols::Symbols(Symbols&&) noexcept = default;
Symbols& Symbols::operator=(Symbols&&) noexcept = default;

std::vector<Frame> Symbols::unwind(const Registers& registers, std::span<const Mapping> mappings, const Memory& memory,
                                   std::size_t most) {
    std::vector<Frame> frames;
    Walk walk(registers, mappings, memory, cache_->files);
    while (frames.size() < most) {
        frames.push_back(walk.frame());
        if (!walk.up()) break;
    }
    return frames;
}

std::optional<Frame> Symbols::call_site(const Registers& registers, std::span<const Mapping> mappings, const Memory& memory,
                                        const std::string& program) {
    std::optional<std::size_t> without_line;
    Walk walk(registers, mappings, memory, cache_->files);
    for (std::size_t depth = 0; depth < deepest_call_site; ++depth) {
        if (walk.mapping() && walk.mapping()->path == program) {
            const SourcePlace* const place = walk.place();
            if (place && place->line > 0 && !place->system) return walk.frame();
            if (!without_line) without_line = depth;
        }
        if (!walk.up()) break;
    }
    if (!without_line) return std::nullopt;
    auto frames = unwind(registers, mappings, memory, *without_line + 1);
    return std::move(frames.back());
}

std::optional<Frame> Symbols::first_own(std::span<const std::uint64_t> return_addresses, std::span<const Mapping> mappings,
                                        const std::string& program) {
    for (const auto address : return_addresses) {
        const auto code = address == 0 ? std::nullopt : cache_->files.find(address - 1, mappings);
        if (!code || !code->file || code->mapping->path != program) continue;
        const SourcePlace& place = code->file->place(code->address);
        if (place.line == 0 || place.system) continue;
        return Frame{.ip = address - 1, .path = program, .file = place.file, .line = place.line, .function = place.function};
    }
    return std::nullopt;
}

std::optional<Variable> Symbols::variable_at(std::uint64_t address, const Frame& frame, std::span<const Mapping> mappings,
                                             const Memory& memory) {
    const auto code = cache_->files.find(frame.ip, mappings);
    if (!code || !code->file) return std::nullopt;
    Units& units = code->file->units();
    const Surroundings around = surroundings_of(frame, code->bias, memory);
    Unit* const unit = units.unit_at(code->address);
    const auto function = unit ? unit->function_at(code->address) : std::nullopt;
    auto found = function ? local_variable_at(address, *function, code->address, around) : std::nullopt;
    if (!found) found = code->file->statics().at(address - code->bias, units);
    return found ? std::optional(describe(*found, units)) : std::nullopt;
}

std::optional<Variable> Symbols::variable_at(std::uint64_t address, std::span<const Frame> frames,
                                             std::span<const Mapping> mappings, const Memory& memory) {
    for (const Frame& frame : frames) {
        if (auto variable = variable_at(address, frame, mappings, memory)) return variable;
    }
    return std::nullopt;
}

std::optional<Buffer> Symbols::buffer_at(std::uint64_t address, const Registers& registers,
                                         std::span<const Mapping> mappings, const Memory& memory,
                                         const std::string& program) {
    return cache_->buffers.at(address, {registers, mappings, memory, program}, cache_->files);
}

} // namespace ipclab::source
