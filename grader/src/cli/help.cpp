#include "cli/help.h"

#include <algorithm>
#include <array>

namespace ipclab::cli {
namespace {

struct Help {
    std::string_view subcommand, text;
};

constexpr std::string_view general = R"(ipclab - labs for System V IPC, and a grader that controls the processes

usage: ipclab [SUBCOMMAND] [OPTIONS]

  (nothing)       the labs, your points, what is next
  start [LAB]     copy a lab's handout and skeleton to work/
  grade [LAB]     build and judge your solution; --watch: at each save
  hint [LAB]      the next hint, one at a time
  check PROG ...  look for mistakes in any programs, in every order
  trace PROG ...  show what programs do with queues, semaphores and memory
  replay TOKEN    show a run again, call by call
  explain [RULE]  what a rule means, and how to mend what it found
  new LAB         begin a lab of your own, for its author
  pack            the kit for students: no solutions, no hidden scenarios
  doctor          what this machine can do, and what it cannot

  --color WHEN    always, never or auto (also NO_COLOR, CLICOLOR_FORCE)
  --version       print the version
  -h, --help      print help; `ipclab SUBCOMMAND --help` tells more

A LAB is named by its number (02/1), its name (sender-receiver) or its
whole name (02-message-queues/1-sender-receiver).

Exit status: 0 all points (check: no error), 1 points missing (check: an
error), 2 wrong usage, 3 ipclab could not do its work, 130 interrupted.

examples:
  ipclab start 02/1
  ipclab grade 02/1
)";

constexpr std::string_view start = R"(usage: ipclab start [LAB]

Copies a lab's handout and skeleton to work/, where you can edit them;
without LAB those of the first lab that is not there yet. Files that are
there stay as they are.

  --color WHEN    always, never or auto
  -h, --help      print this

examples:
  ipclab start
  ipclab start 02/1
)";

constexpr std::string_view grade = R"(usage: ipclab grade [LAB] [OPTIONS]

Builds your solution, plays the lab's scenarios with it and tells what is
right, what is wrong and why. Without LAB: every lab that is in the folder.

  --in DIR        where the solutions are; default: work
  --seed HEX      draw the values in the scenarios from this number
  --runs N        try at most N orders of each scenario
  --watch         grade again whenever a file is saved, until Ctrl-C
  --html FILE     also write a page with a picture of each run, to step
                  through event by event; - is standard output
  --format FORM   text or json
  --color WHEN    always, never or auto
  -h, --help      print this

Exit status: 0 all points, 1 points missing, 2 wrong usage, 3 ipclab could
not do its work, 130 interrupted.

examples:
  ipclab grade 02/1
  ipclab grade 02/1 --watch
  ipclab grade 02/1 --html run.html
  ipclab grade --in solutions
  ipclab grade 02/1 --format json > verdict.json
)";

constexpr std::string_view hint = R"(usage: ipclab hint [LAB] [SCENARIO] [OPTIONS]

Gives the next hint, one at a time, about the first scenario that your last
grading did not win. Without LAB: the first that you have begun and that
still lacks points. ipclab remembers which hints you have had.

  --again         begin with the first hint again
  --color WHEN    always, never or auto
  -h, --help      print this

examples:
  ipclab hint
  ipclab hint 02/1 receiver-first
)";

constexpr std::string_view make_new = R"(usage: ipclab new NN-topic/N-name

Begins a lab: handout, lab.toml, skeleton, reference and a mutant, small and
whole, so that `./ipclab test` has nothing against it. It is marked as
unfinished, so students do not see it, and says what to write next.

  --color WHEN    always, never or auto
  -h, --help      print this

example:
  ipclab new 04-semaphores/6-barrier
)";

constexpr std::string_view pack = R"(usage: ipclab pack [--out FILE]

Packs the kit for students: the labs with their handouts and skeletons, and
the grader. Solutions, mutants, hidden scenarios, unfinished labs and the
project's tests stay here. The same files always give the same archive.

  -o FILE, --out FILE   default: ipclab-kit.tar.gz
  --color WHEN    always, never or auto
  -h, --help      print this

example:
  ipclab pack --out /tmp/kit.tar.gz
)";

constexpr std::string_view check = R"(usage: ipclab check [OPTIONS] [--] PROG [ARGS] [: PROG [ARGS]]...

Runs any programs side by side, again and again in another order, and looks
for mistakes in what they do with message queues, semaphores and shared
memory: deadlocks, races, objects left behind, failures that nobody noticed.
No lab and no source is needed; compiled with -g, they are shown by line.

Each run starts the programs anew in the current folder, and writes their
files again. What the first run prints goes through, what later ones print
does not. Standard input is read once, and each program of each run gets all
of it. The programs have to come to an end by themselves. Time is virtual:
a sleep costs nothing.

  --explore N     try at most N orders; default: 500, then some more at random
  --explore all   try all orders that matter, however many there are
  --schedule S    run in this order alone; an error tells which it was
  --faults        where all is well, try faults too: each call that waits is
                  interrupted (EINTR), each call that makes or attaches an
                  object fails, who holds a semaphore is killed
  --fault TEXT    this fault in every run: "kill worker after semop 2",
                  "kill worker while holding S0[0]", "fail worker msgget 1
                  with ENOSPC"; may be given again
  --html FILE     also write a page with a picture of the run in which it goes
                  wrong, to step through event by event; - is standard
                  output, and what the programs print goes to standard error
  -o FILE, --output FILE   write there instead of to standard error
  --format FORM   text or json (json goes to standard output, and what the
                  programs print to standard error)
  --color WHEN    always, never or auto
  -h, --help      print this

Exit status: 0 no error, 1 an error was found, 2 wrong usage, 3 ipclab could
not do its work, 130 interrupted. Advice does not count.

examples:
  ipclab check ./sender box.key : ./receiver box.key 3
  ipclab check --explore all -- ./philosophers 5
)";

constexpr std::string_view trace = R"(usage: ipclab trace [OPTIONS] [--] PROG [ARGS] [: PROG [ARGS]]...

Runs any programs side by side and shows what they do with message queues,
semaphores, shared memory, pipes and signals, as it happens. The programs
keep their own input, output and exit status.
They run in a place of their own, where the machine allows it: no queue from
before is there, and what is left behind is told and removed.

  --fault FAULT   do this to them, and see what comes of it; may be given
                  several times. A process has its program's name, and
                  PROG/1, PROG/2 are those that it has forked:
                    "kill worker after semop 2"    or: before semop 2
                    "kill worker/1 when blocked in msgrcv"
                    "kill holder"                  who has lowered a semaphore
                    "fail worker msgsnd 1 with EINTR"
                    "signal SIGUSR1 to worker when blocked in semop"
                    "stop worker after semop"  it goes on when nobody else can
                    "sleepers in any order"
  --html FILE     also write a page with a picture of the run, to step through
                  event by event; it shows what is written to memory, too
  -o FILE, --output FILE   write there instead of to standard error
  --format FORM   text or json (json needs -o)
  --color WHEN    always, never or auto
  -h, --help      print this

examples:
  ipclab trace ./sender box.key : ./receiver box.key 3
  ipclab trace --fault "kill sender before msgsnd 2" ./sender box.key
  ipclab trace -o run.txt -- ./post box.key 1:one
)";

constexpr std::string_view replay = R"(usage: ipclab replay TOKEN [OPTIONS]

Plays one run again, exactly as it was, and shows every call. The token
stands beneath a failed scenario. A program that has changed since then
cannot be replayed: grade it again.

  --step          wait for Enter after each event
  --html FILE     also write a page with a picture of the run, to step through
                  event by event; - is standard output
  --in DIR        where the solutions are; default: work
  --color WHEN    always, never or auto
  -h, --help      print this

example:
  ipclab replay TOKEN --step
)";

constexpr std::string_view explain = R"(usage: ipclab explain [RULE]

What a rule means, how it looks when it is broken, and how to mend that.
Without RULE: all rules.

  --color WHEN    always, never or auto
  -h, --help      print this

example:
  ipclab explain deadlock
)";

constexpr std::string_view doctor = R"(usage: ipclab doctor [OPTIONS]

What this machine can do for ipclab, what it cannot, and what that costs.

  --format FORM   text or json
  --color WHEN    always, never or auto
  -h, --help      print this

Exit status: 0 ipclab can grade here, 3 it cannot.
)";

constexpr std::array texts{Help{"", general},     Help{"start", start}, Help{"grade", grade},   Help{"hint", hint},
                           Help{"check", check},  Help{"trace", trace}, Help{"replay", replay}, Help{"explain", explain},
                           Help{"new", make_new}, Help{"pack", pack},   Help{"doctor", doctor}};

} // namespace

std::string_view help_text(std::string_view subcommand) {
    const auto* found = std::ranges::find(texts, subcommand, &Help::subcommand);
    return found == texts.end() ? general : found->text;
}

} // namespace ipclab::cli
