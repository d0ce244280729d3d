#pragma once

/// @file
/// The subcommands, each in a file of its own name. They print what the user is to see and give the exit status; they throw
/// `UsageError` for a wrong name and `OurFailure` where ipclab cannot do its work.

#include "cli/options.h"
#include "cli/session.h"

namespace ipclab::cli {

int run(const MapOptions& options, const Session& session);
int run(const StartOptions& options, const Session& session);
int run(const GradeOptions& options, const Session& session);
int run(const HintOptions& options, const Session& session);
int run(const NewOptions& options, const Session& session);
int run(const PackOptions& options, const Session& session);
int run(const CheckOptions& options, const Session& session);
int run(const TraceOptions& options, const Session& session);
int run(const ReplayOptions& options, const Session& session);
int run(const ExplainOptions& options, const Session& session);
int run(const DoctorOptions& options, const Session& session);
int run(const PrintOptions& options, const Session& session);

/// The whole command: reads the arguments, runs the subcommand, tells what went wrong. Gives the exit status.
int main_with(std::span<const std::string> arguments);

} // namespace ipclab::cli
