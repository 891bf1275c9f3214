// Role: the image store as every program of ours sets it up.
#pragma once

#include "core/base/result.h"
#include "core/images/image_store.h"
#include "core/ports/image_store.h"
#include "core/system/paths.h"

#include <memory>
#include <string>

namespace glovebox::compose {

/// Our own part that runs in guests: in libexec once installed, beside this program where somebody put both so, in its
/// own place of a build folder. HostToolMissing.
Result<std::string> agentBinary();

/// InvalidArgument, naming the flag, when `folder` is no finished image. A slip in its name must not end in a minute of
/// building another one.
Result<> checkImageDir(const std::string &folder);

/// Where kernel, initial RAM disk and the built-in image are. Without a guest agent nothing of it boots, and it is told
/// when that is asked for: what is on a shelf can be looked at.
Result<images::StoreOptions> imageStoreOptions(const system::Paths &paths, const std::string &imageDir);

/// `imageDir`: a finished image to use instead of building one; empty: build. HostToolMissing when the guest agent
/// is neither beside the program nor installed.
Result<std::unique_ptr<ports::ImageStore>> makeImageStore(const system::Paths &paths, const std::string &imageDir);

} // namespace glovebox::compose
