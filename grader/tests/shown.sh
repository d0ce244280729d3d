#!/bin/sh
# Nothing shown is typed by hand: what the texts show of programs is made here, by running them, and compared.
#
#   shown.sh [--check] [FILE]...     differences, and status 1 where a text shows what no program says any more
#   shown.sh --rewrite [FILE]...     puts what the programs say now into the texts
#
# Without FILE: README.md, CONTRIBUTING.md, the handouts and the rules' pages. Two things in them are shown:
#
# <!-- run: ./ipclab ARGS | with LAB/MUTANT | show TEXT; TEXT; ... | columns N -->   up to   <!-- end run -->
#     ./ipclab is run in a kit whose work/ holds the mutant, or nothing where none is named. `program wrong/NAME` in place of
#     `with` puts that program of grader/tests/check there, built as labs are. Of its output those paragraphs
#     are shown that have a TEXT in them, in this order; where some are left out between two there is a "…". A first TEXT "$"
#     is the command itself. Without `show`: all. 76 columns, unless told otherwise: `ipclab explain` indents by 4.
#
# ```console in a handout
#     Each line after a "$ " is a command, run by an ordinary user in an empty folder with the reference's programs.
#
# Keys, tokens and times differ from one machine to the next: what differs in them is shown as x. IPCLAB_PROGRAM is the built
# program if it is not build/default's; IPCLAB_SHOWN_CACHE is a folder that keeps built solutions from one time to the next.
# Status 77: all is well as far as it could be tried here.
set -eu
root=$(cd "$(dirname -- "$0")/../.." && pwd -P)
program=${IPCLAB_PROGRAM:-${IPCLAB_BUILD_DIR:-$root/build/default}/grader/src/cli/ipclab}

mode=--check
case ${1-} in
    --check | --rewrite) mode=$1 && shift ;;
    -*) echo "usage: shown.sh [--check | --rewrite] [FILE]..." >&2 && exit 2 ;;
esac
[ -x "$program" ] || { echo "shown.sh: $program is not built" && exit 77; }
"$program" doctor >/dev/null || { echo "the grader cannot work here; see ./ipclab doctor" && exit 77; }

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
chmod 755 "$place"

fail() {
    echo "shown.sh: $file: $*" >&2
    exit 1
}

# ---- <!-- run: ... --> ----------------------------------------------------------------------------------------------------

kit=$place/kit
mkdir "$kit" "$kit/.ipclab"
ln -s "$root/labs" "$root/solutions" "$root/grader" "$kit"
if [ "${IPCLAB_SHOWN_CACHE-}" ]; then mkdir -p "$IPCLAB_SHOWN_CACHE" && ln -s "$IPCLAB_SHOWN_CACHE" "$kit/.ipclab/cache"; fi

masked() {
    sed -E -e '/(K[0-9]+|key) 0xffffffff/!s/((K[0-9]+|key) 0x[0-9a-f]{2})[0-9a-f]{6}/\1xxxxxx/g' \
        -e 's/(replay [^ ]*:)[0-9a-f]{8}/\1xxxxxxxx/' \
        -e 's/(runs?) in [0-9.]+ m?s$/\1 in x ms/'
}

# The paragraphs that were asked for: in $1, separated by ";". Above them stands $2, the command, if it is to be shown.
paragraphs() {
    awk -v asked="$1" -v command="$2" '
        BEGIN {
            RS = ""
            wanted = split(asked, text, / *; */)
            now = 1
            if (command) print command
        }
        now <= wanted && index($0, text[now]) {
            if (command || now > 1) print left_out ? "…" : ""
            print
            now++
            left_out = 0
            next
        }
        { left_out = 1 }
        END { if (now <= wanted) { print "no paragraph has this in it: " text[now] > "/dev/stderr"; exit 1 } }'
}

# What a block shows, from the words between "run:" and "-->".
shown_by() {
    command='' mutant='' source='' show='' columns=76 rest=$1
    while [ "$rest" ]; do
        part=${rest%% | *}
        case $rest in *" | "*) rest=${rest#* | } ;; *) rest='' ;; esac
        case $part in
            "with "*) mutant=${part#with } ;;
            "program "*) source=${part#program } ;;
            "show "*) show=${part#show } ;;
            "columns "*) columns=${part#columns } ;;
            "./ipclab "*) command=$part ;;
            *) fail "what is \"$part\"? A block is: run: ./ipclab ARGS | with LAB/MUTANT | program wrong/NAME | show TEXT; TEXT | columns N" ;;
        esac
    done
    rm -rf "$kit/work"
    if [ "$mutant" ]; then
        for patch in "$root"/grader/mutants/*/"$mutant.patch"; do
            [ -f "$patch" ] || fail "there is no mutant $mutant"
            lab=${patch#"$root/grader/mutants/"} lab=${lab%/*}
            mkdir -p "$kit/work/$lab"
            cp "$root/solutions/$lab"/* "$kit/work/$lab/"
            patch -s -p1 -d "$kit/work/$lab" <"$patch" >"$place/patch" 2>&1 || fail "$mutant: $(cat "$place/patch")"
        done
    fi
    if [ "$source" ]; then
        [ -f "$root/grader/tests/check/$source.c" ] || fail "there is no program $source"
        cp "$root/grader/tests/check/$source.c" "$kit"
        (cd "$kit" && gcc -std=gnu17 -g -O0 -ftrivial-auto-var-init=pattern -o "${source##*/}" "${source##*/}.c") \
            2>"$place/complaints" || fail "$source: $(cat "$place/complaints")"
    fi
    seed=''
    case $command in "./ipclab grade "*) seed='--seed 0badcafe' ;; esac
    ended=0
    # shellcheck disable=SC2086 # the command's words
    (cd "$kit" && env -u IPCLAB_BUILD_DIR -u CLICOLOR_FORCE IPCLAB_ROOT="$kit" NO_COLOR=1 COLUMNS="$columns" LC_ALL=C.UTF-8 \
        "$program" ${command#./ipclab } $seed) >"$place/said" 2>"$place/complaints" </dev/null || ended=$?
    [ "$ended" -le 1 ] || fail "$command ended with status $ended: $(cat "$place/complaints")"
    prompt=''
    case $show in
        "\$"*)
            prompt="\$ $command"
            show=${show#?} show=${show#; }
            ;;
    esac
    if [ "$show" ]; then
        masked <"$place/said" | paragraphs "$show" "$prompt" || fail "$command"
    else
        if [ "$prompt" ]; then echo "$prompt"; fi
        masked <"$place/said"
    fi
}

# ---- ```console -----------------------------------------------------------------------------------------------------------

private() { unshare --map-user=1000 --map-group=1000 --ipc --pid --fork --kill-child --mount-proc "$@"; }

# Builds the handout's reference as the handout says, in a folder of its own.
build_programs() {
    folder=$place/programs
    rm -rf "$folder"
    mkdir "$folder"
    lab=${handout#"$root/labs/"} lab=${lab%/*}
    cp "$root/solutions/$lab"/* "$folder/"
    grep '^g++ ' "$handout" >"$place/build" || fail "the handout does not say how to build the programs"
    (cd "$folder" && sh -e "$place/build") || fail "the reference does not build as the handout says"
}

# Plays the commands of the session in $place/session.
played() {
    cat >"$place/play" <<'END'
last=0
while IFS= read -r line <&3; do
    case $line in "\$ "*) ;; *) continue ;; esac
    printf '%s\n' "$line"
    (exit $last)
    eval "${line#??}" 3<&-
    last=$?
done
END
    rm -rf "$place/empty"
    mkdir "$place/empty"
    cp "$place/programs"/* "$place/empty/"
    (cd "$place/empty" && LC_ALL=C.UTF-8 private sh "$place/play" 3<"$place/session" 2>&1 </dev/null) ||
        fail "the session cannot be played"
}

# ---- a text ---------------------------------------------------------------------------------------------------------------

# The file $1 as it should be.
as_it_should_be() {
    handout='' inside='' built=''
    case $1 in */labs/*/README.md) handout=$1 ;; esac
    while IFS= read -r line || [ "$line" ]; do
        case $inside:$line in
            run:"<!-- end run -->")
                inside=''
                echo "$line"
                ;;
            run:*) ;;
            session:'```')
                inside=''
                if private true 2>"$place/refused"; then
                    [ "$built" ] || build_programs
                    built=yes
                    played
                else
                    cat "$place/session"
                    echo "not tried, private namespaces are refused here: $(cat "$place/refused")" >"$place/skipped"
                fi
                echo "$line"
                ;;
            session:*) printf '%s\n' "$line" >>"$place/session" ;;
            :"<!-- run: "*" -->")
                inside=run
                printf '%s\n```text\n' "$line"
                line=${line#<!-- run: }
                shown_by "${line% -->}"
                echo '```'
                ;;
            :"<!-- run:"*) fail "a block begins with one line: $line" ;;
            *)
                printf '%s\n' "$line"
                if [ "$handout" ] && [ "$line" = '```console' ]; then inside=session && : >"$place/session"; fi
                ;;
        esac
    done <"$1"
    [ -z "$inside" ] || fail "a block has no end"
}

[ $# -gt 0 ] || set -- "$root"/README.md "$root"/CONTRIBUTING.md "$root"/labs/*/*/README.md "$root"/grader/rules/*.md
status=0
for file; do
    [ -f "$file" ] || fail "there is no such file"
    file=$(cd "$(dirname -- "$file")" && pwd -P)/$(basename -- "$file")
    as_it_should_be "$file" >"$place/now"
    if cmp -s "$file" "$place/now"; then continue; fi
    if [ "$mode" = --rewrite ]; then
        cat "$place/now" >"$file"
        echo "rewritten: ${file#"$root/"}"
    else
        name=${file#"$root/"}
        diff -u --label "$name, as it stands" --label "$name, as it runs" "$file" "$place/now" || status=1
    fi
done
if [ "$status" -ne 0 ]; then
    # At which column of a line its machine code begins is the compiler's choice: Debian 12's decides, on a machine that can all.
    if ! g++ -dumpversion 2>/dev/null | grep -qx 12; then
        echo "g++ is not version 12 here, which decides"
        exit 77
    elif ! "$program" doctor | grep -q 'Everything works here'; then
        echo "this machine cannot do all that the grader can use, which decides; see ./ipclab doctor"
        exit 77
    fi
    echo "If what runs is right, put it into the texts with: grader/tests/shown.sh --rewrite"
    exit 1
fi
if [ -e "$place/skipped" ]; then cat "$place/skipped" && exit 77; fi
