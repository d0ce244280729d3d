#include "source/expression.h"

#include <dwarf.h>

#include <algorithm>
#include <array>

namespace ipclab::source {
namespace {

// The evaluator's stack: bounded, and asking too much of it makes the whole expression fail instead of the program.
class Operands {
public:
    void push(std::uint64_t value) {
        if (size_ == values_.size()) {
            broken_ = true;
        } else {
            values_[size_++] = value;
        }
    }
    std::uint64_t pop() {
        if (size_ > 0) return values_[--size_];
        broken_ = true;
        return 0;
    }
    std::uint64_t from_top(std::uint64_t depth) {
        if (depth < size_) return values_[size_ - 1 - depth];
        broken_ = true;
        return 0;
    }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] bool broken() const { return broken_; }

private:
    std::array<std::uint64_t, 64> values_{};
    std::size_t size_ = 0;
    bool broken_ = false;
};

std::int64_t as_signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t as_unsigned(std::int64_t value) { return static_cast<std::uint64_t>(value); }
bool between(unsigned atom, unsigned first, unsigned last) { return atom >= first && atom <= last; }

std::optional<std::uint64_t> combine(unsigned atom, std::uint64_t left, std::uint64_t right) {
    switch (atom) {
    case DW_OP_plus: return left + right;
    case DW_OP_minus: return left - right;
    case DW_OP_mul: return left * right;
    case DW_OP_and: return left & right;
    case DW_OP_or: return left | right;
    case DW_OP_xor: return left ^ right;
    case DW_OP_shl: return right < 64 ? left << right : 0;
    case DW_OP_shr: return right < 64 ? left >> right : 0;
    case DW_OP_shra: return as_unsigned(as_signed(left) >> std::min<std::uint64_t>(right, 63));
    case DW_OP_eq: return left == right;
    case DW_OP_ne: return left != right;
    case DW_OP_ge: return as_signed(left) >= as_signed(right);
    case DW_OP_gt: return as_signed(left) > as_signed(right);
    case DW_OP_le: return as_signed(left) <= as_signed(right);
    case DW_OP_lt: return as_signed(left) < as_signed(right);
    default: return std::nullopt;
    }
}

class Evaluation {
public:
    Evaluation(const Surroundings& around, std::optional<std::uint64_t> start) : around_(around) {
        if (start) stack_.push(*start);
    }

    std::optional<Place> run(std::span<const Dwarf_Op> expression) {
        Place::Kind kind = Place::Kind::memory;
        for (std::size_t at = 0; at < expression.size(); ++at) {
            const Dwarf_Op& op = expression[at];
            const bool last = at + 1 == expression.size();
            if (between(op.atom, DW_OP_reg0, DW_OP_reg31) || op.atom == DW_OP_regx) {
                if (!last) return std::nullopt;
                kind = Place::Kind::in_register;
                stack_.push(op.atom == DW_OP_regx ? op.number : op.atom - DW_OP_reg0);
            } else if (op.atom == DW_OP_stack_value) {
                if (!last) return std::nullopt;
                kind = Place::Kind::value;
            } else if (!step(op)) {
                return std::nullopt;
            }
            if (stack_.broken()) return std::nullopt;
        }
        if (stack_.empty()) return std::nullopt;
        return Place{kind, stack_.pop()};
    }

private:
    bool push(std::optional<std::uint64_t> value, std::uint64_t offset = 0) {
        if (value) stack_.push(*value + offset);
        return value.has_value();
    }

    bool dereference(std::size_t size) {
        std::uint64_t value = 0;
        if (size == 0 || size > sizeof value || !around_.memory(stack_.pop(), &value, size)) return false;
        stack_.push(value);
        return true;
    }

    bool step(const Dwarf_Op& op) {
        const unsigned atom = op.atom;
        if (between(atom, DW_OP_lit0, DW_OP_lit31)) return push(atom - DW_OP_lit0);
        if (between(atom, DW_OP_breg0, DW_OP_breg31)) return push(around_.register_value(atom - DW_OP_breg0), op.number);
        switch (atom) {
        case DW_OP_nop: return true;
        case DW_OP_addr: return push(op.number + around_.bias);
        case DW_OP_const1u:
        case DW_OP_const1s:
        case DW_OP_const2u:
        case DW_OP_const2s:
        case DW_OP_const4u:
        case DW_OP_const4s:
        case DW_OP_const8u:
        case DW_OP_const8s:
        case DW_OP_constu:
        case DW_OP_consts: return push(op.number);
        case DW_OP_bregx: return push(around_.register_value(static_cast<unsigned>(op.number)), op.number2);
        case DW_OP_fbreg: return push(around_.frame_base, op.number);
        case DW_OP_call_frame_cfa: return push(around_.cfa);
        case DW_OP_deref: return dereference(sizeof(std::uint64_t));
        case DW_OP_deref_size: return dereference(op.number);
        case DW_OP_plus_uconst: return push(stack_.pop() + op.number);
        case DW_OP_neg: return push(0 - stack_.pop());
        case DW_OP_not: return push(~stack_.pop());
        case DW_OP_dup: return push(stack_.from_top(0));
        case DW_OP_over: return push(stack_.from_top(1));
        case DW_OP_pick: return push(stack_.from_top(op.number));
        case DW_OP_drop: stack_.pop(); return true;
        case DW_OP_swap: return swap();
        default: return binary(atom);
        }
    }

    bool swap() {
        const std::uint64_t top = stack_.pop();
        const std::uint64_t below = stack_.pop();
        stack_.push(top);
        stack_.push(below);
        return true;
    }

    bool binary(unsigned atom) {
        const std::uint64_t right = stack_.pop();
        const std::uint64_t left = stack_.pop();
        return push(combine(atom, left, right));
    }

    const Surroundings& around_;
    Operands stack_;
};

} // namespace

std::optional<Place> evaluate(std::span<const Dwarf_Op> expression, const Surroundings& around,
                              std::optional<std::uint64_t> start) {
    return Evaluation(around, start).run(expression);
}

} // namespace ipclab::source
