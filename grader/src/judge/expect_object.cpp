#include "course/vocabulary.h"
#include "judge/expect.h"
#include "judge/expectations.h"
#include "judge/segment_text.h"
#include "sysv/names.h"
#include "trace/field_texts.h"

#include <algorithm>
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

/// `end`: the first event that does not count any more.
Life life_of(const trace::Trace& trace, sysv::Kind kind, std::int32_t key, std::size_t end) {
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
        if (event.index >= end) break;
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
std::optional<std::string> field_of(const sysv::ObjectState& state, const std::vector<trace::Contents>& contents,
                                    std::string_view field) {
    if (const auto asked = course::segment_field(field)) return segment_text(*asked, sysv::id_of(state), contents);
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

bool is_text(std::string_view field) {
    const auto asked = course::segment_field(field);
    return asked && asked->size == 0;
}

/// Numbers by their value, where both are some; of a number in a segment, as many bytes as it has.
bool same(std::string_view field, const std::string& wanted, const std::string& seen) {
    if (is_text(field)) return wanted == seen;
    const auto one = number_of(field, wanted), other = number_of(field, seen);
    if (!one || !other) return false;
    const auto asked = course::segment_field(field);
    const auto unused = asked ? 64 - 8 * asked->size : 0;
    return (static_cast<std::uint64_t>(*one) << unused) == (static_cast<std::uint64_t>(*other) << unused);
}

std::string shown(std::string_view field, const std::string& text) {
    if (is_text(field)) return sysv::quoted(text);
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
    if (name == "text") return fmt::format("the text at byte {}", index);
    if (course::segment_field(field)) return fmt::format("the {} at byte {}", name, index);
    return std::string(field);
}

/// What is held against the expectation, and how it is spoken of.
struct Seen {
    const sysv::ObjectState* state; ///< null where it is not there
    const std::vector<trace::Contents>& contents;
    std::string when;           ///< "at the end"
    std::size_t before;         ///< events from this one on came later
    const trace::Event* look{}; ///< of the play; null at the end
};

class ObjectCheck {
public:
    ObjectCheck(const course::ExpectObject& expect, const Context& context, const course::Key& key, std::int32_t number,
                Seen seen)
        : expect_(expect), context_(context), life_(life_of(context.trace, kind_of(key.kind), number, seen.before)),
          seen_(std::move(seen)), subject_(fmt::format("the {} of {}", sysv::name_of(kind_of(key.kind)), key.file)) {}

    std::vector<Finding> operator()() {
        const bool must_exist = expect_.exists.value_or(!expect_.fields.empty());
        if (!must_exist && seen_.state != nullptr && expect_.exists) still_there();
        if (must_exist && seen_.state == nullptr) gone();
        if (seen_.state != nullptr && (must_exist || !expect_.exists)) fields();
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
        if (seen_.look != nullptr) finding.evidence.push_back(seen_.look->index);
        return findings_.emplace_back(std::move(finding));
    }

    void still_there() {
        const auto message =
            seen_.look == nullptr
                ? fmt::format("{} should be gone {}, but is still there: nobody removed it", subject_, seen_.when)
                : fmt::format("{} should not be there {}, but is", subject_, seen_.when);
        auto& finding = add(message, life_.made);
        finding.expected = seen_.look == nullptr ? "removed" : "not there";
        finding.seen = seen_.look == nullptr ? "still there" : "there";
    }

    void gone() {
        const auto* shows = life_.made != nullptr && life_.removed != nullptr ? life_.removed : life_.made;
        const auto fate = life_.made == nullptr      ? std::string("nobody made it")
                          : life_.removed == nullptr ? std::string("is gone")
                                                     : fmt::format("{} removed it", who(*life_.removed));
        auto& finding = add(fmt::format("{} should be there {}, but {}", subject_, seen_.when, fate), shows);
        const std::string there = seen_.look == nullptr ? "still there" : "there";
        finding.expected = expect_.fields.empty() ? there : there + ", with\n" + wanted_text();
        finding.seen = life_.made == nullptr ? "never made" : "removed";
        if (seen_.look != nullptr && life_.made == nullptr) finding.seen = "not made yet";
        if (life_.last && !expect_.fields.empty())
            finding.seen += "; the last that was seen of it:\n" + state_text(*life_.last) + messages_text(*life_.last);
    }

    void fields() {
        std::string message;
        for (const auto& [field, text] : expect_.fields) {
            const auto wanted = context_.filled(text);
            const auto seen = field_of(*seen_.state, seen_.contents, field);
            if (seen && same(field, wanted, *seen)) continue;
            message += fmt::format("{}{} should be {}, but {}", message.empty() ? "" : ", and ", in_words(field),
                                   shown(field, wanted), seen ? "is " + shown(field, *seen) : not_there(field));
        }
        if (message.empty()) return;
        auto& finding = add(fmt::format("of {} {}, {}", subject_, seen_.when, message), last_change());
        finding.expected = wanted_text();
        finding.seen = state_text(*seen_.state) + messages_text(*seen_.state);
    }

    /// Why a field has no value.
    [[nodiscard]] std::string not_there(std::string_view field) const {
        const auto* segment = std::get_if<sysv::SegmentState>(seen_.state);
        const auto asked = course::segment_field(field);
        if (segment == nullptr || !asked) return "is not there";
        if (asked->offset + std::max<std::size_t>(asked->size, 1) > segment->segsz)
            return fmt::format("the segment has only {} bytes", segment->segsz);
        return fmt::format("the segment cannot be read (its mode is 0{:o})", segment->perm.mode & 0777U);
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
        for (const auto& entry : expect_.fields) {
            const auto value = field_of(state, seen_.contents, entry.first);
            text += fmt::format("{} {}\n", entry.first, value ? shown(entry.first, *value) : "not there");
        }
        return text;
    }

    /// What lies in a queue explains its numbers.
    static std::string messages_text(const sysv::ObjectState& state) {
        std::string text;
        const auto* queue = std::get_if<sysv::QueueState>(&state);
        if (queue == nullptr) return text;
        for (const auto& message : queue->messages)
            text += fmt::format("a message of type {}, {} bytes: {}\n", message.type, message.text.size(),
                                sysv::quoted(message.text));
        return text;
    }

    /// The last call that changed the object as it was then, or the last write to it, where that is asked for.
    [[nodiscard]] const trace::Event* last_change() const {
        const auto id = sysv::id_of(*seen_.state);
        const bool contents = std::ranges::any_of(
            expect_.fields, [](const auto& entry) { return course::segment_field(entry.first).has_value(); });
        const trace::Event* last = life_.made;
        for (const auto& event : context_.trace.events) {
            if (event.index >= seen_.before) break;
            if (const auto* access = std::get_if<trace::Accessed>(&event.what);
                access != nullptr && contents && access->segment == id && writes_to_asked(*access))
                last = &event;
            if (const auto* called = std::get_if<trace::Called>(&event.what); called != nullptr && !contents)
                for (const auto& state : called->after)
                    if (sysv::id_of(state) == id) last = &event;
        }
        return last;
    }

    [[nodiscard]] bool writes_to_asked(const trace::Accessed& access) const {
        if (access.kind == trace::Accessed::Kind::read || access.kind == trace::Accessed::Kind::atomic_read) return false;
        return std::ranges::any_of(expect_.fields, [&](const auto& entry) {
            const auto asked = course::segment_field(entry.first);
            const auto size = !asked || asked->size > 0 ? asked.value_or(course::SegmentField{}).size
                                                        : context_.filled(entry.second).size() + 1;
            return asked && access.offset < asked->offset + size && asked->offset < access.offset + access.size;
        });
    }

    const course::ExpectObject& expect_;
    const Context& context_;
    Life life_;
    Seen seen_;
    std::string subject_;
    std::vector<Finding> findings_;
};

/// The `nth` look that the play took, from 0 on; null where it did not come so far.
const trace::Event* look_event(const trace::Trace& trace, std::size_t nth) {
    for (const auto& event : trace.events)
        if (const auto* step = std::get_if<trace::Scripted>(&event.what); step != nullptr && step->looked && nth-- == 0)
            return &event;
    return nullptr;
}

std::string when(const trace::Trace& trace, const trace::Event& look, std::size_t step) {
    const trace::Scripted* before = nullptr;
    for (const auto& event : trace.events) {
        if (event.index >= look.index) break;
        if (const auto* one = std::get_if<trace::Scripted>(&event.what)) before = one;
    }
    return fmt::format("at step {} of the scenario", step + 1) +
           (before != nullptr ? fmt::format(", after \"{}\"", before->text) : "");
}

} // namespace

std::vector<Finding> check_object(const course::ExpectObject& expect, const Context& context) {
    const auto* key = context.objects.key(expect.key);
    const auto number = context.objects.number(expect.key);
    if (key == nullptr || !number) return {}; // read_lab refuses such a lab; a trace without its keys says nothing of them
    const auto& trace = context.trace;
    return ObjectCheck(
        expect, context, *key, *number,
        {find_left(trace, kind_of(key->kind), *number), trace.left_contents, "at the end", trace.events.size()})();
}

std::vector<Finding> check_look(const course::ExpectObject& expect, const Look& look, const Context& context) {
    const auto* key = context.objects.key(expect.key);
    const auto number = context.objects.number(expect.key);
    const auto* event = look_event(context.trace, look.nth);
    if (key == nullptr || !number || event == nullptr) return {};
    const auto& looked = *std::get<trace::Scripted>(event->what).looked;
    return ObjectCheck(expect, context, *key, *number,
                       {looked.state ? &*looked.state : nullptr, looked.contents, when(context.trace, *event, look.step),
                        event->index, event})();
}

} // namespace ipclab::judge
