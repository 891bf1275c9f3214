// Role: makes a running system out of a bare kernel: device files, modules, the image's read-only root with a writable
// layer over it, and the folders that programs expect. Only process 1 of a guest may call any of this.
// What each step needs from the image and from the machine is written in core/guest/README.md.
#pragma once

#include "core/guest/agent/tools/context.h"
#include "core/guest/agent/tools/descriptor.h"

#include <string>

namespace glovebox::agent {

/// Empty: it went well. Otherwise what is wrong, as one short line for the console.
using Problem = std::string;

/// /dev, /proc, /sys, and standard input and output on the console.
Problem mountKernelFolders();
/// The modules listed in the initramfs, in that order, with the parameters behind their paths.
Problem loadModules();
/// Finds the disks, stacks them, and makes the result this process's root folder.
Problem enterRoot();
/// Terminals, shared memory, control groups, /run, /tmp, loopback, and the session's folders owned by the tools' user.
/// Whatever an image has in their places, or has not, is mended in the writable layer and said on the console.
Problem prepareRoot();

/// Whom tools run as: uid 1000, under the name and in the home folder that the image gives it.
ToolContext toolContext();

/// Makes a folder where there is none. A link that leads to one does when `Links::Follow`; all else in its place is
/// taken away. True when there is a folder then.
enum class Links { Follow, Replace };
bool wantFolder(const std::string &path, unsigned mode, Links links);

/// An empty file in memory that stands at `name` in /etc. An image may have a link there, which is not followed.
Descriptor fileInMemory(const std::string &name);

/// One line on the console.
void say(const std::string &line);
/// Ends this machine. Does not return.
[[noreturn]] void powerOff();

} // namespace glovebox::agent
