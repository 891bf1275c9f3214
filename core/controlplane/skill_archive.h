// Role: a skill's archive as files in memory (reference 5.1). Archives are foreign: everything is bounded while it is
// read, so that a bomb costs no more than the limits, and nothing is written anywhere. Thread: any.
//
// What is refused as a whole (ProtocolError): a member that is absolute or has a ".." component (split at '/' and '\'),
// a name with control characters, that is not UTF-8 or longer than a file system takes, the same file twice, a file
// where a folder is too, damage, encryption, no file at all. TooLarge: limits::kSkillBytesMax, limits::kSkillFilesMax
// members, names of more than 1 MiB together. Skipped: what is neither file nor folder, and hard links. Names that
// differ only in case are different: guests run Linux. Empty folders are not carried over.
#pragma once

#include "core/base/result.h"
#include "core/base/work_pool.h"
#include "core/ports/skill_source.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::controlplane {

/// A zip, or a tar as it is or compressed: gzip, bzip2, xz, zstd, lz4. Not the ancient compress, lzma and lzip: the
/// library can only guess the first, and reserves as much memory for the others as their headers ask for. The one
/// folder that all members share is taken off. Cancelled soon after the flag was raised.
Result<std::vector<ports::SkillFile>> unpackSkill(std::string_view archive, const StopFlag &stop = {});

/// Where a skill goes, as one plain component: the last part of its name, or its id when the name has none that will
/// do. Empty: neither will do, and the skill must be refused.
std::string skillFolder(std::string_view name, std::string_view id);

} // namespace glovebox::controlplane
