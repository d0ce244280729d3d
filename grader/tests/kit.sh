#!/bin/sh
# The kit for students is all that building needs: packed, unpacked, and configured by its own CMake files, it lacks no source.
# kit.sh PROGRAM, where PROGRAM is the built ipclab. Nothing is compiled.
set -eu
program=$1
root=$(cd "$(dirname -- "$0")/../.." && pwd -P)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
IPCLAB_ROOT=$root "$program" pack --out "$place/kit.tar.gz" >/dev/null
tar -C "$place" -xzf "$place/kit.tar.gz"
kit=$place/ipclab-kit
cmake --preset default -S "$kit" -B "$place/build" >"$place/said" 2>&1 || { cat "$place/said" && exit 1; }
# A source that is named and not there is an error already before anything is built.
ninja -C "$place/build" -n ipclab >"$place/said" 2>&1 || { cat "$place/said" && exit 1; }
# What its page says is played there.
awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$kit/README.md" | sed 's/ *#.*//' >"$place/commands"
[ "$(wc -l <"$place/commands")" -eq 2 ] || { echo "the kit's README does not have two commands" && exit 1; }
status=0
cd "$kit"
while read -r command; do
    # shellcheck disable=SC2086 # the command's words
    IPCLAB_ROOT=$kit "$program" ${command#./ipclab} >"$place/said" 2>&1 || status=$?
    [ "$status" -le 1 ] || { cat "$place/said" && exit 1; }
done <"$place/commands"
grep -q "TODO 1" "$place/said" || { echo "grading in the kit does not lead to TODO 1:" && cat "$place/said" && exit 1; }
