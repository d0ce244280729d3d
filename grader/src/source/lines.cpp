#include "source/lines.h"

#include <dwarf.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace ipclab::source {
namespace {

struct Line {
    std::string file;
    int number = 0;
};

std::string tidy(const char* file) { return file ? std::filesystem::path(file).lexically_normal().string() : std::string{}; }

// Code that the compiler made up has line 0: then the line that the code before it has, as long as that is the same function.
Line line_at(Dwarf_Die unit, std::uint64_t address, std::uint64_t lowest) {
    constexpr int most_rows = 16;
    for (int row = 0; row < most_rows && address >= lowest; ++row) {
        Dwarf_Line* const line = dwarf_getsrc_die(&unit, address);
        Dwarf_Addr start = 0;
        int number = 0;
        if (!line || dwarf_lineno(line, &number) != 0 || dwarf_lineaddr(line, &start) != 0) break;
        if (number > 0) return {tidy(dwarf_linesrc(line, nullptr, nullptr)), number};
        if (start == 0 || start > address) break;
        address = start - 1;
    }
    return {};
}

// Where the call was written that was replaced by the body of `inlined`.
Line call_line(Dwarf_Die unit, Dwarf_Die inlined) {
    Dwarf_Attribute attribute;
    Dwarf_Word file = 0, number = 0;
    Dwarf_Files* files = nullptr;
    std::size_t count = 0;
    const bool known = dwarf_attr(&inlined, DW_AT_call_file, &attribute) && dwarf_formudata(&attribute, &file) == 0 &&
                       dwarf_attr(&inlined, DW_AT_call_line, &attribute) && dwarf_formudata(&attribute, &number) == 0 &&
                       dwarf_getsrcfiles(&unit, &files, &count) == 0 && file < count;
    if (!known) return {};
    return {tidy(dwarf_filesrc(files, file, nullptr, nullptr)), static_cast<int>(number)};
}

// The function and what was inlined into it at `address`, outermost first.
void add_inlined(Dwarf_Die scope, std::uint64_t address, std::vector<Dwarf_Die>& chain, int depth = 0) {
    constexpr int most_nesting = 128;
    if (depth > most_nesting) return;
    for (Dwarf_Die child : children_of(scope)) {
        const int tag = dwarf_tag(&child);
        const bool is_inlined = tag == DW_TAG_inlined_subroutine;
        if ((!is_inlined && tag != DW_TAG_lexical_block) || dwarf_haspc(&child, address) != 1) continue;
        if (is_inlined) chain.push_back(child);
        add_inlined(child, address, chain, depth + 1);
        return;
    }
}

} // namespace

bool is_system_source(std::string_view file) {
    constexpr std::array<std::string_view, 5> places{"/usr/include/", "/usr/lib/", "/usr/local/include/", "/usr/lib64/",
                                                     "/opt/rh/"};
    return std::ranges::any_of(places, [=](std::string_view place) { return file.starts_with(place); });
}

SourcePlace source_place(Units& units, std::uint64_t address) {
    Unit* const unit = units.unit_at(address);
    if (!unit) return {};
    const auto function = unit->function_at(address);
    std::vector<Dwarf_Die> chain;
    std::uint64_t lowest = address;
    if (function) {
        chain.push_back(*function);
        add_inlined(*function, address, chain);
        for (const AddressRange& range : ranges_of(*function))
            if (range.contains(address)) lowest = range.low;
    }
    // The line table tells the line in the innermost function; each inlined one tells the line in the one around it.
    Line line = line_at(unit->skeleton(), address, lowest);
    const Line innermost = line;
    while (chain.size() > 1 && (line.number == 0 || is_system_source(line.file))) {
        line = call_line(unit->skeleton(), chain.back());
        chain.pop_back();
    }
    const bool system = line.number == 0 || is_system_source(line.file);
    if (line.number == 0) line = innermost;
    return {line.file, line.number, chain.empty() ? std::string{} : scoped_name(chain.back(), units),
            system && line.number != 0};
}

} // namespace ipclab::source
