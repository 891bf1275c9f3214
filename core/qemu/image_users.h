// Role: what on this host's disk stands on a root file system: templates, snapshots, and sandboxes with a disk of their
// own. Reads manifests and records only, also while another program has the folders.
// Thread: any; blocking file work.
#pragma once

#include "core/qemu/stopped_disks.h"

#include <string>
#include <vector>

namespace glovebox::qemu {

/// For people: "template tpl-…", "snapshot snap-…", "sandbox sbx-…"; sorted. What cannot be read may stand on anything,
/// and is named by its path.
std::vector<std::string> usersOfRoot(const DiskFolders &folders, const std::string &rootDisk);

} // namespace glovebox::qemu
