#!/bin/sh
# clang-tidy finds nothing in the grader: tidy.sh BUILD-FOLDER [FOLDER-OR-FILE…]. The checks are in .clang-tidy. A file that was
# clean is not looked at again until it, any header of ours, the checks or clang-tidy itself has changed. As newer versions see
# more, only the one of Debian 12 decides; what others find is shown.
#
# Nearly all of the time goes into the headers that a file includes. So files of one folder are looked at together, as one that
# includes them all; where two of them use a name for two things, which does not compile, in halves, down to a file alone.
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

# Looks at some files together: a file that includes them gets the first one's entry of the compile commands, with its own name.
cat >"$place/look" <<'END'
group=$(mktemp -d "$groups/XXXXXX")
for file; do printf '#include "%s"\n' "$PWD/$file"; done >"$group/all.cpp"
{
    echo '['
    tr '\n' ' ' <"$build/compile_commands.json" | sed 's/},/}\n/g' | grep -F "\"file\": \"$PWD/$1\"" | head -n 1 |
        sed "s|$PWD/$1|$group/all.cpp|g; s|^ *\[||; s|\] *$||"
    echo ']'
} >"$group/compile_commands.json"
if [ $# -gt 1 ] && ! clang-tidy -p "$group" --quiet --checks='-*,clang-diagnostic-error' "$group/all.cpp" >/dev/null 2>&1; then
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
clang-tidy -p "$group" --quiet "$group/all.cpp" 2>/dev/null || exit 1
for file; do : >"$(sh "$place/stamp" "$file")"; done
END

clean=yes
find "$@" -name '*.cpp' 2>/dev/null | LC_ALL=C sort | while IFS= read -r file; do
    [ -e "$(sh "$place/stamp" "$file")" ] || echo "$file"
done | awk -v together="$together" '{
    folder = $0; sub("/[^/]*$", "", folder)
    if (folder != last || n == together) { if (NR > 1) print line; line = $0; n = 1; last = folder } else { line = line " " $0; n++ }
} END { if (NR > 0) print line }' | xargs -L 1 -P "$(nproc)" sh "$place/look" || clean=no

if [ "$clean" = no ] && ! clang-tidy --version | grep -q 'version 14\.'; then exit 77; fi
[ "$clean" = yes ]
