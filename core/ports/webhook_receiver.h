// Role: the HTTP endpoint that the control plane calls when something happened to a session (reference 6). The engine
// switches it on and off and hears what came; an implementation holds the signing key and where to listen.
// Thread: the engine's. Handlers are called from the event loop, never from inside a call of this interface, and may
// call it themselves.
#pragma once

#include "core/base/result.h"
#include "core/domain/ids.h"

#include <functional>
#include <optional>
#include <string>

namespace glovebox::ports {

class WebhookReceiver {
public:
    struct Handlers {
        /// Signed by the control plane, not heard before: a session runs, its environment's queue has work. The
        /// reference's deliveries do not say of which environment; then none is given and it may be any.
        std::function<void(std::optional<domain::EnvironmentId>)> delivery;
        /// Signed too, but of a type that means no work ("session.updated").
        std::function<void(std::string type)> ignored;
        /// Not believed, or heard before; in words for the operator.
        std::function<void(std::string reason)> rejected;
    };

    virtual ~WebhookReceiver() = default;

    /// The address for people: "http://127.0.0.1:8466/webhooks". AddressInUse, PermissionDenied or
    /// NetworkError when it cannot be listened on, InvalidState when it is listened on already.
    virtual Result<std::string> listen(Handlers handlers) = 0;
    /// The engine ends: from here on every delivery is answered "503, come again", until close().
    virtual void turnAway() = 0;
    /// Hangs up on everybody; no handler is called any more. listen() may follow.
    virtual void close() = 0;
};

} // namespace glovebox::ports
