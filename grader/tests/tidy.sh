#!/bin/sh
# clang-tidy finds nothing in the grader: tidy.sh BUILD-FOLDER [FILE…]. The checks are in .clang-tidy. A file that was clean is
# not looked at again until it, any header of ours, the checks or clang-tidy itself has changed. As newer versions see more, only
# the one of Debian 12 decides; what others find is shown.
set -eu
build=$1
shift
cd "$(dirname -- "$(readlink -f -- "$0")")/../.."
command -v clang-tidy >/dev/null || { echo "clang-tidy is not installed" && exit 77; }
[ $# -gt 0 ] || set -- grader/src grader/bench
mkdir -p "$build/tidy"
common=$({ clang-tidy --version && cat .clang-tidy && find grader -name '*.h' | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cat; } |
    sha256sum)
export build common

clean=yes
# shellcheck disable=SC2016 # for the inner shell
find "$@" -name '*.cpp' -print0 2>/dev/null | xargs -0 -n 1 -P "$(nproc)" sh -c '
    stamp=$build/tidy/$({ echo "$common $1" && cat "$1"; } | sha256sum | cut -c 1-32)
    [ -e "$stamp" ] && exit
    clang-tidy -p "$build" --quiet "$1" 2>/dev/null && : >"$stamp"' tidy || clean=no

if [ "$clean" = no ] && ! clang-tidy --version | grep -q 'version 14\.'; then exit 77; fi
[ "$clean" = yes ]
