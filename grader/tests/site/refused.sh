#!/bin/sh
# Protects readers of the site: what is wrong with its texts, figures and links stops it, and is told with its place.
# refused.sh SITE REPOSITORY, where SITE is the program that makes the site.
set -eu
site=$1 repository=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

failures=0
# refused WHAT PATTERN COMMAND…: the command fails, and says something that fits.
refused() {
    what=$1 pattern=$2
    shift 2
    status=0
    "$@" >"$place/said" 2>&1 || status=$?
    if [ "$status" -eq 0 ] || ! grep -q -- "$pattern" "$place/said"; then
        failures=$((failures + 1))
        echo "NOT SO: $what; exit status $status, and it says:"
        sed 's/^/    /' "$place/said"
    fi
}

# The texts alone, with figures that are none: before Doxygen is started, all of these are found.
kit=$place/kit chapter=02-message-queues
mkdir -p "$kit/grader/tests/sysv"
cp -R "$repository/chapters" "$repository/labs" "$repository/slides" "$repository"/*.md "$repository/LICENSE" "$kit"
mkdir "$kit/docs"
cp "$repository"/docs/*.in "$repository"/docs/*.txt "$repository"/docs/*.md "$kit/docs"
cp -R "$repository/grader/rules" "$kit/grader"
for text in "$repository"/grader/src/*/*.md; do
    folder=$kit/grader/src/$(basename "$(dirname "$text")")
    mkdir -p "$folder"
    cp "$text" "$folder"
done
cp "$repository"/grader/tests/sysv/*.cpp "$kit/grader/tests/sysv"
figures=$place/figures
for text in "$kit"/chapters/*/runs/*.figure.txt; do
    figure=$figures/$(basename "$(dirname "$(dirname "$text")")")/$(basename "$text" .figure.txt)
    mkdir -p "$(dirname "$figure")"
    echo '<svg></svg>' >"$figure.svg"
    echo '<table></table>' >"$figure.table.html"
done
make() { "$site" make --root "$kit" --figures "$figures" --out "$place/out" --doxygen "$place/no-doxygen-here"; }

mkdir -p "$kit/labs/09-unfinished/1-lab"
echo 'unfinished = true' >"$kit/labs/09-unfinished/1-lab/lab.toml"
echo '# A lab [to come](nothing.md)' >"$kit/labs/09-unfinished/1-lab/README.md"
refused "without a fault it comes as far as Doxygen, and passes over a lab that is unfinished" \
    'no-doxygen-here cannot be started' make

# spoilt WHAT PATTERN FILE SED: with this change of a text.
spoilt() {
    cp "$kit/$3" "$place/good"
    sed -i "$4" "$kit/$3"
    if cmp -s "$kit/$3" "$place/good"; then echo "NOT SO: $3 has a place for: $4" && failures=$((failures + 1)); fi
    refused "$1" "$2" make
    cp "$place/good" "$kit/$3"
}
walkthrough=chapters/$chapter/README.md
spoilt "a link to a file that is not there" "$walkthrough:[0-9]*: the link to ../01-keys/READNE.md" \
    $walkthrough 's/01-keys\/README.md)/01-keys\/READNE.md)/'
spoilt "a link to a heading that is not there" "chapters/errno-atlas.md has no such heading" \
    $walkthrough 's/errno-atlas.md)/errno-atlas.md#no-such-heading)/'
spoilt "a program that is not there" "sneder.cpp" $walkthrough 's/<!-- code: sender.cpp /<!-- code: sneder.cpp /'
# shellcheck disable=SC2016 # these are sed's and Markdown's
spoilt "a block of code without an end" "$walkthrough:[0-9]*: a block of code does not end" $walkthrough '$s/$/\n```sh/'
spoilt "a text of the site's own that is missing" 'no text for "skip"' docs/words.en.txt '/^skip /d'

mv "$figures/$chapter/first.svg" "$place/first.svg"
refused "a figure that was not drawn" "first.figure.txt was not drawn" make
echo 'first.txt: first.figure.txt is stale' >"$figures/$chapter/first.failed"
refused "a run that is not what it was" "first.figure.txt is stale" make

# In pages that were made.
mkdir "$place/made"
echo '<p id="there"><a href="other.html#here">other</a> <a href="#there">there</a></p>' >"$place/made/one.html"
echo '<p id="here"><a href="one.html">one</a></p>' >"$place/made/other.html"
links() { "$site" links "$place/made"; }
if ! links; then echo "NOT SO: good links hold" && failures=$((failures + 1)); fi
echo '<p><a href="no-such-page.html">?</a></p>' >"$place/made/third.html"
refused "a page that is not there" 'third.html leads to no-such-page.html' links
echo '<p><a href="one.html#no-such-place">?</a></p>' >"$place/made/third.html"
refused "a place that is not there" 'third.html leads to one.html#no-such-place' links
echo '<p id="a"></p><p id="a"></p>' >"$place/made/third.html"
refused "an id that stands for two places" 'third.html has the id a twice' links

[ "$failures" -eq 0 ] && echo "all is well"
