#include "cli/new_lab.h"

#include <fmt/format.h>

namespace ipclab::cli {
namespace {

// In these texts, {0} is the lab's id, {1} its name, {2} its title.

constexpr std::string_view handout = R"text(# {2}

<!-- write: in two or three sentences, what happens in this lab and why somebody wants to know it -->

You will learn

- how a file and a letter make a *key* (`ftok`).
<!-- write: what else they will have learned when they have done it, a line each -->

## What to build

Get your copy of the skeleton, and of this page, with `./ipclab start {1}`. It compiles, and its first words tell you what to
do first. The TODOs in it have the numbers used here.

<!-- write: what each program is given, prints and gives back, exactly, and which TODO is which -->

### `first KEYFILE`

1. **TODO 1.** Makes the key from the file KEYFILE and the letter `'A'` with `ftok`, prints it as `0x%08x` and a newline, and
   exits with status 0.

### When a call fails

The program writes one line to stderr and exits with status 1. The line names the program, the call and the error, by the
error's name: `first: ftok: ENOENT (No such file or directory)`. `fail("ftok")`, which is in the skeleton, does that for you.

## What it looks like

<!-- write: a session that shows what is new here; grader/tests/shown.sh --rewrite plays it and writes what the programs say -->

```console
$ ./first no-such.key
first: ftok: ENOENT (No such file or directory)
$ echo $?
1
```

## Build it and run it by hand

```sh
g++ -std=c++20 -Wall -Wextra -g -O0 first.cpp -o first
```

<!-- write: how to run and debug the programs in two terminals, and what to look at -->

## What is graded

`./ipclab grade {1}` builds your programs and plays these scenarios with them. Its words and names are others every time.
With `--html run.html` it also writes a page for your browser: a picture of each run, to step through event by event.

| scenario | points | what happens |
| --- | ---: | --- |
| `prints-the-key` | 4 | the key of a file is printed |
| the general rules | 1 | nothing is left behind, nobody waits for ever; see `./ipclab explain` |
| **together** | **5** | |

## What to read

- `man 3 ftok`: the key, and what it is made of
<!-- write: which pages of man say what they need, and where in them -->

## A challenge

<!-- write: something that goes further, which nobody grades -->
)text";

constexpr std::string_view lab_toml = R"text(format   = 1
title    = "{2}"
unfinished = true                        # students do not see it; take this line out when `./ipclab test` has nothing left to say

[programs]
# write: a line for each program, and take out "first" when there is another
first    = ["first"]

[keys]
# write: the objects that the programs share, by the file and the letter that the handout names
box      = {{ kind = "queue", file = "box.key", proj = "A" }}

[rules]
points   = 1

# write: the scenarios: who is started when, what is done to them, what must be true of it (grader/src/course/lab-toml.md)
[[scenario]]
name     = "prints-the-key"
points   = 4
story    = "Somebody asks for the key of a box."
play     = [
  {{ start = "first", args = ["{{box.file}}"] }},
]
expect   = [
  {{ actor = "first", stdout = "{{box.key}}\n", exit = 0 }},
]
hints    = [
  "What does ftok want beside the file's name?",
  "%08x prints a number in hexadecimal, eight digits of it.",
]
)text";

constexpr std::string_view skeleton = R"text(// first KEYFILE
// Prints the key that KEYFILE and 'A' stand for.
// write: the skeleton of each program, with a numbered TODO for each task of the handout; its first message says what comes first

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>

// Says which call failed and why, and ends the program: "first: ftok: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {{
    const int error = errno;
    std::fprintf(stderr, "first: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}}

int main(int argc, char* argv[]) {{
    if (argc != 2) {{
        std::fprintf(stderr, "usage: first KEYFILE\n");
        return 2;
    }}

    // TODO 1: make the key with ftok, from argv[1] and 'A'. It returns -1 where it fails: then call fail("ftok").
    //         Print it. When this is done, delete the next two lines, build, and run it again.
    std::fprintf(stderr, "first: TODO 1: make the key with ftok, from %s\n", argv[1]);
    return 1;
}}
)text";

constexpr std::string_view reference = R"text(// first KEYFILE
// Prints the key that KEYFILE and 'A' stand for.
// write: the solution, with the same files as the skeleton; it must win all points in every order

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ipc.h>

// Says which call failed and why, and ends the program: "first: ftok: ENOENT (No such file or directory)".
[[noreturn]] void fail(const char* call) {{
    const int error = errno;
    std::fprintf(stderr, "first: %s: %s (%s)\n", call, strerrorname_np(error), std::strerror(error));
    std::exit(1);
}}

int main(int argc, char* argv[]) {{
    if (argc != 2) {{
        std::fprintf(stderr, "usage: first KEYFILE\n");
        return 2;
    }}

    const key_t key = ftok(argv[1], 'A');
    if (key == -1) fail("ftok");
    std::printf("0x%08x\n", static_cast<unsigned>(key));
}}
)text";

constexpr std::string_view mutant = R"text(# headline: wrong-output
# scenario: prints-the-key
# story: Takes another letter, and so gets another key.
# write: the mistakes that students make, as patches on the reference, at least eight; each scenario must be failed by one
--- a/first.cpp
+++ b/first.cpp
@@ -22,7 +22,7 @@
         return 2;
     }}
 
-    const key_t key = ftok(argv[1], 'A');
+    const key_t key = ftok(argv[1], 'B');
     if (key == -1) fail("ftok");
     std::printf("0x%08x\n", static_cast<unsigned>(key));
 }}
)text";

/// "3-request-reply" is "Request reply".
std::string title_of(const std::string& name) {
    std::string title = name.substr(name.find('-') + 1);
    for (char& c : title)
        if (c == '-') c = ' ';
    if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

} // namespace

std::vector<std::pair<std::string, std::string>> new_lab(const std::string& topic, const std::string& name) {
    const std::string id = topic + "/" + name;
    const auto filled = [&](std::string_view text) { return fmt::format(fmt::runtime(text), id, name, title_of(name)); };
    return {
        {"labs/" + id + "/README.md", filled(handout)},
        {"labs/" + id + "/lab.toml", filled(lab_toml)},
        {"labs/" + id + "/first.cpp", filled(skeleton)},
        {"solutions/" + id + "/first.cpp", filled(reference)},
        {"grader/mutants/" + id + "/another-letter.patch", filled(mutant)},
    };
}

} // namespace ipclab::cli
