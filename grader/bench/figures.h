#pragma once

/// @file
/// The table of what control costs. Each figure is measured in turns with what it is compared to, so that a busy machine is busy for
/// both; it counts processor time of all processes, which on one processor is the time that an idle machine would take.

#include "engine/run.h"

#include <optional>
#include <string>
#include <vector>

namespace ipclab::bench {

using Command = std::vector<std::string>;

/// One line: what it is, how much, and beside what.
void row(const std::string& what, const std::string& figure, const std::string& beside = "");

double median(std::vector<double> values);
/// "12.3": of figures below ten as many places as say something.
std::string ratio(double a, double b);
/// "1.23 ms", "45 ns".
std::string time_text(double seconds);

/// Seconds of this process and of all that it has waited for.
double processor_time();
/// The same of a program of its own, which must end well; nothing where it is not there.
std::optional<double> time_of(Command command);

/// A run of one program, on its own.
engine::RunSpec spec_of(const engine::Inside& inside, const Command& command);

// Each prints its lines. `samples` is the folder of the programs.
void time_schedules(engine::Engine& engine, const engine::Inside& inside, const std::string& samples);
void count_orders(engine::Engine& engine, const engine::Inside& inside, const std::string& samples);
void time_accesses(engine::Engine& engine, const engine::Inside& inside, const std::string& samples);
void time_deadlock(engine::Engine& engine, const engine::Inside& inside, const std::string& samples);
void time_ping_pong(engine::Engine& engine, const engine::Inside& inside, const std::string& samples, int times);
/// `ipclab` is the command, `lab` a folder with a lab's solution.
void time_grading(const std::string& ipclab, const std::string& lab, int times);

/// Tries a program's orders by a strategy, and tells what came of it.
void try_orders(engine::Engine& engine, const engine::Inside& inside, const std::string& strategy, std::size_t runs,
                const Command& command);

} // namespace ipclab::bench
