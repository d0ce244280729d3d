#include "source/names.h"

#include <cxxabi.h>
#include <dwarf.h>
#include <gelf.h>

#include <algorithm>
#include <cstdlib>

namespace ipclab::source {
namespace {

constexpr int most_scopes = 64;

// An inlined or out-of-line copy points to the function it was made of, a definition to its declaration in the class.
Dwarf_Die declaration_of(Dwarf_Die die) {
    for (int step = 0; step < most_scopes; ++step) {
        Dwarf_Attribute attribute;
        Dwarf_Die next;
        if (!dwarf_attr(&die, DW_AT_abstract_origin, &attribute) && !dwarf_attr(&die, DW_AT_specification, &attribute))
            break;
        if (!dwarf_formref_die(&attribute, &next)) break;
        die = next;
    }
    return die;
}

bool flag(Dwarf_Die die, unsigned name) {
    Dwarf_Attribute attribute;
    bool value = false;
    return dwarf_attr(&die, name, &attribute) && dwarf_formflag(&attribute, &value) == 0 && value;
}

std::string own_name(Dwarf_Die die) {
    const char* const name = dwarf_diename(&die);
    return name ? name : "";
}

bool is_class(int tag) { return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type; }

// GCC calls a lambda's class "<lambda(int)>", clang gives it no name.
bool is_lambda_class(Dwarf_Die scope, std::string_view member) {
    const std::string name = own_name(scope);
    return is_class(dwarf_tag(&scope)) && (name.starts_with("<lambda") || (name.empty() && member == "operator()"));
}

std::string scoped_name(Dwarf_Die given, Units& units, int depth) {
    Dwarf_Die die = declaration_of(given);
    std::string name = own_name(die);
    if (name.empty() || depth > most_scopes) return name;
    Unit* const unit = units.unit_of(die);
    for (auto scope = unit ? unit->scope_of(die) : std::nullopt; scope; scope = unit->scope_of(*scope)) {
        if (is_lambda_class(*scope, name)) {
            name = "<lambda>";
            continue;
        }
        const bool silent = own_name(*scope).empty() || flag(*scope, DW_AT_export_symbols);
        if (silent) continue;
        return scoped_name(*scope, units, depth + 1) + "::" + name;
    }
    return name;
}

struct Free {
    void operator()(char* text) const { std::free(text); } // __cxa_demangle hands out memory from malloc
};

std::string demangle(const char* name) {
    int status = 0;
    const std::unique_ptr<char, Free> text(abi::__cxa_demangle(name, nullptr, nullptr, &status));
    return text ? without_parameters(text.get()) : name;
}

// Where the "(" stands that belongs to the ")" at `close`.
std::size_t opening_of(std::string_view text, std::size_t close) {
    int open = 0;
    for (std::size_t at = close + 1; at-- > 0;) {
        if (text[at] == ')') ++open;
        if (text[at] == '(' && --open == 0) return at;
    }
    return std::string_view::npos;
}

// Behind the last space that is not inside brackets: what stands before it is the result's type.
std::size_t start_of_name(std::string_view text) {
    int open = 0;
    std::size_t start = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool names_operator =
            text.substr(at).starts_with("operator") && (at == 0 || text[at - 1] == ':' || text[at - 1] == ' ');
        if (open == 0 && names_operator) break; // "operator new", "operator<", "operator std::string"
        if (text[at] == '<' || text[at] == '(' || text[at] == '{') ++open;
        if (text[at] == '>' || text[at] == ')' || text[at] == '}') --open;
        if (text[at] == ' ' && open == 0) start = at + 1;
    }
    return start;
}

} // namespace

std::string scoped_name(Dwarf_Die die, Units& units) { return scoped_name(die, units, 0); }

std::string without_parameters(std::string_view demangled) {
    std::string_view text = demangled;
    if (const auto clone = text.find(" [clone"); clone != std::string_view::npos) text = text.substr(0, clone);
    const std::size_t close = text.rfind(')');
    // A "(" that nothing stands before would be the name: "(anonymous namespace)::counter" has no parameters.
    const bool only_qualifiers_follow =
        close != std::string_view::npos && text.substr(close + 1).find(':') == std::string_view::npos;
    if (!only_qualifiers_follow) return std::string(text);
    const std::size_t open = opening_of(text, close);
    if (open == std::string_view::npos || open == 0 || text.substr(0, open).ends_with("operator")) return std::string(text);
    text = text.substr(0, open);
    return std::string(text.substr(start_of_name(text)));
}

SymbolTable::SymbolTable(const ElfFile& file) : file_(file) {
    for (const GElf_Word wanted : {GElf_Word{SHT_SYMTAB}, GElf_Word{SHT_DYNSYM}}) {
        for (Elf_Scn* section = nullptr; symbols_.empty() && (section = elf_nextscn(file_.elf(), section));) {
            GElf_Shdr header{};
            if (gelf_getshdr(section, &header) && header.sh_type == wanted) read(section);
        }
    }
    std::ranges::sort(symbols_, {}, [](const Symbol& symbol) { return symbol.range.low; });
}

void SymbolTable::read(Elf_Scn* section) {
    GElf_Shdr header{};
    Elf_Data* const data = elf_getdata(section, nullptr);
    if (!data || !gelf_getshdr(section, &header) || header.sh_entsize == 0) return;
    for (std::size_t i = 0; i < header.sh_size / header.sh_entsize; ++i) {
        GElf_Sym symbol{};
        if (!gelf_getsym(data, static_cast<int>(i), &symbol)) return;
        const bool is_function =
            GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_shndx != SHN_UNDEF && symbol.st_size > 0;
        const char* const name = is_function ? elf_strptr(file_.elf(), header.sh_link, symbol.st_name) : nullptr;
        if (name) symbols_.push_back({{symbol.st_value, symbol.st_value + symbol.st_size}, name});
    }
}

std::string SymbolTable::function_at(std::uint64_t address) const {
    auto after = std::ranges::upper_bound(symbols_, address, {}, [](const Symbol& symbol) { return symbol.range.low; });
    if (after == symbols_.begin() || !(--after)->range.contains(address)) return {};
    // Several names may stand for one function: msgsnd, __msgsnd. The one without underscores is what people write.
    const std::uint64_t low = after->range.low;
    const Symbol* best = &*after;
    for (auto other = after; other->range.low == low && other->range.contains(address); --other) {
        if (!other->name.starts_with('_')) best = &*other;
        if (other == symbols_.begin()) break;
    }
    return demangle(best->name.c_str());
}

} // namespace ipclab::source
