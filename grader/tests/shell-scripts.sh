#!/bin/sh
# Every shell script passes shellcheck; ./ipclab runs under dash, so nothing that only bash knows gets into it.
set -eu
cd "$(dirname -- "$(readlink -f -- "$0")")/../.."
command -v shellcheck >/dev/null || { echo "shellcheck is not installed" && exit 77; }
find . \( -name build -o -name node_modules \) -prune -o -name '*.sh' -print0 | xargs -0 shellcheck ./ipclab .ci/run
