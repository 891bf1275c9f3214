// Role: gives a guest image, building it from the distribution's packages when it is not there. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/ports/hypervisor.h"

#include <functional>
#include <string>

namespace glovebox::ports {

struct ImageProgress {
    int step = 0; // 1 …
    int steps = 0;
    std::string what; // "Fetching the guest kernel"
    std::string line; // the newest line of the running tool; may be empty
};

class ImageStore {
public:
    virtual ~ImageStore() = default;

    /// At once when everything is there and sound. Cancelling leaves nothing half-made behind.
    virtual Call prepare(std::function<void(ImageProgress)> progress, Callback<GuestImage> done) = 0;
};

} // namespace glovebox::ports
