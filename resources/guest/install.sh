#!/bin/sh
# In a machine that was booted from a root where the distribution's base is unpacked and nothing is installed, as its
# root: installs the base and then what was asked for, from archives that lie there; no network is asked. $1: a folder
# with `base` (the base's archives, by name), `packages`, `finish.sh`, and maybe `tree.tar`; it goes with the rest of
# what an image does not have.
set -eu
umask 022
here=$1

# Nothing of what is installed is started.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 0755 /usr/sbin/policy-rc.d

# What is written here is read back before this machine ends, or thrown away with it: dpkg's fsync of each file keeps
# nothing safe, and costs.
printf 'force-unsafe-io\n' > /etc/dpkg/dpkg.cfg.d/glovebox-build

# The scripts of the base need each other, so all of it is there before any of it is configured. dpkg puts it in order.
echo 'Installing the base'
cd /var/cache/apt/archives
xargs dpkg --force-depends --force-confnew --install < "$here/base"

echo 'Installing packages'
cd /
xargs apt-get --yes --no-download -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 \
    install < "$here/packages"

if [ -e "$here/tree.tar" ]; then
    tar -xp --numeric-owner -f "$here/tree.tar" -C /
fi
echo 'Trying them'
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 sh "$here/finish.sh"

# dpkg says nothing when all is as it should be.
wrong=$(dpkg --audit)
if [ -n "$wrong" ]; then
    echo "$wrong" >&2
    exit 1
fi

apt-get clean
find /var/lib/apt/lists -mindepth 1 -delete
rm -rf "$here" /usr/sbin/policy-rc.d /tmp/* /root/.cache /var/cache/ldconfig/aux-cache
find /run -mindepth 1 -maxdepth 1 ! -name glovebox ! -name lock -exec rm -rf {} +
rm -f /etc/dpkg/dpkg.cfg.d/glovebox-build /etc/apt/apt.conf.d/*mmdebstrap /var/log/dpkg.log \
    /var/log/alternatives.log /var/log/apt/* /var/lib/dpkg/*-old /var/cache/apt/*.bin
: > /etc/machine-id
# Made by the guest's init where they were missing.
chmod 0644 /etc/hosts /etc/hostname /etc/resolv.conf /etc/machine-id
