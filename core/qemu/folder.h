// Role: the few things done to folders here, without exceptions. Thread: any.
#pragma once

#include <string>
#include <vector>

namespace glovebox::qemu {

/// The paths of what is in a folder; none when it cannot be read.
std::vector<std::string> entriesOf(const std::string &folder);

/// Removes a folder with all that is in it; also when somebody who is being killed adds a last file meanwhile.
void removeTree(const std::string &path);

/// The same folder without "..", "." or a dependence on the working directory.
std::string absolutePath(const std::string &path);

} // namespace glovebox::qemu
