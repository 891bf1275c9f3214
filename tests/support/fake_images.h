// Role: the guest image in memory, for engine tests: it is there at once, or fails.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/image_store.h"

#include <optional>

namespace testsupport {

class FakeImages final : public glovebox::ports::ImageStore {
public:
    explicit FakeImages(glovebox::ports::Clock &clock) : m_clock(clock) {}
    glovebox::Call prepare(std::function<void(glovebox::ports::ImageProgress)> progress,
                           glovebox::Callback<glovebox::ports::GuestImage> done) override;

    std::optional<glovebox::Error> fault;

private:
    glovebox::ports::Clock &m_clock;
};

} // namespace testsupport
