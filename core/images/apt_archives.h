// Role: the package archives that a root needs: which, how large, which of them are here already. Thread: any; the
// looking blocks, run on the pool.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/base/work_pool.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

struct AptArchive {
    std::string file; // as apt calls it in its folder: "bash_5.2.15-2_amd64.deb"
    ByteCount size;
    std::string sha256; // hex

    friend bool operator==(const AptArchive &, const AptArchive &) = default;
};

/// What `apt-get --print-uris` says. ProtocolError when a line is none of its.
Result<std::vector<AptArchive>> parseAptArchives(std::string_view printedUris);

ByteCount sizeOf(const std::vector<AptArchive> &archives);

/// Those of `archives` that are missing in `folder`; what lies there besides, or differs, is removed. What apt has
/// begun to fetch stays.
Result<std::vector<AptArchive>> missingArchives(const std::string &folder, const std::vector<AptArchive> &archives,
                                                const StopFlag &stop);

/// Of the files in `folder` and the folders in it.
ByteCount sizeOnDisk(const std::string &folder);

} // namespace glovebox::images
