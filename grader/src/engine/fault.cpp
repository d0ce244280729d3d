#include "engine/fault.h"

#include "engine/arch/processor.h"
#include "sysv/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ipclab::engine {
namespace {

constexpr std::string_view any_call = "call";
constexpr std::string_view any_set = "any";

struct Verb {
    Fault::Kind kind;
    std::string_view name;
};
constexpr std::array verbs{Verb{Fault::Kind::kill, "kill"}, Verb{Fault::Kind::stop, "stop"},
                           Verb{Fault::Kind::signal, "signal"}, Verb{Fault::Kind::fail, "fail"}};

/// The words of one fault, taken one by one.
class Words {
public:
    explicit Words(std::string_view text) : text_{text} {
        while (!text.empty()) {
            const auto begin = text.find_first_not_of(" \t");
            if (begin == std::string_view::npos) break;
            text.remove_prefix(begin);
            const auto end = std::min(text.find_first_of(" \t"), text.size());
            words_.emplace_back(text.substr(0, end));
            text.remove_prefix(end);
        }
    }

    [[noreturn]] void refuse(const std::string& why) const {
        throw std::invalid_argument(fmt::format("\"{}\" is no fault: {}", text_, why));
    }

    [[nodiscard]] bool done() const { return at_ == words_.size(); }

    /// The next word, which is needed: `what` says for what.
    std::string take(std::string_view what) {
        if (done()) refuse(fmt::format("it lacks {}", what));
        return words_[at_++];
    }

    bool skip(std::string_view word) {
        if (done() || words_[at_] != word) return false;
        ++at_;
        return true;
    }

    std::optional<int> number() {
        if (done()) return std::nullopt;
        const auto& word = words_[at_];
        int value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (end != word.data() + word.size()) return std::nullopt;
        if (error != std::errc{} || value < 1) refuse(fmt::format("calls are counted from 1, so there is no {}", word));
        ++at_;
        return value;
    }

    /// Nothing may be left.
    void finish() const {
        if (!done()) refuse(fmt::format("\"{}\" is one word too many", words_[at_]));
    }

private:
    std::string_view text_;
    std::vector<std::string> words_;
    std::size_t at_ = 0;
};

std::string read_call(Words& words) {
    auto call = words.take("the name of a call, or \"call\" for any");
    if (call == any_call) return {};
    if (!can_be_met_at(call)) words.refuse(fmt::format("there is no call \"{}\" that a process can be met at", call));
    return call == "semtimedop" ? "semop" : call;
}

/// "locks", "locks[0]", "locks.0", "any".
void read_set(Words& words, Moment& moment) {
    const auto name = words.take("a semaphore");
    const auto end = std::min(name.find_first_of("[."), name.size());
    moment.set = name.substr(0, end);
    if (moment.set == any_set) moment.set.clear();
    if (end == name.size()) return;
    const auto close = name[end] == '[' ? name.size() - 1 : name.size();
    int value = 0;
    const auto* const last = name.data() + close;
    const auto [stop, error] = std::from_chars(name.data() + end + 1, last, value);
    const bool closed = name[end] != '[' || name.back() == ']';
    if (!closed || stop != last || error != std::errc{} || value < 0 || end + 1 == close)
        words.refuse(fmt::format("a semaphore is written like locks[0], not like {}", name));
    moment.num = value;
}

Moment read_moment(Words& words) {
    Moment moment;
    [[maybe_unused]] const bool filler = words.skip("when") || words.skip("while");
    const auto kind =
        words.take("the moment: after CALL, before CALL, blocked in CALL, while holding SEMAPHORE, or after access N");
    if (kind == "holding") {
        moment.kind = Moment::Kind::holding;
        if (words.done()) return moment;
        read_set(words, moment);
        moment.nth = words.number().value_or(1);
        return moment;
    }
    if (kind == "after" && words.skip("access")) {
        moment.kind = Moment::Kind::access;
        moment.nth = words.number().value_or(1);
        return moment;
    }
    if (kind == "before")
        moment.kind = Moment::Kind::before;
    else if (kind == "after")
        moment.kind = Moment::Kind::after;
    else if (kind == "blocked")
        moment.kind = Moment::Kind::blocked;
    else
        words.refuse(fmt::format("\"{}\" is no moment; there are after, before, blocked in, and while holding", kind));
    if (moment.kind == Moment::Kind::blocked) {
        words.skip("in");
        if (words.done()) return moment;
    }
    if (const auto nth = words.number()) { // of any call
        moment.nth = *nth;
        return moment;
    }
    moment.call = read_call(words);
    moment.nth = words.number().value_or(1);
    return moment;
}

std::string moment_text(const Moment& moment) {
    const auto call = moment.call.empty() ? any_call : std::string_view{moment.call};
    const auto count = moment.nth == 1 ? std::string{} : fmt::format(" {}", moment.nth);
    switch (moment.kind) {
    case Moment::Kind::before: return fmt::format("before {}{}", call, count);
    case Moment::Kind::after: return fmt::format("after {}{}", call, count);
    case Moment::Kind::blocked: return fmt::format("when blocked in {}{}", call, count);
    case Moment::Kind::access: return fmt::format("after access{}", count);
    case Moment::Kind::holding: break;
    }
    const auto set = moment.set.empty() ? any_set : std::string_view{moment.set};
    const auto num = moment.num ? fmt::format("[{}]", *moment.num) : std::string{};
    return fmt::format("while holding {}{}{}", set, num, count);
}

} // namespace

bool can_be_met_at(std::string_view call) {
    // At the others nobody is parked.
    constexpr std::array unparked{Family::none, Family::clock, Family::random, Family::timer, Family::session};
    return std::ranges::any_of(visible_calls(), [&](const VisibleCall& visible) {
        return visible.name == call && std::ranges::find(unparked, visible.family) == unparked.end();
    });
}

std::string text(const Fault& fault) {
    switch (fault.kind) {
    case Fault::Kind::kill: return fmt::format("kill {} {}", fault.who, moment_text(fault.when));
    case Fault::Kind::stop: return fmt::format("stop {} {}", fault.who, moment_text(fault.when));
    case Fault::Kind::signal:
        return fmt::format("signal {} to {} {}", sysv::signal_name(fault.number), fault.who, moment_text(fault.when));
    case Fault::Kind::fail:
        return fmt::format("fail {} {} {} with {}", fault.who,
                           fault.when.call.empty() ? any_call : std::string_view{fault.when.call}, fault.when.nth,
                           sysv::errno_name(fault.number));
    case Fault::Kind::waiters: return "waiters in any order";
    case Fault::Kind::sleepers: break;
    }
    return "sleepers in any order";
}

Fault parse_fault(std::string_view text) {
    Words words{text};
    const auto verb = words.take("what is to happen: kill, stop, signal, fail, or sleepers or waiters in any order");
    Fault fault;
    if (verb == "sleepers" || verb == "waiters") {
        fault.kind = verb == "waiters" ? Fault::Kind::waiters : Fault::Kind::sleepers;
        words.skip("in");
        words.skip("any");
        words.skip("order");
        words.finish();
        return fault;
    }
    const auto* const known = std::ranges::find(verbs, verb, &Verb::name);
    if (known == verbs.end())
        words.refuse(fmt::format("it begins with kill, stop, signal, fail, sleepers or waiters, not with \"{}\"", verb));
    fault.kind = known->kind;
    if (fault.kind == Fault::Kind::signal) {
        const auto name = words.take("a signal");
        const auto signo = sysv::signal_from_name(name);
        if (!signo) words.refuse(fmt::format("there is no signal {}; they are written like SIGUSR1", name));
        fault.number = *signo;
        words.skip("to");
    }
    fault.who = words.take("a process: its program's name, \"worker/1\" for a child, or \"anybody\"");
    if (fault.who == "*") fault.who = "anybody";
    if (fault.who == "holder" && words.done()) { // "kill holder"
        fault.who = "anybody";
        fault.when.kind = Moment::Kind::holding;
        return fault;
    }
    if (fault.kind != Fault::Kind::fail) {
        fault.when = read_moment(words);
        words.finish();
        return fault;
    }
    fault.when.kind = Moment::Kind::before;
    fault.when.call = read_call(words);
    fault.when.nth = words.number().value_or(1);
    words.skip("with");
    const auto name = words.take("an errno, like EINTR");
    const auto error = sysv::errno_from_name(name);
    if (!error) words.refuse(fmt::format("there is no errno {}; they are written like EINTR", name));
    fault.number = *error;
    words.finish();
    return fault;
}

} // namespace ipclab::engine
