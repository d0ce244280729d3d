#include "judge/segment_text.h"

#include <algorithm>
#include <cstring>

namespace ipclab::judge {

namespace {

constexpr std::uint64_t longest_text = 65536;

template <class Number>
std::string number(const std::string& bytes) {
    Number value{};
    std::memcpy(&value, bytes.data(), sizeof value);
    return std::to_string(value);
}

std::string number(const std::string& bytes, std::size_t size) {
    switch (size) {
    case sizeof(signed char): return number<signed char>(bytes);
    case sizeof(short): return number<short>(bytes);
    case sizeof(int): return number<int>(bytes);
    default: return number<long>(bytes);
    }
}

} // namespace

std::vector<engine::Piece> pieces_of(const course::ExpectObject& expect) {
    std::vector<engine::Piece> pieces;
    for (const auto& entry : expect.fields)
        if (const auto asked = course::segment_field(entry.first))
            pieces.push_back({asked->offset, asked->size == 0 ? longest_text : asked->size, asked->size == 0});
    return pieces;
}

std::optional<std::string> segment_text(const course::SegmentField& field, sysv::ObjectId segment,
                                        const std::vector<trace::Contents>& kept) {
    // Several pieces may begin at the same byte: all are of one moment, so any that is long enough will do.
    const std::string* longest = nullptr;
    for (const auto& piece : kept)
        if (piece.segment == segment && piece.offset == field.offset &&
            (longest == nullptr || piece.bytes.size() > longest->size()))
            longest = &piece.bytes;
    if (longest == nullptr || longest->size() < std::max<std::size_t>(field.size, 1)) return std::nullopt;
    if (field.size == 0) return longest->substr(0, longest->find('\0'));
    return number(*longest, field.size);
}

} // namespace ipclab::judge
