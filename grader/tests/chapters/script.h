#pragma once

/// @file
/// A session as the engine plays it: the steps that type its lines, and what each of them stands for.

#include "engine/run.h"
#include "place.h"
#include "transcript.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ipclab::chapters {

class Script {
public:
    /// How each program ended goes to a file in `statuses`, for `$?`. Throws `std::runtime_error` where nobody could type this.
    Script(const std::vector<Input>& inputs, Place place, std::filesystem::path statuses);

    [[nodiscard]] const std::vector<engine::Step>& steps() const { return steps_; }
    /// What is typed at a step of the play; nothing where it only waits.
    [[nodiscard]] const Input* typed_at(std::size_t step) const;
    [[nodiscard]] int terminal_of(const std::string& actor) const { return terminals_.at(actor); }
    /// True for one that is a program of the chapter, started without a shell.
    [[nodiscard]] bool is_own(const std::string& actor) const { return own_.contains(actor); }
    /// Somebody has ended: `$?` at that terminal.
    void ended(const std::string& actor, int status) const;

private:
    void press(const Input& input);
    void wait_for_prompt(int terminal);
    void set_limit(const Input& input);
    void start(const Input& typed);
    [[nodiscard]] std::string for_shell(const std::string& command, int terminal) const;
    void add(decltype(engine::Step::action) action, const Input* input);

    Place place_;
    std::filesystem::path statuses_;
    std::vector<engine::Step> steps_;
    std::map<std::size_t, Input> typed_;
    std::map<std::string, int> terminals_;
    std::map<int, std::string> running_;
    std::set<std::string> own_;
};

/// True for a command of the second user.
bool is_guests(const Input& input);

/// Does what root says. False where the kernel does not let a namespace's own root do it: older ones do not.
bool set_limit(const Input& input);

} // namespace ipclab::chapters
