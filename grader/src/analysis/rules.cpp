#include "analysis/each_rule.h"

#include <algorithm>
#include <array>

namespace ipclab::analysis {

std::span<const Rule> rules() {
    // Causes before consequences. A failed ftok or an unusable mode makes later calls fail, and so does a wrong number or size;
    // an unchecked failure makes a program crash or leaves somebody waiting; whoever hangs or is stopped cannot clean up.
    static constexpr std::array all{
        Rule{"key-from-failed-ftok", "the key is -1, what ftok returns when it fails", find_key_from_failed_ftok},
        Rule{"odd-mode", "an object's permission bits shut out those who need it", find_odd_mode},
        Rule{"message-type-not-a-long", "a message's type has not the size that the kernel takes it to have",
             find_message_type_not_a_long},
        Rule{"message-size-includes-type", "a message call is told of more bytes than its variable has",
             find_message_size_includes_type},
        Rule{"uninitialised-bytes-sent", "a message takes bytes with it that nobody has written",
             find_uninitialised_bytes_sent},
        Rule{"semaphore-out-of-range", "a semaphore's number or value is none that it can have",
             find_semaphore_out_of_range},
        Rule{"interrupted-call", "a call was ended by a signal and counted as done", find_interrupted_call},
        Rule{"unchecked-failure", "a call failed and the program went on as if it had worked", find_unchecked_failure},
        Rule{"initialisation-race", "a semaphore is used before it has its value", find_initialisation_race},
        Rule{"result-used-as-lock", "GETVAL and SETVAL do what one semop should do", find_result_used_as_lock},
        Rule{"value-reset", "a semaphore gets a new value while somebody uses it", find_value_reset},
        Rule{"undo-one-sided", "SEM_UNDO takes back only one half of what a process did", find_undo_one_sided},
        Rule{"undo-on-signalling", "SEM_UNDO takes back what was to tell others something", find_undo_on_signalling},
        Rule{"private-object-not-shared", "each process made an object of its own with IPC_PRIVATE",
             find_private_object_not_shared},
        Rule{"missing-terminator", "a text is read beyond its end, since its NUL is missing", find_missing_terminator},
        Rule{"truncated-silently", "the end of a message is lost, and nobody notices", find_truncated_silently},
        Rule{"own-message-received", "a process takes the message that it has sent to another", find_own_message_received},
        Rule{"pointer-in-shared-data", "an address in shared memory means nothing to other processes",
             find_pointer_in_shared_data},
        Rule{"out-of-segment", "memory outside of a segment's bytes was used", find_out_of_segment},
        Rule{"crashed", "a process was ended by a fault of its own", find_crashed},
        Rule{"data-race", "two processes use the same memory and nothing orders them", find_data_race},
        Rule{"sleep-as-synchronisation", "something only works because a process slept long enough",
             find_sleep_as_synchronisation},
        Rule{"removed-too-early", "an object was removed while somebody still needed it", find_removed_too_early},
        Rule{"deadlock", "everybody waits and nobody can ever go on", find_deadlock},
        Rule{"livelock", "the same failing calls are repeated for ever", find_livelock},
        Rule{"busy-wait", "a process asks again and again instead of waiting", find_busy_wait},
        Rule{"cpu-limit", "a process computes on and on without making a call", find_cpu_limit},
        Rule{"event-limit", "the processes make calls without end", find_event_limit},
        Rule{"output-limit", "a process prints without end", find_output_limit},
        Rule{"process-limit", "a process starts others without end", find_process_limit},
        Rule{"step-not-reached", "the scenario waited for something that can no longer happen", find_step_not_reached},
        Rule{"leaked-process", "a process was still there when all should have ended", find_leaked_process},
        Rule{"leaked-object", "an object was still there when all had ended", find_leaked_object},
        Rule{"stuck", "a process waits in a call that the grader does not follow", find_stuck},
    };
    return all;
}

const Rule* find_rule(std::string_view id) {
    const auto all = rules();
    const auto found = std::ranges::find(all, id, &Rule::id);
    return found == all.end() ? nullptr : &*found;
}

std::vector<Finding> apply(const trace::Trace& trace, const std::set<std::string>& waived) {
    // Our own failure, or a run that was called off, says nothing about the programs.
    if (trace.outcome == trace::Outcome::engine_error || trace.outcome == trace::Outcome::interrupted ||
        trace.outcome == trace::Outcome::abandoned)
        return {};
    std::vector<Finding> findings;
    for (const auto& rule : rules()) {
        if (waived.contains(std::string(rule.id))) continue;
        std::ranges::move(rule.find(trace), std::back_inserter(findings));
    }
    std::stable_partition(findings.begin(), findings.end(),
                          [](const Finding& finding) { return finding.level == Level::error; });
    return findings;
}

} // namespace ipclab::analysis
