#include "source/layout.h"

#include "source/types.h"

#include <dwarf.h>

#include <algorithm>

namespace ipclab::source {
namespace {

constexpr int most_nesting = 32;
constexpr std::size_t most_elements = 512;

bool is_number(Dwarf_Die type) {
    const int tag = dwarf_tag(&type);
    if (tag == DW_TAG_enumeration_type) return true;
    Dwarf_Attribute attribute;
    Dwarf_Word encoding = 0;
    if (tag != DW_TAG_base_type || !dwarf_attr(&type, DW_AT_encoding, &attribute) ||
        dwarf_formudata(&attribute, &encoding) != 0)
        return false;
    switch (encoding) {
    case DW_ATE_signed:
    case DW_ATE_unsigned:
    case DW_ATE_signed_char:
    case DW_ATE_unsigned_char:
    case DW_ATE_boolean:
    case DW_ATE_UTF: return true;
    default: return false;
    }
}

class Elements {
public:
    /// False where the type is not understood in full.
    bool add(Dwarf_Die type, std::uint64_t offset, int depth = 0) {
        const auto size = size_of(type);
        if (depth > most_nesting || elements_.size() >= most_elements || !size) return false;
        Dwarf_Die plain = without_qualifiers(type);
        switch (dwarf_tag(&plain)) {
        case DW_TAG_structure_type:
        case DW_TAG_class_type: return add_members(plain, offset, depth);
        case DW_TAG_array_type: return add_array(plain, offset, *size, depth);
        default:
            elements_.push_back({offset, *size, is_number(plain) ? Element::Kind::number : Element::Kind::other});
            return true;
        }
    }

    [[nodiscard]] std::vector<Element> by_offset() && {
        std::ranges::stable_sort(elements_, {}, &Element::offset);
        return std::move(elements_);
    }

private:
    bool add_members(Dwarf_Die type, std::uint64_t offset, int depth) {
        for (Dwarf_Die member : children_of(type)) {
            const int tag = dwarf_tag(&member);
            if (tag != DW_TAG_member && tag != DW_TAG_inheritance) continue;
            if (dwarf_hasattr(&member, DW_AT_external) || dwarf_hasattr(&member, DW_AT_declaration)) continue; // static
            const auto place = place_in_class(member);
            const auto inner = type_of(member);
            // A virtual base lies where the object itself says; of a bit-field, only the bits are the member's.
            const bool bits = dwarf_hasattr(&member, DW_AT_bit_size) || dwarf_hasattr(&member, DW_AT_data_bit_offset);
            if (!place || !inner || bits || dwarf_hasattr(&member, DW_AT_virtuality)) return false;
            if (!add(*inner, offset + *place, depth + 1)) return false;
        }
        return true;
    }

    bool add_array(Dwarf_Die array, std::uint64_t offset, std::uint64_t size, int depth) {
        const auto element = type_of(array);
        const auto each = element ? size_of(*element) : std::nullopt;
        // `char text[]` and `char text[0]`: what is there is more than the type says.
        if (!each || *each == 0 || size == 0) return false;
        Dwarf_Die inner = without_qualifiers(*element);
        const int tag = dwarf_tag(&inner);
        if (tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_array_type) {
            for (std::uint64_t at = 0; at + *each <= size; at += *each)
                if (!add(*element, offset + at, depth + 1)) return false;
            return true;
        }
        elements_.push_back(
            {offset, size, *each == 1 && is_number(inner) ? Element::Kind::characters : Element::Kind::other});
        return true;
    }

    std::vector<Element> elements_;
};

} // namespace

std::optional<std::vector<Element>> elements_of(Dwarf_Die type) {
    Elements elements;
    if (!elements.add(type, 0)) return std::nullopt;
    return std::move(elements).by_offset();
}

} // namespace ipclab::source
