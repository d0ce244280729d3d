#!/bin/sh
# Protects readers of the site: what is wrong with its texts, figures and links stops it, and is told with its place.
# refused.sh SITE REPOSITORY PAGES, where SITE is the program that makes the site and PAGES one that was made.
set -eu
site=$1 repository=$2 pages=$3
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
fresh() {
    rm -rf "$kit" "$place/figures"
    mkdir -p "$kit/grader/tests/sysv"
    cp -R "$repository/chapters" "$repository/labs" "$repository/docs" "$repository/slides" "$repository"/*.md "$repository/LICENSE" "$kit"
    cp -R "$repository/grader/rules" "$repository/grader/src" "$kit/grader"
    cp "$repository"/grader/tests/sysv/*.cpp "$kit/grader/tests/sysv"
    for text in "$kit"/chapters/*/runs/*.figure.txt; do
        figure=$place/figures/$(basename "$(dirname "$(dirname "$text")")")/$(basename "$text" .figure.txt)
        mkdir -p "$(dirname "$figure")"
        echo '<svg></svg>' >"$figure.svg"
        echo '<table></table>' >"$figure.table.html"
    done
}
make() { "$site" make --root "$kit" --figures "$place/figures" --out "$place/out" --doxygen "$@"; }

fresh
refused "without a fault it comes as far as Doxygen" 'no-doxygen-here cannot be started' make no-doxygen-here

fresh
rm "$place/figures/$chapter/first.svg"
refused "a figure that was not drawn" "first.figure.txt was not drawn" make true

fresh
rm "$place/figures/$chapter/first.svg"
echo 'first.txt: first.figure.txt is stale' >"$place/figures/$chapter/first.failed"
refused "a run that is not what it was" "first.figure.txt is stale" make true

fresh
sed -i 's/01-keys\/README.md)/01-keys\/READNE.md)/' "$kit/chapters/$chapter/README.md"
refused "a link to a file that is not there" "chapters/$chapter/README.md:[0-9]*: the link to ../01-keys/READNE.md" make true

fresh
sed -i 's/errno-atlas.md)/errno-atlas.md#no-such-heading)/' "$kit/chapters/$chapter/README.md"
refused "a link to a heading that is not there" "chapters/errno-atlas.md has no such heading" make true

fresh
sed -i 's/<!-- code: sender.cpp /<!-- code: sneder.cpp /' "$kit/chapters/$chapter/README.md"
refused "a program that is not there" "sneder.cpp" make true

fresh
sed -i '/^skip /d' "$kit/docs/words.en.txt"
refused "a text of the site's own that is missing" 'no text for "skip"' make true

# In the pages that were made.
mkdir "$place/made"
cp "$pages"/*.html "$pages"/*.css "$pages"/*.js "$place/made"
check_links() { "$site" links "$place/made"; }
echo '<p><a href="no-such-page.html">there</a></p>' >>"$place/made/labs.html"
refused "a page that is not there" 'labs.html leads to no-such-page.html' check_links
echo '<p><a href="index.html#no-such-place">there</a></p>' >>"$place/made/labs.html"
refused "a place that is not there" 'labs.html leads to index.html#no-such-place' check_links

[ "$failures" -eq 0 ] && echo "all is well"
