#!/usr/bin/env bash
# Does what README.md promises hold on a machine that has nothing? fresh-root.sh SUITE [root|user]
#
# Makes a bare root of SUITE (bookworm, trixie, noble; by debootstrap, kept as a tar file in $IPCLAB_ROOTS), clones this
# repository at HEAD into it, and runs the README's commands there with no terminal: as root, or as an ordinary user who may use
# sudo. Prints how long each took. It needs root, debootstrap and git.
#
# Everything happens in mount and pid namespaces of its own: whatever ends this script, nothing stays mounted and nobody keeps
# running. (A chroot would not do: in one, nobody may make user namespaces, which the grader's jail is made of.)
set -euo pipefail

suite=${1:?usage: fresh-root.sh SUITE [root|user]}
who=${2:-user}
here=$(dirname -- "$(readlink -f -- "$0")")
repository=$(readlink -f -- "$here/../..")
roots=${IPCLAB_ROOTS:-/var/tmp/ipclab-roots}

case $who in
    root) home=/root ;;
    user) home=/home/student ;;
    *) echo "fresh-root.sh: root or user, not '$who'" >&2 && exit 2 ;;
esac

make_tarball() {
    # debootstrap knows Debian's mirror; for another distribution it is told one.
    local options=() where=()
    if ! [[ $suite =~ ^(bookworm|trixie)$ ]]; then
        options=('--components=main,universe' --keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg)
        where=("${IPCLAB_MIRROR:?names the mirror of $suite}" /usr/share/debootstrap/scripts/gutsy) # what later Ubuntus link to
    fi
    mkdir -p "$roots"
    local new
    new=$(mktemp -d "$roots/new.XXXXXX")
    debootstrap --variant=minbase "${options[@]}" "$suite" "$new" "${where[@]}" >"$roots/$suite.log"
    chmod 755 "$new" # mktemp made it for us alone, and the archive would keep that
    tar -C "$new" --one-file-system -czf "$roots/$suite.tar.gz.new" .
    mv "$roots/$suite.tar.gz.new" "$roots/$suite.tar.gz"
    rm -rf --one-file-system "$new"
}

# Inside the namespaces: turns $1 into the root, with the devices that a machine has.
enter() {
    mount --bind "$1" "$1"
    cd "$1"
    mount -t proc proc proc
    mount -t sysfs -o ro sysfs sys
    mount -t tmpfs -o mode=755 tmpfs dev
    mkdir dev/pts dev/shm old-root
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
    mount -t tmpfs -o mode=1777 tmpfs dev/shm
    local device
    for device in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "dev/${device%:*}" c 1 "${device#*:}"; done
    mknod -m 666 dev/tty c 5 0
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
    pivot_root . old-root
    umount -l /old-root
    rmdir /old-root
    cd /
}

as_who() {
    local plain=(env -i "HOME=$home" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=C)
    cd "$home/ipclab"
    if [ "$who" = root ]; then "${plain[@]}" "$@"; else setpriv --reuid 1000 --regid 1000 --init-groups "${plain[@]}" "$@"; fi
}

inside() {
    enter "$1"
    if [ "$who" = user ]; then
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends sudo >/tmp/sudo.log 2>&1
        userdel -r ubuntu 2>/dev/null || :
        useradd -m -u 1000 -s /bin/bash student
        echo 'student ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/student
        mv /clone "$home/ipclab"
        chown -R student: "$home/ipclab"
    else
        mv /clone "$home/ipclab"
    fi

    local command words start status result=0 commands
    # The README's own words, so that what is tried is what people are told.
    # shellcheck disable=SC2016 # the backquotes are Markdown's
    commands=$(sed -n '/^```sh/,/^```$/s/^\(\.\/ipclab [^#]*[^ #]\).*/\1/p' "$home/ipclab/README.md")
    [ "$commands" ] || { echo "fresh-root.sh: README.md names no commands" >&2 && return 1; }
    while IFS= read -r command; do
        read -ra words <<<"$command"
        printf '\n==== %s, as %s: %s\n' "$suite" "$who" "$command"
        start=$(date +%s%N) status=0
        as_who "${words[@]}" </dev/null || status=$?
        printf '==== exit status %d after %d.%d s\n' "$status" \
            $((($(date +%s%N) - start) / 1000000000)) $((($(date +%s%N) - start) / 100000000 % 10))
        [ "$status" -eq 0 ] || result=1
    done <<<"$commands"
    return "$result"
}

if [ "${3-}" = --inside ]; then
    inside "$4"
    exit
fi

[ -f "$roots/$suite.tar.gz" ] || make_tarball
root=$(mktemp -d "$roots/root.XXXXXX")
trap 'rm -rf --one-file-system "$root"' EXIT
tar -C "$root" -xzf "$roots/$suite.tar.gz"
git clone -q --no-hardlinks "$repository" "$root/clone"
cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
apt-config dump | grep '^Acquire::Check-' >"$root/etc/apt/apt.conf.d/99mirror" || : # what this machine's mirror needs

unshare --mount --pid --fork --kill-child --propagation private "$(readlink -f -- "$0")" "$suite" "$who" --inside "$root"
