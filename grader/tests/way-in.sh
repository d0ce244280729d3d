#!/bin/sh
# Protects ./ipclab: that it sets up and builds what is needed and nothing else, whatever the machine is like, and that it hands
# over arguments, folder and exit status untouched. Package tools are stand-ins, and the "project" that it builds is one shell
# script, so nothing here needs the network, root or a compiler. way-in.sh PATH-OF-IPCLAB
set -eu
ipclab=$(readlink -f -- "$1")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
repository="$place/a b/kit" fakes=$place/fakes
mkdir -p "$repository" "$fakes" "$place/elsewhere"
cp "$ipclab" "$repository/ipclab"
cp "$(dirname -- "$ipclab")/CMakePresets.json" "$repository/"

cat >"$repository/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(kit LANGUAGES NONE)
file(APPEND ${CMAKE_SOURCE_DIR}/configured "x\n")
set(program ${CMAKE_BINARY_DIR}/grader/src/cli/ipclab)
add_custom_command(OUTPUT ${program} DEPENDS ${CMAKE_SOURCE_DIR}/program.sh
                   COMMAND sh ${CMAKE_SOURCE_DIR}/compile.sh ${CMAKE_SOURCE_DIR}/program.sh ${program} VERBATIM)
add_custom_target(ipclab DEPENDS ${program})
enable_testing()
add_test(NAME everything COMMAND sh -c "echo tested")
END
cat >"$repository/compile.sh" <<'END'
echo built >>"$(dirname "$1")/builds"
sh -n "$1" && mkdir -p "$(dirname "$2")" && cp "$1" "$2"
END
cat >"$repository/program.sh" <<'END'
#!/bin/sh
echo "$IPCLAB_ROOT"
for word; do echo "<$word>"; done
exit 7
END
chmod +x "$repository/program.sh"

# All is installed, except what the file `lacking` names; apt-get installs it and remembers how it was called.
cat >"$fakes/dpkg-query" <<'END'
#!/bin/sh
shift 2
for package; do
    grep -qsx "$package" "$(dirname "$0")/lacking" || echo "$package installed 3.0"
done
END
cat >"$fakes/apt-get" <<'END'
#!/bin/sh
echo "$* frontend=${DEBIAN_FRONTEND-}" >>"$(dirname "$0")/calls"
if [ -e "$(dirname "$0")/broken" ]; then echo "E: no space left" && exit 100; fi
case "$*" in *" install "*) rm -f "$(dirname "$0")/lacking" ;; esac
END
cat >"$fakes/id" <<'END'
#!/bin/sh
cat "$(dirname "$0")/uid"
END
printf '#!/bin/sh\n' >"$fakes/dpkg"
printf '#!/bin/sh\necho 3.0\n' >"$fakes/apt-cache"
cat >"$fakes/sudo" <<'END'
#!/bin/sh
echo "sudo $1" >>"$(dirname "$0")/calls"
[ "$1" = -n ] || exit 99
shift
[ ! -e "$(dirname "$0")/refuses" ] && exec "$@"
END
chmod +x "$fakes"/*
echo 0 >"$fakes/uid"
PATH=$fakes:$PATH
export PATH
unset IPCLAB_BUILD_DIR

failures=0
# check WHAT COMMAND…: the command must succeed.
check() {
    what=$1
    shift
    if ! "$@"; then
        failures=$((failures + 1))
        echo "NOT SO: $what"
        sed 's/^/    /' "$place/out" "$place/err"
    fi
}
# Runs ipclab without a terminal; leaves out, err and status.
run() {
    status=0
    "$repository/ipclab" "$@" >"$place/out" 2>"$place/err" </dev/null || status=$?
}
is() { [ "$1" = "$2" ]; }
says() { grep -q -- "$1" "$place/err"; }
lines() { [ "$(wc -l <"$1")" -eq "$2" ]; }

run --help
check "asking for help sets nothing up" is "$status:$([ -e "$repository/build" ] || echo nothing)" 0:nothing

printf 'cmake\nlibfmt-dev\n' >"$fakes/lacking"
run grade "two words" '*' ''
check "arguments, root and exit status are handed over" is "$status $(cat "$place/out")" "7 $repository
<grade>
<two words>
<*>
<>"
check "packages are named before they are installed" says 'cmake libfmt-dev'
check "the lists are updated once" is "$(grep -c update "$fakes/calls")" 1
check "nothing is asked" grep -q -- '-y .*install .*cmake libfmt-dev.*frontend=noninteractive' "$fakes/calls"
check "root needs no sudo" is "$(grep -c sudo "$fakes/calls")" 0

rm "$fakes/calls"
run
check "a second time nothing is said, configured or built" is \
    "$status:$(wc -c <"$place/err"):$(wc -l <"$repository/configured"):$(wc -l <"$repository/builds")" 7:0:1:1

ln -s "$repository/ipclab" "$place/link"
status=0
(cd "$place/elsewhere" && env -u HOME -u TMPDIR LANG=C TERM=dumb "$place/link" there) >"$place/out" 2>"$place/err" || status=$?
check "it works from elsewhere, through a link, with little around it" is "$status $(cat "$place/out")" "7 $repository
<there>"

echo 'if then' >>"$repository/program.sh"
run
check "a build that fails is 3, with the compiler's words" is "$status" 3
check "the compiler's words are shown" says 'yntax error'
sed -i '$d' "$repository/program.sh"
rm -f "$repository/builds"
"$repository/ipclab" one >"$place/one" 2>&1 &
first=$!
run two
wait "$first" || :
check "two at once build once" lines "$repository/builds" 1
check "and both run" is "$status:$(tail -n 1 "$place/out"):$(tail -n 1 "$place/one")" "7:<two>:<one>"

mv "$repository" "$place/moved"
repository=$place/moved
run
check "a moved kit finds itself" is "$status:$(cat "$place/out")" "7:$repository"

run test -R everything
check "test runs ctest" is "$status:$(grep -c '100% tests passed' "$place/out")" 0:1
run test -R nothing-like-this
check "no tests at all are a failure" [ "$status" -ne 0 ]

echo 1000 >"$fakes/uid"
rm -rf "$repository/build" "$fakes/calls"
echo cmake >"$fakes/lacking"
touch "$fakes/refuses"
run
check "where sudo refuses, an administrator is told what to type" says 'can type: apt-get install .*cmake'
check "that is a 3" is "$status" 3
rm "$fakes/refuses" "$fakes/calls"
run
check "sudo is used, and does not ask" is "$status:$(grep -c 'sudo -n' "$fakes/calls"):$(grep -c 'sudo env' "$fakes/calls")" 7:4:0

rm -rf "$repository/build"
echo cmake >"$fakes/lacking"
touch "$fakes/broken"
run
check "apt-get's own words are shown when it fails" says 'E: no space left'
check "that is a 3, too" is "$status" 3
rm "$fakes/broken"
run
check "an interrupted set-up is taken up again" is "$status" 7

IPCLAB_BUILD_DIR=/proc/nowhere
export IPCLAB_BUILD_DIR
run
check "a folder that cannot be written is a 3" is "$status" 3
check "it says how to go on" says IPCLAB_BUILD_DIR
cd "$place/elsewhere"
IPCLAB_BUILD_DIR="my build"
run
check "the build can be elsewhere" [ -x "$place/elsewhere/my build/grader/src/cli/ipclab" ]

run docs
check "the kit for students makes no site, and says so" is "$status:$(says 'kit for students' && echo said)" 2:said
mkdir "$repository/docs"
echo 'add_custom_target(docs)' >>"$repository/CMakeLists.txt"
run docs
check "where there is a site, it says where, and that there are no slides" is \
    "$status:$(says 'ready: .*my build/site/index.html' && says 'no slides' && echo said)" 0:said
before=$(wc -l <"$repository/configured")
run
check "what was set up for the site does for the program" is "$status:$(wc -l <"$repository/configured")" "7:$before"
mkdir "my build/slides"
touch "my build/slides/one.html"
run docs
check "or where these are" is "$status:$(says 'slides/one.html' && ! says 'no slides' && echo said)" 0:said
run setup --nonsense
check "a wrong option of setup is a 2" is "$status" 2

[ "$failures" -eq 0 ] && echo "all is well"
