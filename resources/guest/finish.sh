#!/bin/sh
# After the packages are unpacked ($1: the new root): does what the maintainer scripts would have done and we need,
# makes the agent's user and folders, and takes out everything that came from the host. Nothing runs inside the root.
set -eu
root=$1

# Users. The masters are base-passwd's; the agent's tools run as `agent`.
sed 's/^\([^:]*\):[^:]*:/\1:x:/' "$root/usr/share/base-passwd/passwd.master" > "$root/etc/passwd"
sed 's/^\([^:]*\):[^:]*:/\1:x:/' "$root/usr/share/base-passwd/group.master" > "$root/etc/group"
echo 'agent:x:1000:1000:agent:/home/agent:/bin/bash' >> "$root/etc/passwd"
echo 'agent:x:1000:' >> "$root/etc/group"
# No password opens any account.
sed 's/^\([^:]*\):.*/\1:*:0:0:99999:7:::/' "$root/etc/passwd" > "$root/etc/shadow"
sed 's/^\([^:]*\):.*/\1:*::/' "$root/etc/group" > "$root/etc/gshadow"
chmod 0644 "$root/etc/passwd" "$root/etc/group"
chmod 0640 "$root/etc/shadow" "$root/etc/gshadow"
chown 0:42 "$root/etc/shadow" "$root/etc/gshadow"

mkdir -p "$root/home/agent" "$root/workspace" "$root/mnt/session/outputs"
cp "$root/etc/skel/.bashrc" "$root/etc/skel/.profile" "$root/etc/skel/.bash_logout" "$root/home/agent/"
chown -R 1000:1000 "$root/home/agent" "$root/workspace" "$root/mnt/session"
cp "$root/usr/share/base-files/dot.bashrc" "$root/root/.bashrc"
cp "$root/usr/share/base-files/dot.profile" "$root/root/.profile"
cp "$root/usr/share/base-files/profile" "$root/etc/profile"

# Names that Debian hands out through the alternatives system. A target that is not there is a mistake in the recipe.
link() {
    test -e "$root/usr/bin/$1" || { echo "finish.sh: /usr/bin/$1 is missing" >&2; exit 1; }
    ln -sf "$1" "$root/usr/bin/$2"
}
link mawk awk
link less pager
link which.debianutils which
link "$(basename "$(ls "$root"/usr/bin/python3.[0-9]*[0-9])")" python3
link python3 python
printf '/bin/sh\n/bin/bash\n/usr/bin/sh\n/usr/bin/bash\n' > "$root/etc/shells"

# Identity and name look-up: the same in every guest, and nothing of the host's.
echo glovebox > "$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 glovebox\n::1 localhost ip6-localhost ip6-loopback\n' > "$root/etc/hosts"
printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n' \
    > "$root/etc/nsswitch.conf"
: > "$root/etc/resolv.conf"
: > "$root/etc/machine-id"
: > "$root/etc/fstab"
chmod 0644 "$root/etc/hostname" "$root/etc/resolv.conf"
echo UTC > "$root/etc/timezone"
ln -sf /usr/share/zoneinfo/Etc/UTC "$root/etc/localtime"
ln -sf /proc/self/mounts "$root/etc/mtab"
rm -rf "$root/etc/apt" "$root/var/lib/apt" "$root/var/cache/apt" "$root/var/log/apt"
rm -f "$root"/tmp/mmdebstrap.apt.conf.*

# Shared libraries are found through a cache; -r makes it for the new root without running anything in it.
PATH="$PATH:/usr/sbin:/sbin" ldconfig -r "$root"
rm -rf "$root/var/cache/ldconfig" # full of inode numbers and times; only speeds up the next ldconfig

# Python compiles what it imports and cannot keep the result on a read-only root: each start would pay for it again,
# several seconds under software emulation. The new root's own Python does it, started through its own loader.
python=$(ls "$root"/usr/bin/python3.[0-9]*[0-9])
library=/usr/lib/$(basename "$python")
LD_PRELOAD= PYTHONHOME="$root/usr" PYTHONHASHSEED=0 "$root"/lib64/ld-linux-x86-64.so.2 \
    --library-path "$root/usr/lib/x86_64-linux-gnu" "$python" -E -s -B -m compileall -q \
    --invalidation-mode unchecked-hash -s "$root" -x '/lib2to3/tests/' "$root$library" "$root/usr/lib/python3/dist-packages"
