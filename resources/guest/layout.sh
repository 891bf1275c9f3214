#!/bin/sh
# Before the packages are unpacked ($1: the new root): one /usr with the old names as links into it, as on an installed
# Debian, so that both /bin/sh and /usr/bin/sh exist.
set -eu
root=$1
for folder in bin sbin lib lib64; do
    mkdir -p "$root/usr/$folder"
    ln -s "usr/$folder" "$root/$folder"
done
