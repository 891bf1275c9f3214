#!/bin/sh
# Inside the new root, as its root, after the packages are installed and Node is unpacked: makes the agent's user and
# folders, takes out what came from the host, and tries what the image is for.
set -eu
umask 022

useradd --create-home --uid 1000 --shell /bin/bash agent
mkdir -p /workspace /mnt/session/outputs
chown -R 1000:1000 /workspace /mnt/session

# Node finds modules in the node_modules of each folder above a program: with one at the top, import and require find
# the SDK from anywhere, and a project's own come first.
ln -s /opt/node/bin/node /usr/local/bin/node
ln -s /opt/node/lib/node_modules /node_modules
ln -sf python3 /usr/bin/python

# Identity and name look-up: the same in every guest, and nothing of the host's.
echo glovebox > /etc/hostname
printf '127.0.0.1 localhost\n127.0.1.1 glovebox\n::1 localhost ip6-localhost ip6-loopback\n' > /etc/hosts
: > /etc/resolv.conf
: > /etc/machine-id
echo UTC > /etc/timezone
rm -f /etc/apt/apt.conf.d/99mmdebstrap

test "$(node -p '1 + 1')" = 2
cd /workspace
node -e 'if (typeof require("@anthropic-ai/sdk").default !== "function") process.exit(1)'
node --input-type=module -e 'import Anthropic from "@anthropic-ai/sdk"; if (typeof Anthropic !== "function") process.exit(1)'
test "$(python3 -c 'print(1 + 1)')" = 2
python3 -c 'import venv, pip'
git --version
printf 'int main(void) { return 0; }\n' | gcc -x c -o /tmp/check -
/tmp/check
rm -f /tmp/check
for tool in bash unzip zip tar xz curl wget make g++ pkg-config ps killall jq rg less file ssh ip patch sudo; do
    command -v "$tool" > /dev/null || { echo "finish.sh: $tool is missing" >&2; exit 1; }
done
