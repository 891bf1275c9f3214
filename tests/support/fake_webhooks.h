// Role: the webhook endpoint in memory: a test plays the control plane's calls. Thread: the test's.
#pragma once

#include "core/ports/webhook_receiver.h"

namespace testsupport {

class FakeWebhooks final : public glovebox::ports::WebhookReceiver {
public:
    std::optional<glovebox::Error> fault; // of listen()
    std::optional<Handlers> handlers;     // while it listens
    bool turnsAway = false;

    glovebox::Result<std::string> listen(Handlers wanted) override
    {
        if (fault)
            return tl::unexpected(*fault);
        handlers = std::move(wanted);
        turnsAway = false;
        return "http://127.0.0.1:8466/webhooks";
    }
    void turnAway() override { turnsAway = true; }
    void close() override { handlers.reset(); }
};

} // namespace testsupport
