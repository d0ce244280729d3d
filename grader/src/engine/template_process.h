#pragma once

/// @file
/// Programs that are started again and again start from a template: a process that has been loaded and linked once and stands
/// before its first own instruction. Each start is a copy of it, which saves what an exec costs. A copy can see no difference to a
/// process that has come there by itself; where that cannot be had there is no template, and the program is started in the
/// ordinary way. What remains is that the program's file is in use while its template lives: nobody can write to it (ETXTBSY).

#include "engine/arch/processor.h"
#include "engine/descriptor.h"
#include "engine/jail.h"
#include "engine/loading.h"
#include "engine/spawn.h"

#include <memory>
#include <string>
#include <vector>

namespace ipclab::engine {

/// What a start depends on.
struct Beginning {
    Launch launch;
    Random random; ///< what it draws from
    const std::vector<sock_filter>* filter = nullptr;
    Level level = Level::none;
    friend bool operator==(const Beginning&, const Beginning&) = default;
};

/// What is known of a program that stands at its entry.
struct AtEntry {
    std::string executable; ///< /proc/PID/exe
    std::vector<std::string> argv;
    Random random;          ///< after what it has drawn on its way
    std::size_t unseen = 0; ///< as in Loaded
};

/// One program's template: a child of ours that nobody traces, asleep in a system call. It ends with us.
class Template {
public:
    /// Nothing where the program does something on its way to its entry that may not be the same each time, where the machine
    /// does not let us do this, or where a copy turns out not to be what it should be.
    static std::unique_ptr<Template> make(const Beginning& beginning);
    ~Template();
    Template(const Template&) = delete;
    Template& operator=(const Template&) = delete;

    /// A copy, seized with `options`, which stands at its entry. 0 where that did not succeed: its files have changed since, or
    /// it has come to an end.
    pid_t start(const StandardFiles& files, unsigned long options) const;

    [[nodiscard]] const AtEntry& entry() const { return entry_; }
    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    Template(pid_t pid, const Beginning& beginning, Descriptor orders, Descriptor files);
    bool load(const Beginning& beginning);
    bool settle();
    [[nodiscard]] bool makes_equals() const;
    [[nodiscard]] bool is_current() const;
    [[nodiscard]] pid_t order() const;
    [[nodiscard]] bool hand_over(const StandardFiles& files) const;
    [[nodiscard]] bool bring_to_entry(pid_t copy) const;

    pid_t pid_;
    Descriptor pidfd_;
    std::string folder_;
    Level level_;
    Descriptor orders_, files_; ///< sockets
    AtEntry entry_;
    Loaded loaded_;
    std::string look_; ///< at the entry
    std::optional<Registers> registers_;
    std::uint64_t blocked_ = 0; ///< signals, at the entry
    std::uint64_t code_ = 0;    ///< where it waits
};

/// All templates of an engine.
class Templates {
public:
    /// Between two runs: makes those that have proven to be wanted.
    void make();
    /// The one for this start; nothing where there is none yet, which is noted.
    [[nodiscard]] const Template* find(const Beginning& beginning);
    /// A copy of it; 0 where that has failed: there will be none for that start any more.
    pid_t start(const Template& one, const StandardFiles& files, unsigned long options);
    /// A program is about to look at the processes around it. There shall be none but those of its run, now and later.
    void vanish();
    [[nodiscard]] bool include(pid_t pid) const;
    [[nodiscard]] std::size_t copies() const { return copies_; }

private:
    struct Wish {
        Beginning beginning;
        int times = 0;
        bool possible = true;
        std::unique_ptr<Template> made;
    };
    std::vector<std::unique_ptr<Wish>> wishes_; ///< in the order of their last use
    bool allowed_ = true;
    std::size_t copies_ = 0; ///< that were started
};

} // namespace ipclab::engine
