#pragma once

/// @file
/// The rules' functions; `rules()` puts them in order. What each means stands on its page in grader/rules/.

#include "analysis/rules.h"

namespace ipclab::analysis {

/// @name keys.cpp
/// @{
std::vector<Finding> find_key_from_failed_ftok(const trace::Trace& trace);
std::vector<Finding> find_odd_mode(const trace::Trace& trace);
/// @}
/// @name failures.cpp
/// @{
std::vector<Finding> find_unchecked_failure(const trace::Trace& trace);
std::vector<Finding> find_crashed(const trace::Trace& trace);
/// @}
/// @name lifetime.cpp
/// @{
std::vector<Finding> find_removed_too_early(const trace::Trace& trace);
std::vector<Finding> find_leaked_object(const trace::Trace& trace);
std::vector<Finding> find_leaked_process(const trace::Trace& trace);
/// @}
/// @name deadlock.cpp
/// @{
std::vector<Finding> find_deadlock(const trace::Trace& trace);
/// @}
/// @name polling.cpp
/// @{
std::vector<Finding> find_livelock(const trace::Trace& trace);
std::vector<Finding> find_busy_wait(const trace::Trace& trace);
/// @}
/// @name semaphore_values.cpp
/// @{
std::vector<Finding> find_initialisation_race(const trace::Trace& trace);
std::vector<Finding> find_value_reset(const trace::Trace& trace);
std::vector<Finding> find_result_used_as_lock(const trace::Trace& trace);
/// @}
/// @name private_objects.cpp, terminators.cpp, stored_pointers.cpp, bounds.cpp, sleeping.cpp
/// @{
std::vector<Finding> find_private_object_not_shared(const trace::Trace& trace);
std::vector<Finding> find_missing_terminator(const trace::Trace& trace);
std::vector<Finding> find_pointer_in_shared_data(const trace::Trace& trace);
std::vector<Finding> find_out_of_segment(const trace::Trace& trace);
std::vector<Finding> find_sleep_as_synchronisation(const trace::Trace& trace);
/// @}
/// @name message_buffers.cpp, message_contents.cpp, own_messages.cpp
/// @{
std::vector<Finding> find_message_size_includes_type(const trace::Trace& trace);
std::vector<Finding> find_message_type_not_a_long(const trace::Trace& trace);
std::vector<Finding> find_uninitialised_bytes_sent(const trace::Trace& trace);
std::vector<Finding> find_truncated_silently(const trace::Trace& trace);
std::vector<Finding> find_own_message_received(const trace::Trace& trace);
/// @}
/// @name undo.cpp, semaphore_range.cpp, interrupted.cpp
/// @{
std::vector<Finding> find_undo_one_sided(const trace::Trace& trace);
std::vector<Finding> find_undo_on_signalling(const trace::Trace& trace);
std::vector<Finding> find_semaphore_out_of_range(const trace::Trace& trace);
std::vector<Finding> find_interrupted_call(const trace::Trace& trace);
/// @}
/// @name data_race.cpp
/// @{
std::vector<Finding> find_data_race(const trace::Trace& trace);
/// @}
/// @name limits.cpp
/// @{
std::vector<Finding> find_cpu_limit(const trace::Trace& trace);
std::vector<Finding> find_event_limit(const trace::Trace& trace);
std::vector<Finding> find_output_limit(const trace::Trace& trace);
std::vector<Finding> find_process_limit(const trace::Trace& trace);
std::vector<Finding> find_step_not_reached(const trace::Trace& trace);
std::vector<Finding> find_stuck(const trace::Trace& trace);
/// @}

} // namespace ipclab::analysis
