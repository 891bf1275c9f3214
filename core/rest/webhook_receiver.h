// Role: the webhook endpoint over core/http: POST /webhooks for the control plane, GET /healthz for whoever watches the
// host, nothing else. Made to stand behind a proxy that speaks HTTPS; the signature is what it trusts, not the sender.
// Thread: the engine's. A delivery costs one hash over at most kBodyMax and never waits.
// Invariants: nothing is called back from inside a request; a good delivery is answered before anybody acts on it; what
// one client does costs at most its share of the limits below.
#pragma once

#include "core/http/server.h"
#include "core/ports/clock.h"
#include "core/ports/webhook_receiver.h"
#include "core/rest/webhook_signature.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::rest {

class WebhookReceiver final : public ports::WebhookReceiver {
public:
    struct Options {
        std::string address = "127.0.0.1";
        std::uint16_t port = 0; // 0: any free one
    };

    /// The clock must outlive it.
    WebhookReceiver(ports::Clock &clock, SigningKey key, Options options);
    ~WebhookReceiver() override;

    Result<std::string> listen(Handlers handlers) override;
    void turnAway() override { m_turnsAway = true; }
    void close() override;

private:
    http::Response answer(const http::Request &request);
    http::Response take(const http::Request &request);
    template <class Told>
    void tell(std::vector<Told> &list, Told what);
    void tellAll();

    ports::Clock &m_clock;
    SigningKey m_key;
    Options m_options;
    Handlers m_handlers;
    ReplayMemory m_heard; // also over close(): a retry may come after the switch was turned off and on
    bool m_turnsAway = false;
    // Said at the next turn of the loop.
    std::vector<std::optional<domain::EnvironmentId>> m_deliveries;
    std::vector<std::string> m_ignored;
    std::vector<std::string> m_rejected;
    Call m_telling;
    std::unique_ptr<http::Server> m_server; // last: its requests refer to all of the above
};

} // namespace glovebox::rest
