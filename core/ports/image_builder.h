// Role: makes an image of this host's own instead of bringing one in. Thread: the engine's.
// Invariants: nothing is listed before it is whole.
#pragma once

#include "core/ports/image_library.h"

#include <functional>
#include <string>

namespace glovebox::ports {

class ImageBuilder {
public:
    virtual ~ImageBuilder() = default;

    /// What the image is found by, and what it is built from, for people.
    virtual std::string name() const = 0;
    virtual std::string source() const = 0;
    /// Builds it and puts it into the library. One of the same recipe that is there already is the answer, unless
    /// `anew`. The first steps say how much is to be fetched and how much of the disk it takes. Letting go of the
    /// handle ends it; what was fetched so far is kept for the next try. Errors: HostToolMissing, Unsupported,
    /// NotFound, OutOfDisk, NetworkError, Unauthorized, ProtocolError, HostToolFailed. Never answered from inside.
    virtual Call build(bool anew, std::function<void(ImportProgress)> progress, Callback<domain::Image> done) = 0;
};

} // namespace glovebox::ports
