#!/bin/sh
# Runs a script of node's with the packages of docs/package.json beside it: with-node.sh SCRIPT.mjs ARGUMENTS…
#
# They are installed the first time, and again when docs/package-lock.json has changed. What is missing here (node, npm, a
# browser, a way to npm's registry) is said, and the exit status is 77: ctest then shows the test as skipped. The script finds the
# browser in CHROME_PATH.
set -eu
here=$(dirname -- "$(readlink -f -- "$0")")

skip() {
    echo "skipped: $*"
    exit 77
}

command -v node >/dev/null || skip "nodejs is not installed"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || skip "node $(node --version) is too old: 18 is needed"

# Ubuntu's chromium is a snap: it sees neither /tmp nor hidden folders, and there is none in a container.
if [ -z "${CHROME_PATH-}" ]; then
    for name in chromium google-chrome chromium-browser; do
        CHROME_PATH=$(command -v "$name") || continue
        case $(readlink -f -- "$CHROME_PATH") in */snap*) CHROME_PATH= && continue ;; esac
        grep -qs 'snap/bin/chromium\|requires the chromium snap' "$CHROME_PATH" && CHROME_PATH= && continue
        break
    done
fi
[ "${CHROME_PATH-}" ] || skip "no chromium is installed (one that is a snap cannot be used)"
export CHROME_PATH

# Tried in a shell of its own: where a redirection of exec fails, the shell ends at once.
(: >>"$here/.npm.lock") 2>/dev/null || skip "cannot write to $here"
exec 9>>"$here/.npm.lock"
if command -v flock >/dev/null; then flock 9; fi
if ! cmp -s "$here/package-lock.json" "$here/node_modules/.installed"; then
    command -v npm >/dev/null || skip "npm is not installed"
    # Without a home to write to, npm has no place for what it fetches.
    fetched=
    if ! [ -w "${HOME:-/nonexistent}" ]; then
        fetched=$(mktemp -d)
        export npm_config_cache="$fetched"
    fi
    status=0
    said=$(cd "$here" && npm ci --ignore-scripts --no-progress --fetch-retries=1 --fetch-timeout=60000 2>&1 9>&-) || status=$?
    [ -z "$fetched" ] || rm -rf "$fetched"
    if [ "$status" -ne 0 ]; then
        printf '%s\n' "$said"
        skip "npm could not install the packages of docs/package-lock.json; what it said is above"
    fi
    cp "$here/package-lock.json" "$here/node_modules/.installed"
fi
exec 9>&-

exec node "$@"
