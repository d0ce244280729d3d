#include "source/types.h"

#include "source/names.h"

#include <dwarf.h>

namespace ipclab::source {
namespace {

constexpr int most_nesting = 64;

bool is_class(int tag) { return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type; }

// The part goes on into the member that its offset lies in. False where there is none (padding).
bool enter_member(Part& part, Dwarf_Die type) {
    for (Dwarf_Die member : children_of(type)) {
        const int tag = dwarf_tag(&member);
        if (tag != DW_TAG_member && tag != DW_TAG_inheritance) continue;
        const bool is_static = dwarf_hasattr(&member, DW_AT_external) || dwarf_hasattr(&member, DW_AT_declaration);
        const auto place = place_in_class(member);
        const auto inner = type_of(member);
        if (is_static || !place || !inner) continue;
        const auto size = size_of(*inner);
        if (!size || part.offset < *place || part.offset - *place >= *size) continue;
        const char* const name = dwarf_diename(&member);
        if (tag == DW_TAG_member && name) part.path += std::string(".") + name;
        part.type = *inner;
        part.size = *size;
        part.offset -= *place;
        return true;
    }
    return false;
}

std::optional<std::uint64_t> bound(Dwarf_Die dimension, unsigned name) {
    Dwarf_Attribute attribute;
    Dwarf_Word number = 0;
    if (!dwarf_attr(&dimension, name, &attribute) || dwarf_formudata(&attribute, &number) != 0) return std::nullopt;
    return number;
}

// "[3]" for a dimension of four elements that has index 3 as its last, and so on; "[]" where the length is not fixed.
std::string lengths(Dwarf_Die array) {
    std::string text;
    for (Dwarf_Die dimension : children_of(array)) {
        if (dwarf_tag(&dimension) != DW_TAG_subrange_type) continue;
        auto count = bound(dimension, DW_AT_count);
        if (const auto last = bound(dimension, DW_AT_upper_bound); !count && last) count = *last + 1;
        text += count ? "[" + std::to_string(*count) + "]" : "[]";
    }
    return text;
}

// Enters the element of an array of classes; false where the elements have no parts of their own.
bool enter_element(Part& part, Dwarf_Die array) {
    const auto element = type_of(array);
    const auto size = element ? size_of(*element) : std::nullopt;
    Dwarf_Die inner = element ? without_qualifiers(*element) : Dwarf_Die{};
    if (!size || *size == 0 || !is_class(dwarf_tag(&inner))) return false;
    part.path += "[" + std::to_string(part.offset / *size) + "]";
    part.type = *element;
    part.size = *size;
    part.offset %= *size;
    return true;
}

// Newer than the dwarf.h of many systems.
constexpr int language_c17 = 0x2c, language_c23 = 0x3e;

bool is_c(Dwarf_Die type) {
    Dwarf_Die unit;
    if (!dwarf_diecu(&type, &unit, nullptr, nullptr)) return false;
    switch (dwarf_srclang(&unit)) {
    case DW_LANG_C:
    case DW_LANG_C89:
    case DW_LANG_C99:
    case DW_LANG_C11:
    case language_c17:
    case language_c23: return true;
    default: return false;
    }
}

// Broken debug information may describe a type by itself: the depth ends that.
class TypeName {
public:
    explicit TypeName(Units& units) : units_(units) {}

    std::string of(Dwarf_Die type, int depth = 0) {
        if (depth > most_nesting) return "…";
        switch (dwarf_tag(&type)) {
        case DW_TAG_pointer_type: return made_of(type, depth) + "*";
        case DW_TAG_reference_type: return made_of(type, depth) + "&";
        case DW_TAG_rvalue_reference_type: return made_of(type, depth) + "&&";
        case DW_TAG_array_type: return made_of(type, depth) + lengths(type);
        case DW_TAG_const_type: return qualified("const", type, depth);
        case DW_TAG_volatile_type: return qualified("volatile", type, depth);
        case DW_TAG_structure_type: return of_class(type, "struct");
        case DW_TAG_class_type: return of_class(type, "class");
        case DW_TAG_union_type: return of_class(type, "union");
        case DW_TAG_enumeration_type: return of_class(type, "enum");
        case DW_TAG_subroutine_type: return "function";
        default: return scoped_name(type, units_);
        }
    }

private:
    std::string made_of(Dwarf_Die type, int depth) {
        const auto inner = type_of(type);
        return inner ? of(*inner, depth + 1) : "void";
    }

    std::string qualified(const std::string& qualifier, Dwarf_Die type, int depth) {
        auto inner = type_of(type);
        const bool is_pointer = inner && dwarf_tag(&*inner) == DW_TAG_pointer_type;
        const std::string name = made_of(type, depth);
        return is_pointer ? name + " " + qualifier : qualifier + " " + name;
    }

    std::string of_class(Dwarf_Die type, const std::string& keyword) {
        const std::string name = scoped_name(type, units_);
        if (name.empty()) return keyword;
        return is_c(type) ? keyword + " " + name : name;
    }

    Units& units_;
};

} // namespace

std::optional<Dwarf_Die> type_of(Dwarf_Die die) {
    Dwarf_Attribute attribute;
    Dwarf_Die type;
    if (!dwarf_attr_integrate(&die, DW_AT_type, &attribute) || !dwarf_formref_die(&attribute, &type)) return std::nullopt;
    return type;
}

std::optional<std::uint64_t> size_of(Dwarf_Die type) {
    Dwarf_Word size = 0;
    return dwarf_aggregate_size(&type, &size) == 0 ? std::optional(size) : std::nullopt;
}

Dwarf_Die without_qualifiers(Dwarf_Die type) {
    Dwarf_Die peeled;
    return dwarf_peel_type(&type, &peeled) == 0 ? peeled : type;
}

std::optional<std::uint64_t> place_in_class(Dwarf_Die member) {
    Dwarf_Attribute attribute;
    Dwarf_Word number = 0;
    if (dwarf_attr(&member, DW_AT_data_member_location, &attribute))
        return dwarf_formudata(&attribute, &number) == 0 ? std::optional(number) : std::nullopt;
    if (dwarf_attr(&member, DW_AT_data_bit_offset, &attribute))
        return dwarf_formudata(&attribute, &number) == 0 ? std::optional(number / 8) : std::nullopt;
    return 0;
}

std::string type_name(Dwarf_Die type, Units& units) { return TypeName(units).of(type); }

Part part_at(Dwarf_Die type, std::uint64_t offset) {
    Part part{"", type, size_of(type).value_or(0), offset};
    for (int depth = 0; depth < most_nesting && part.offset > 0; ++depth) {
        Dwarf_Die inner = without_qualifiers(part.type);
        const int tag = dwarf_tag(&inner);
        const bool entered =
            is_class(tag) ? enter_member(part, inner) : tag == DW_TAG_array_type && enter_element(part, inner);
        if (!entered) break;
    }
    return part;
}

} // namespace ipclab::source
