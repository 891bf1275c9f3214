// Role: keys of the local API as the window asks about them. What there is comes in batches, as everything else.
// Thread: GUI; the answer comes later, from the event loop. Invariants: a secret is in the answer and nowhere else.
#pragma once

#include "core/api/key_views.h"

#include <functional>

namespace glovebox::bridge {

class KeyDesk {
public:
    KeyDesk() = default;
    virtual ~KeyDesk() = default;
    KeyDesk(const KeyDesk &) = delete;
    KeyDesk &operator=(const KeyDesk &) = delete;

    virtual void act(const api::KeyAction &action, std::function<void(const api::KeyVerdict &)> answered) = 0;
};

} // namespace glovebox::bridge
