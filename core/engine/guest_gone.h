// Role: errors of guest files that mean the whole guest, not the file.
#pragma once

#include "core/base/error.h"

namespace glovebox::engine {

constexpr bool isGuestGone(ErrorCode code)
{
    return code == ErrorCode::GuestUnresponsive || code == ErrorCode::GuestExited || code == ErrorCode::GuestProtocol;
}

} // namespace glovebox::engine
