#!/bin/sh
# Every C++ file of ours stands as .clang-format says; `format.sh --mend` puts it so. Versions of clang-format disagree in small
# things: the one of Debian 12 decides, and what others would change is shown.
set -eu
cd "$(dirname -- "$(readlink -f -- "$0")")/../.."
command -v clang-format >/dev/null || { echo "clang-format is not installed" && exit 77; }
if [ "${1-}" = --mend ]; then set -- -i; else set -- --dry-run -Werror; fi
find grader solutions labs chapters \( -name '*.cpp' -o -name '*.h' \) -print0 | xargs -0 clang-format "$@" || {
    clang-format --version | grep -q 'version 14\.' || exit 77
    exit 1
}
