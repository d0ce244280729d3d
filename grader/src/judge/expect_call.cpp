#include "judge/call_match.h"
#include "judge/expect.h"
#include "judge/expectations.h"
#include "sysv/names.h"

#include <algorithm>
#include <fmt/format.h>

namespace ipclab::judge {

namespace {

using analysis::Finding;

/// How much of what was done is shown as events; the text has all of it.
constexpr std::size_t most_evidence = 3;

/// A call of the expected name.
struct Made {
    const trace::Event* event;
    const sysv::Call* call;
    const trace::Result* result = nullptr; ///< null where it waits for ever
    bool meant = false;                    ///< its fields are the expected ones
};

std::string count_text(const course::Count& count) {
    if (count.at_least && count.at_most && *count.at_least == *count.at_most) return "exactly " + times(*count.at_least);
    if (count.at_least && count.at_most) return fmt::format("{} to {} times", *count.at_least, *count.at_most);
    if (count.at_least) return "at least " + times(*count.at_least);
    return "at most " + times(count.at_most.value_or(0));
}

class CallCheck {
public:
    CallCheck(const course::ExpectCall& expect, const std::string& actor, const Context& context)
        : expect_(expect), context_(context), actor_(context.trace, actor), wanted_(wanted()), made_(made()) {}

    std::vector<Finding> operator()() {
        const auto failed = [&](const Made& one) {
            return one.result != nullptr && !one.result->ok() &&
                   (!expect_.error || sysv::errno_name(one.result->error) == *expect_.error);
        };
        const auto succeeded = [](const Made& one) { return one.result != nullptr && one.result->ok(); };
        hold(expect_.succeeds, "succeed", succeeded);
        hold(expect_.fails, expect_.error ? "fail with " + *expect_.error : "fail", failed);
        hold(expect_.times, "be called", [](const Made&) { return true; });
        return std::move(findings_);
    }

private:
    [[nodiscard]] Wanted wanted() const {
        Wanted all;
        for (const auto& [field, text] : expect_.fields) {
            auto& texts = all[field];
            // An object that was removed and made again has had several ids: any of them is meant.
            if (text.starts_with('{') && text.ends_with(".id}"))
                for (const int id : context_.objects.ids(text.substr(1, text.size() - 5)))
                    texts.push_back(std::to_string(id));
            else
                texts.push_back(context_.filled(text));
        }
        return all;
    }

    [[nodiscard]] std::vector<Made> made() const {
        std::vector<Made> all;
        const auto add = [&](const trace::Event& event, const trace::Call& call, const trace::Result* result) {
            const auto* one = std::get_if<sysv::Call>(&call);
            if (one != nullptr && is_named(sysv::name_of(*one), expect_.call))
                all.push_back({&event, one, result, matches(*one, wanted_)});
        };
        for (const auto& event : context_.trace.events) {
            if (!actor_.owns(event.task)) continue;
            if (const auto* called = std::get_if<trace::Called>(&event.what)) add(event, called->call, &called->result);
        }
        for (const auto& waiting : context_.trace.waiting) {
            if (!actor_.owns(waiting.task) || waiting.blocked >= context_.trace.events.size()) continue;
            const auto& event = context_.trace.events[waiting.blocked];
            if (const auto* blocked = std::get_if<trace::Blocked>(&event.what)) add(event, blocked->call, nullptr);
        }
        return all;
    }

    /// "msgrcv with msgtyp -3 and msgflg MSG_NOERROR".
    [[nodiscard]] std::string what() const {
        std::string text = expect_.call;
        std::string_view joint = " with ";
        for (const auto& [field, wanted] : expect_.fields) {
            const auto shown = field == "mtext" ? sysv::quoted(context_.filled(wanted)) : context_.filled(wanted);
            text += fmt::format("{}{} {}", joint, field, shown);
            joint = " and ";
        }
        return text;
    }

    template <class Counts>
    void hold(const std::optional<course::Count>& count, const std::string& verb, const Counts& counts) {
        if (!count) return;
        std::vector<const Made*> counted, others;
        for (const auto& one : made_)
            (one.meant && counts(one) ? counted : others).push_back(&one);
        const auto n = static_cast<std::int64_t>(counted.size());
        if (count->holds(n)) return;
        const bool never = count->at_most == 0;
        const auto duty =
            never ? fmt::format("should never {}", verb) : fmt::format("should {} {}", verb, count_text(*count));
        Finding finding;
        finding.rule = missing_call;
        const auto fact =
            made_.empty() ? fmt::format("{} makes no {} at all", actor_.name(), expect_.call)
            : n == 0      ? std::string("that never happens")
                     : fmt::format("that happens {}{}", count->at_least && n < *count->at_least ? "only " : "", times(n));
        finding.message = fmt::format("in {}, {} {}, but {}", actor_.name(), what(), duty, fact);
        finding.expected = fmt::format("{} {}", what(), duty);
        finding.seen = calls_text();
        const bool too_many = count->at_most && n > *count->at_most;
        auto shown = too_many || others.empty() ? counted : others;
        if (shown.size() > most_evidence) shown.erase(shown.begin(), shown.end() - most_evidence);
        for (const auto* one : shown)
            finding.evidence.push_back(one->event->index);
        if (!shown.empty())
            finding.where = shown.back()->event->where;
        else if (const auto event = actor_.fate_event())
            finding.evidence.push_back(*event);
        findings_.push_back(std::move(finding));
    }

    /// All calls of that name with their results, a line each; equal ones together.
    [[nodiscard]] std::string calls_text() const {
        if (made_.empty()) return fmt::format("no {}", expect_.call);
        const trace::Names names(context_.trace);
        std::vector<std::pair<std::string, int>> lines;
        for (const auto& one : made_) {
            const auto call = trace::Call(*one.call);
            auto line =
                trace::describe(call, names, one.event->index) + " = " +
                (one.result == nullptr ? "(waits for ever)" : trace::describe(*one.result, call, names, one.event->index));
            const auto known = std::ranges::find(lines, line, &std::pair<std::string, int>::first);
            if (known == lines.end())
                lines.emplace_back(std::move(line), 1);
            else
                ++known->second;
        }
        std::string text;
        for (const auto& [line, n] : lines)
            text += n == 1 ? line + "\n" : fmt::format("{} ({})\n", line, times(n));
        return text;
    }

    const course::ExpectCall& expect_;
    const Context& context_;
    Actor actor_;
    Wanted wanted_;
    std::vector<Made> made_;
    std::vector<Finding> findings_;
};

} // namespace

std::vector<Finding> check_calls(const course::ExpectCall& expect, const std::string& actor, const Context& context) {
    return CallCheck(expect, actor, context)();
}

} // namespace ipclab::judge
