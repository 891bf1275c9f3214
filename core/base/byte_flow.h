// Role: bytes that nobody holds whole: where they come from, and how fast they are taken. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace glovebox {

/// How much of what a reading brought has been used up. Without one, what was handed out counts as that.
class ReadPace {
public:
    void used(std::size_t bytes)
    {
        if (m_onUsed)
            m_onUsed(bytes);
    }
    /// The reading's.
    void onUsed(std::function<void(std::size_t)> handler) { m_onUsed = std::move(handler); }

private:
    std::function<void(std::size_t)> m_onUsed;
};

/// Asked for at most `max` more bytes; answers later, never from inside the call, with none at the end.
using ContentSource = std::function<Call(std::size_t max, Callback<std::string> done)>;

} // namespace glovebox
