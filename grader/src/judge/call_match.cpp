#include "judge/call_match.h"

#include "sysv/names.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>
#include <sys/ipc.h>
#include <sys/sem.h>

namespace ipclab::judge {

namespace {

/// A field of a call: whether a text says the same.
using Field = std::function<bool(std::string_view)>;
using Fields = std::map<std::string, Field>;

std::optional<std::int64_t> number_in(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const bool hex = text.starts_with("0x");
    if (hex) text.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
}

Field number(std::int64_t value) {
    return [value](std::string_view text) { return number_in(text) == value; };
}

/// Keys are 32 bits: 0x80000000 and its negative number are the same key.
Field key(std::int32_t value) {
    return [value](std::string_view text) {
        if (text == "IPC_PRIVATE") return value == IPC_PRIVATE;
        const auto wanted = number_in(text);
        return wanted && static_cast<std::int32_t>(*wanted) == value;
    };
}

Field word(std::string value) {
    return [value = std::move(value)](std::string_view text) { return text == value; };
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const auto bar = std::min(text.find('|'), text.size());
        auto one = text.substr(0, bar);
        while (one.starts_with(' '))
            one.remove_prefix(1);
        while (one.ends_with(' '))
            one.remove_suffix(1);
        if (!one.empty()) words.push_back(one);
        text.remove_prefix(std::min(bar + 1, text.size()));
    }
    return words;
}

/// `names` is what sysv/names.h makes of the flags, `bits` the flags themselves.
Field flags(std::string names, int bits) {
    return [names = std::move(names), bits](std::string_view text) {
        const auto set = words_of(names);
        return std::ranges::all_of(words_of(text), [&](std::string_view wanted) {
            unsigned permissions = 0;
            const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), permissions, 8);
            if (error == std::errc{} && end == wanted.data() + wanted.size())
                return (static_cast<unsigned>(bits) & 0777U) == permissions;
            return std::ranges::find(set, wanted) != set.end();
        });
    };
}

void add_message(Fields& fields, const std::optional<sysv::Message>& message) {
    if (!message) return;
    fields["mtype"] = number(message->type);
    fields["mtext"] = word(message->text);
}

/// The fields that a call has at all; for semop those of each operation apart.
struct FieldsOf {
    std::vector<Fields> operator()(const sysv::MsgGet& call) const {
        return {{{"key", key(call.key)}, {"msgflg", flags(sysv::get_flags(call.msgflg), call.msgflg)}}};
    }
    std::vector<Fields> operator()(const sysv::MsgSnd& call) const {
        Fields fields{{"msqid", number(call.msqid)},
                      {"msgsz", number(static_cast<std::int64_t>(call.msgsz))},
                      {"msgflg", flags(sysv::msg_flags(call.msgflg), call.msgflg)}};
        add_message(fields, call.message);
        return {fields};
    }
    std::vector<Fields> operator()(const sysv::MsgRcv& call) const {
        Fields fields{{"msqid", number(call.msqid)},
                      {"msgsz", number(static_cast<std::int64_t>(call.msgsz))},
                      {"msgtyp", number(call.msgtyp)},
                      {"msgflg", flags(sysv::msg_flags(call.msgflg), call.msgflg)}};
        add_message(fields, call.message);
        return {fields};
    }
    std::vector<Fields> operator()(const sysv::MsgCtl& call) const {
        return {{{"msqid", number(call.msqid)}, {"cmd", word(sysv::msgctl_command(call.cmd))}}};
    }
    std::vector<Fields> operator()(const sysv::SemGet& call) const {
        return {{{"key", key(call.key)},
                 {"nsems", number(call.nsems)},
                 {"semflg", flags(sysv::get_flags(call.semflg), call.semflg)}}};
    }
    std::vector<Fields> operator()(const sysv::SemOp& call) const {
        const Fields whole{{"semid", number(call.semid)}, {"nsops", number(static_cast<std::int64_t>(call.nsops))}};
        std::vector<Fields> each;
        for (const auto& one : call.sops) {
            each.push_back(whole);
            each.back()["sem_num"] = number(one.sem_num);
            each.back()["sem_op"] = number(one.sem_op);
            each.back()["sem_flg"] = flags(sysv::sem_flags(one.sem_flg), one.sem_flg);
        }
        if (each.empty()) each.push_back(whole);
        return each;
    }
    std::vector<Fields> operator()(const sysv::SemCtl& call) const {
        Fields fields{
            {"semid", number(call.semid)}, {"semnum", number(call.semnum)}, {"cmd", word(sysv::semctl_command(call.cmd))}};
        if (call.cmd == SETVAL) fields["val"] = number(static_cast<std::int32_t>(call.arg)); // the kernel takes an int
        return {fields};
    }
    std::vector<Fields> operator()(const sysv::ShmGet& call) const {
        return {{{"key", key(call.key)},
                 {"size", number(static_cast<std::int64_t>(call.size))},
                 {"shmflg", flags(sysv::shmget_flags(call.shmflg), call.shmflg)}}};
    }
    std::vector<Fields> operator()(const sysv::ShmAt& call) const {
        return {{{"shmid", number(call.shmid)}, {"shmflg", flags(sysv::shmat_flags(call.shmflg), call.shmflg)}}};
    }
    std::vector<Fields> operator()(const sysv::ShmDt& call) const { return {{{"shmid", number(call.shmid)}}}; }
    std::vector<Fields> operator()(const sysv::ShmCtl& call) const {
        return {{{"shmid", number(call.shmid)}, {"cmd", word(sysv::shmctl_command(call.cmd))}}};
    }
};

} // namespace

bool matches(const sysv::Call& call, const Wanted& wanted) {
    return std::ranges::any_of(std::visit(FieldsOf{}, call), [&](const Fields& fields) {
        return std::ranges::all_of(wanted, [&](const auto& entry) {
            const auto field = fields.find(entry.first);
            return field != fields.end() && std::ranges::any_of(entry.second, field->second);
        });
    });
}

bool is_named(std::string_view name, std::string_view wanted) {
    return name == wanted || (wanted == "semop" && name == "semtimedop");
}

} // namespace ipclab::judge
