#pragma once

/// @file
/// The fields of all that a trace consists of, as sysv/fields.h has them for calls and objects. This is also the trace's JSON
/// format: a field's name is its key there, and a variant's tag stands under "is".

#include "sysv/fields.h"
#include "trace/trace.h"

#include <array>
#include <string_view>
#include <type_traits>

namespace ipclab::trace {

using sysv::IsA;
using sysv::Role;

/// @name Names in a variant
/// @{
constexpr std::string_view tag(std::type_identity<Transfer>) { return "transfer"; }
constexpr std::string_view tag(std::type_identity<WaitCall>) { return "wait"; }
constexpr std::string_view tag(std::type_identity<KillCall>) { return "kill"; }
constexpr std::string_view tag(std::type_identity<TimeCall>) { return "time"; }
constexpr std::string_view tag(std::type_identity<OtherCall>) { return "other"; }
constexpr std::string_view tag(std::type_identity<Started>) { return "started"; }
constexpr std::string_view tag(std::type_identity<Forked>) { return "forked"; }
constexpr std::string_view tag(std::type_identity<Execed>) { return "execed"; }
constexpr std::string_view tag(std::type_identity<Blocked>) { return "blocked"; }
constexpr std::string_view tag(std::type_identity<Called>) { return "called"; }
constexpr std::string_view tag(std::type_identity<Accessed>) { return "accessed"; }
constexpr std::string_view tag(std::type_identity<Faulted>) { return "faulted"; }
constexpr std::string_view tag(std::type_identity<Output>) { return "output"; }
constexpr std::string_view tag(std::type_identity<Signalled>) { return "signalled"; }
constexpr std::string_view tag(std::type_identity<Exited>) { return "exited"; }
constexpr std::string_view tag(std::type_identity<Scripted>) { return "scripted"; }
constexpr std::string_view tag(std::type_identity<ClockAdvanced>) { return "clock_advanced"; }
constexpr std::string_view tag(std::type_identity<Noted>) { return "noted"; }
/// @}

/// @name Names of enumerators, in their order
/// @{
constexpr auto names_of(std::type_identity<WaitsFor::What>) {
    return std::to_array<std::string_view>({"message", "room", "increase", "zero", "child", "data", "space", "signal",
                                            "time", "wakeup", "outside", "unmodelled"});
}
constexpr auto names_of(std::type_identity<Forked::How>) {
    return std::to_array<std::string_view>({"fork", "vfork", "thread"});
}
constexpr auto names_of(std::type_identity<Called::Origin>) {
    return std::to_array<std::string_view>({"kernel", "engine", "fault"});
}
constexpr auto names_of(std::type_identity<Accessed::Kind>) {
    return std::to_array<std::string_view>({"read", "write", "atomic-read", "atomic-write", "atomic-update"});
}
constexpr auto names_of(std::type_identity<Accessed::Witness>) { return std::to_array<std::string_view>({"hook", "page"}); }
constexpr auto names_of(std::type_identity<Signalled::Effect>) {
    return std::to_array<std::string_view>({"handled", "ignored", "ends", "stops", "continues"});
}
constexpr auto names_of(std::type_identity<FileLeft::Is>) {
    return std::to_array<std::string_view>({"missing", "regular", "another", "unreadable", "too-large"});
}
constexpr auto names_of(std::type_identity<Outcome>) {
    return std::to_array<std::string_view>({"finished", "deadlock", "livelock", "stuck", "step-not-reached", "cpu-limit",
                                            "event-limit", "output-limit", "process-limit", "interrupted", "abandoned",
                                            "engine-error"});
}
/// @}

/// @name Parts of events
/// @{
template <IsA<Location> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("file", self.file, Role::plain);
    visit("line", self.line, Role::plain);
    visit("function", self.function, Role::plain);
}

template <IsA<Result> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("value", self.value, Role::plain);
    visit("error", self.error, Role::plain);
}

template <IsA<Transfer> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("name", self.name, Role::plain);
    visit("fd", self.fd, Role::plain);
    visit("channel", self.channel, Role::plain);
    visit("bytes", self.bytes, Role::plain);
}

template <IsA<WaitCall> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("name", self.name, Role::plain);
    visit("pid", self.pid, Role::pid);
    visit("options", self.options, Role::plain);
    visit("reaped", self.reaped, Role::plain);
    visit("status", self.status, Role::plain);
}

template <IsA<KillCall> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("name", self.name, Role::plain);
    visit("pid", self.pid, Role::pid);
    visit("sig", self.signo, Role::signal);
    visit("targets", self.targets, Role::plain);
}

template <IsA<TimeCall> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("name", self.name, Role::plain);
    visit("duration", self.duration, Role::plain);
}

template <IsA<OtherCall> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("name", self.name, Role::plain);
    visit("arguments", self.arguments, Role::address);
}

template <IsA<WaitsFor> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("what", self.what, Role::plain);
    visit("object", self.object, Role::plain);
    visit("semnum", self.semnum, Role::plain);
    visit("amount", self.amount, Role::plain);
    visit("msgtyp", self.msgtyp, Role::plain);
    visit("msgflg", self.msgflg, Role::plain);
    visit("channel", self.channel, Role::plain);
    visit("who", self.who, Role::plain);
}
/// @}

/// @name Events
/// @{
template <IsA<Started> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("actor", self.actor, Role::plain);
    visit("argv", self.argv, Role::plain);
}

template <IsA<Forked> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("how", self.how, Role::plain);
    visit("child", self.child, Role::plain);
}

template <IsA<Execed> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("path", self.path, Role::plain);
    visit("argv", self.argv, Role::plain);
}

template <IsA<Blocked> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("call", self.call, Role::plain);
    visit("waits_for", self.waits_for, Role::plain);
}

template <IsA<Called> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("call", self.call, Role::plain);
    visit("result", self.result, Role::plain);
    visit("origin", self.origin, Role::plain);
    visit("blocked", self.blocked, Role::plain);
    visit("after", self.after, Role::plain);
    visit("removed", self.removed, Role::plain);
}

template <IsA<Accessed> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("segment", self.segment, Role::plain);
    visit("offset", self.offset, Role::plain);
    visit("size", self.size, Role::plain);
    visit("kind", self.kind, Role::plain);
    visit("witness", self.witness, Role::plain);
    visit("address", self.address, Role::address);
    visit("bytes", self.bytes, Role::plain);
}

template <IsA<Faulted> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("fault", self.fault, Role::plain);
}

template <IsA<Output> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("fd", self.fd, Role::plain);
    visit("bytes", self.bytes, Role::plain);
}

template <IsA<Signalled> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("signo", self.signo, Role::signal);
    visit("effect", self.effect, Role::plain);
    visit("from", self.from, Role::plain);
}

template <IsA<Exited> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("code", self.code, Role::plain);
    visit("signal", self.signal, Role::plain);
    visit("after", self.after, Role::plain);
}

template <IsA<Contents> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("segment", self.segment, Role::plain);
    visit("offset", self.offset, Role::plain);
    visit("bytes", self.bytes, Role::plain);
}

template <IsA<Looked> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("kind", self.kind, Role::plain);
    visit("key", self.key, Role::key);
    visit("state", self.state, Role::plain);
    visit("contents", self.contents, Role::plain);
}

template <IsA<Scripted> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("step", self.step, Role::plain);
    visit("text", self.text, Role::plain);
    visit("whom", self.whom, Role::plain);
    visit("looked", self.looked, Role::plain);
}

template <IsA<ClockAdvanced> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("to", self.to, Role::plain);
}

template <IsA<Noted> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("text", self.text, Role::plain);
}

template <IsA<Event> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("index", self.index, Role::plain);
    visit("time", self.time, Role::plain);
    visit("task", self.task, Role::plain);
    visit("where", self.where, Role::plain);
    visit("what", self.what, Role::plain);
}
/// @}

/// @name Traces
/// @{
template <IsA<Task> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("id", self.id, Role::plain);
    visit("actor", self.actor, Role::plain);
    visit("name", self.name, Role::plain);
    visit("parent", self.parent, Role::plain);
    visit("thread", self.thread, Role::plain);
    visit("pid", self.pid, Role::pid);
}

template <IsA<Waiting> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("task", self.task, Role::plain);
    visit("waits_for", self.waits_for, Role::plain);
    visit("blocked", self.blocked, Role::plain);
}

template <IsA<NamedKey> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("name", self.name, Role::plain);
    visit("key", self.key, Role::key);
}

template <IsA<FileLeft> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("name", self.name, Role::plain);
    visit("is", self.is, Role::plain);
    visit("bytes", self.bytes, Role::plain);
}

template <IsA<Trace> Self, class Visitor>
void fields(Self& self, Visitor& visit) {
    visit("outcome", self.outcome, Role::plain);
    visit("error", self.error, Role::plain);
    visit("schedule", self.schedule, Role::plain);
    visit("steps_done", self.steps_done, Role::plain);
    visit("tasks", self.tasks, Role::plain);
    visit("keys", self.keys, Role::plain);
    visit("events", self.events, Role::plain);
    visit("waiting", self.waiting, Role::plain);
    visit("left_objects", self.left_objects, Role::plain);
    visit("left_contents", self.left_contents, Role::plain);
    visit("left_files", self.left_files, Role::plain);
    visit("left_processes", self.left_processes, Role::plain);
    visit("other_channels", self.other_channels, Role::plain);
    visit("watched", self.watched, Role::plain);
}
/// @}

} // namespace ipclab::trace
