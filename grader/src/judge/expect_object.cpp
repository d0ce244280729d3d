#include "judge/expect.h"
#include "judge/expectations.h"
#include "sysv/names.h"
#include "trace/field_texts.h"

#include <charconv>
#include <fmt/format.h>

namespace ipclab::judge {

namespace {

using analysis::Finding;

/// What the trace tells of the last object that had a key.
struct Life {
    const trace::Event* made = nullptr;
    const trace::Event* removed = nullptr;
    std::optional<sysv::ObjectState> last; ///< as it was last seen in a call
};

Life life_of(const trace::Trace& trace, sysv::Kind kind, std::int32_t key) {
    Life life;
    std::optional<sysv::ObjectId> id;
    const auto see = [&](const trace::Event& event, const std::vector<sysv::ObjectState>& states) {
        for (const auto& state : states) {
            const auto its = sysv::id_of(state);
            const bool meant = its.kind == kind && sysv::permissions_of(state).key == key;
            if (!meant && its != id) continue;
            if (its != id) life = {&event, nullptr, {}};
            id = its;
            life.last = state;
        }
    };
    for (const auto& event : trace.events) {
        if (const auto* exited = std::get_if<trace::Exited>(&event.what)) see(event, exited->after);
        if (const auto* called = std::get_if<trace::Called>(&event.what)) {
            see(event, called->after);
            if (id && called->removed == id) life.removed = &event;
        }
    }
    return life;
}

const sysv::ObjectState* find_left(const trace::Trace& trace, sysv::Kind kind, std::int32_t key) {
    for (const auto& state : trace.left_objects)
        if (sysv::id_of(state).kind == kind && sysv::permissions_of(state).key == key) return &state;
    return nullptr;
}

/// "value[2]" as "value" and 2.
std::pair<std::string_view, std::size_t> split_index(std::string_view field) {
    const auto bracket = field.find('[');
    if (bracket == std::string_view::npos) return {field, 0};
    std::size_t index = 0;
    std::from_chars(field.data() + bracket + 1, field.data() + field.size(), index);
    return {field.substr(0, bracket), index};
}

/// A field of a state as a text; nothing where the state has none of this name.
std::optional<std::string> field_of(const sysv::ObjectState& state, std::string_view field) {
    for (const auto& [name, value] : trace::field_texts(state))
        if (name == field) return value;
    return {};
}

/// "0640", "640" and, of a mode, 0100640 are the same.
std::optional<std::int64_t> number_of(std::string_view field, std::string_view text) {
    const bool octal = field == "mode";
    const bool hex = text.starts_with("0x");
    if (hex) text.remove_prefix(2);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, octal ? 8 : hex ? 16 : 10);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return octal ? value & 0777 : value;
}

std::string shown(std::string_view field, const std::string& text) {
    const auto number = number_of(field, text);
    return field == "mode" && number ? fmt::format("0{:o}", *number) : text;
}

/// A field in words, with the name that the man page has for it.
std::string in_words(std::string_view field) {
    const auto [name, index] = split_index(field);
    if (name == "qnum") return "the number of messages (qnum)";
    if (name == "cbytes") return "the number of bytes in it (cbytes)";
    if (name == "qbytes") return "the limit in bytes (qbytes)";
    if (name == "mode") return "the mode";
    if (name == "nsems") return "the number of semaphores (nsems)";
    if (name == "segsz") return "the size in bytes (segsz)";
    if (name == "nattch") return "the number of attachments (nattch)";
    if (name == "value") return fmt::format("the value of semaphore {}", index);
    if (name == "ncnt") return fmt::format("the number of those who wait for semaphore {} to grow", index);
    if (name == "zcnt") return fmt::format("the number of those who wait for semaphore {} to be zero", index);
    return std::string(field);
}

class ObjectCheck {
public:
    ObjectCheck(const course::ExpectObject& expect, const Context& context, const course::Key& key, std::int32_t number)
        : expect_(expect), context_(context), life_(life_of(context.trace, kind_of(key.kind), number)),
          left_(find_left(context.trace, kind_of(key.kind), number)),
          subject_(fmt::format("the {} of {}", sysv::name_of(kind_of(key.kind)), key.file)) {}

    std::vector<Finding> operator()() {
        const bool must_exist = expect_.exists.value_or(!expect_.fields.empty());
        if (!must_exist && left_ != nullptr && expect_.exists) still_there();
        if (must_exist && left_ == nullptr) gone();
        if (left_ != nullptr && (must_exist || !expect_.exists)) fields();
        return std::move(findings_);
    }

private:
    [[nodiscard]] std::string who(const trace::Event& event) const {
        return event.task == trace::script ? "the scenario" : context_.trace.task(event.task).name;
    }

    Finding& add(std::string message, const trace::Event* shows) {
        Finding finding;
        finding.rule = wrong_object;
        finding.message = std::move(message);
        if (shows != nullptr) {
            finding.evidence.push_back(shows->index);
            finding.where = shows->where;
        }
        return findings_.emplace_back(std::move(finding));
    }

    void still_there() {
        auto& finding =
            add(fmt::format("{} should be gone at the end, but is still there: nobody removed it", subject_), life_.made);
        finding.expected = "removed";
        finding.seen = "still there";
    }

    void gone() {
        auto& finding =
            life_.made == nullptr ? add(fmt::format("{} should be there at the end, but nobody made it", subject_), nullptr)
            : life_.removed == nullptr
                ? add(fmt::format("{} should be there at the end, but is gone", subject_), life_.made)
                : add(fmt::format("{} should be there at the end, but {} removed it", subject_, who(*life_.removed)),
                      life_.removed);
        finding.expected = expect_.fields.empty() ? "still there" : "still there, with\n" + wanted_text();
        finding.seen = life_.made == nullptr ? "never made" : "removed";
        if (life_.last && !expect_.fields.empty())
            finding.seen += "; the last that was seen of it:\n" + state_text(*life_.last) + messages_text();
    }

    void fields() {
        std::string message;
        for (const auto& [field, text] : expect_.fields) {
            const auto wanted = context_.filled(text);
            const auto seen = field_of(*left_, field).value_or("not there");
            if (const auto number = number_of(field, wanted); number && number == number_of(field, seen)) continue;
            message += fmt::format("{}{} should be {}, but is {}", message.empty() ? "" : ", and ", in_words(field),
                                   shown(field, wanted), shown(field, seen));
        }
        if (message.empty()) return;
        auto& finding = add(fmt::format("of {} at the end, {}", subject_, message), last_change());
        finding.expected = wanted_text();
        finding.seen = state_text(*left_) + messages_text();
    }

    [[nodiscard]] std::string wanted_text() const {
        std::string text;
        for (const auto& [field, value] : expect_.fields)
            text += fmt::format("{} {}\n", field, shown(field, context_.filled(value)));
        return text;
    }

    /// The fields that are asked for, as they are.
    [[nodiscard]] std::string state_text(const sysv::ObjectState& state) const {
        std::string text;
        for (const auto& entry : expect_.fields)
            text +=
                fmt::format("{} {}\n", entry.first, shown(entry.first, field_of(state, entry.first).value_or("not there")));
        return text;
    }

    /// What lies in a queue explains its numbers.
    [[nodiscard]] std::string messages_text() const {
        std::string text;
        const auto* queue = life_.last ? std::get_if<sysv::QueueState>(&*life_.last) : nullptr;
        if (queue == nullptr) return text;
        for (const auto& message : queue->messages)
            text += fmt::format("a message of type {}, {} bytes: {}\n", message.type, message.text.size(),
                                sysv::quoted(message.text));
        return text;
    }

    /// The last call that changed the object as it lies there now.
    [[nodiscard]] const trace::Event* last_change() const {
        const auto id = sysv::id_of(*left_);
        const trace::Event* last = life_.made;
        for (const auto& event : context_.trace.events)
            if (const auto* called = std::get_if<trace::Called>(&event.what))
                for (const auto& state : called->after)
                    if (sysv::id_of(state) == id) last = &event;
        return last;
    }

    const course::ExpectObject& expect_;
    const Context& context_;
    Life life_;
    const sysv::ObjectState* left_;
    std::string subject_;
    std::vector<Finding> findings_;
};

} // namespace

std::vector<Finding> check_object(const course::ExpectObject& expect, const Context& context) {
    const auto* key = context.objects.key(expect.key);
    const auto number = context.objects.number(expect.key);
    if (key == nullptr || !number) return {}; // read_lab refuses such a lab; a trace without its keys says nothing of them
    return ObjectCheck(expect, context, *key, *number)();
}

} // namespace ipclab::judge
