// Role: what a delivery says, once its signature was found good (reference 6.1, 6.2). Pure. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/domain/ids.h"

#include <optional>
#include <string>
#include <string_view>

namespace glovebox::rest {

struct WebhookEvent {
    std::string type;                                 // "session.status_run_started"; one line, shortened if need be
    std::optional<domain::EnvironmentId> environment; // only when it names one; the reference's do not

    /// There is work in a queue: the one type that means this.
    bool meansWork() const { return type == "session.status_run_started"; }
};

/// ProtocolError when it is no event.
Result<WebhookEvent> decodeWebhookEvent(std::string_view body);

} // namespace glovebox::rest
