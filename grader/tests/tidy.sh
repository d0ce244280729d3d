#!/bin/sh
# clang-tidy finds nothing in the grader: tidy.sh BUILD-FOLDER [FOLDER-OR-FILE…]. The checks are in .clang-tidy. A file that was
# clean is not looked at again until it, any header of ours, the checks or clang-tidy itself has changed. As newer versions see
# more, only the one of Debian 12 decides; what others find is shown.
#
# Nearly all of the time goes into the headers that a file includes. So files are looked at together, as one that includes them
# all: those of a folder in different groups, as two files of one namespace may use a name for two things. Where a group does not
# compile for that, it is looked at in halves, down to a file alone.
set -eu
build=$(readlink -f -- "$1")
shift
cd "$(dirname -- "$(readlink -f -- "$0")")/../.."
command -v clang-tidy >/dev/null || { echo "clang-tidy is not installed" && exit 77; }
[ $# -gt 0 ] || set -- grader/src grader/bench
together=8
place=$build/tidy
mkdir -p "$place"
groups=$(mktemp -d "$place/groups.XXXXXX")
trap 'rm -rf "$groups"' EXIT
common=$({ clang-tidy --version && cat .clang-tidy && find grader -name '*.h' | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cat; } |
    sha256sum)
export build common place groups

# The stamp of a file as it is now.
cat >"$place/stamp" <<'END'
printf '%s/%s' "$place" "$({ echo "$common $1" && cat "$1"; } | sha256sum | cut -c 1-32)"
END

# Looks at some files together: a file that includes them gets the first one's entry of the compile commands with its own name,
# and what the others define and include from.
cat >"$place/look" <<'END'
group=$(mktemp -d "$groups/XXXXXX")
entry() { tr '\n' ' ' <"$build/compile_commands.json" | sed 's/},/}\n/g' | grep -F "\"file\": \"$PWD/$1\"" | head -n 1; }
for file; do
    printf '#include "%s"\n' "$PWD/$file" >>"$group/all.cpp"
    entry "$file" | tr ' ' '\n' | grep -e '^-[DI]' >>"$group/options" || :
done
options=$(LC_ALL=C sort -u "$group/options" | tr '\n' ' ' | sed 's/[\\&|]/\\&/g')
{
    echo '['
    entry "$1" | sed "s|$PWD/$1|$group/all.cpp|g; s|^ *\[||; s|\] *$||; s| -c | $options&|"
    echo ']'
} >"$group/compile_commands.json"
status=0
# The options of the compile commands are the compiler's, which may know warnings that clang does not.
clang-tidy -p "$group" --quiet --extra-arg=-Wno-unknown-warning-option "$group/all.cpp" >"$group/said" 2>/dev/null || status=$?
if [ $# -gt 1 ] && grep -q '\[clang-diagnostic-' "$group/said"; then
    half=$(($# / 2)) first='' clean=0
    for file; do
        [ "$half" -gt 0 ] || break
        first="$first $file" half=$((half - 1))
        shift
    done
    sh "$place/look" $first || clean=1
    sh "$place/look" "$@" || clean=1
    exit "$clean"
fi
cat "$group/said"
[ "$status" -eq 0 ] || exit 1
for file; do : >"$(sh "$place/stamp" "$file")"; done
END

clean=yes
find "$@" -name '*.cpp' 2>/dev/null | LC_ALL=C sort | while IFS= read -r file; do
    [ -e "$(sh "$place/stamp" "$file")" ] || echo "$file"
done | awk -v together="$together" '{ file[NR - 1] = $0 } END {
    groups = int((NR + together - 1) / together)
    for (group = 0; group < groups; ++group) {
        line = file[group]
        for (next_one = group + groups; next_one < NR; next_one += groups) line = line " " file[next_one]
        print line
    }
}' | xargs -L 1 -P "$(nproc)" sh "$place/look" || clean=no

if [ "$clean" = no ] && ! clang-tidy --version | grep -q 'version 14\.'; then exit 77; fi
[ "$clean" = yes ]
