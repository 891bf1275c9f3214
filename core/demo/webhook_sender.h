// Role: tells an endpoint what happens to sessions, signed the Standard Webhooks way (reference 6): up to three
// attempts per event, each with a fresh time and signature; an endpoint that redirects is not asked again. Invariants:
// the key leaves only as a signature; deliveries under way are bounded, and what is over the bound is dropped. Thread:
// the server's, with its event loop.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/demo/identity.h"
#include "core/ports/clock.h"

#include <QNetworkAccessManager>
#include <QUrl>

#include <list>
#include <string>

namespace glovebox::demo {

/// "v1,<base64>" over "<id>.<timestamp>.<body>". Nothing when the key is none ("whsec_" and base64).
std::optional<std::string> webhookSignature(const SecretString &key, const std::string &id, std::int64_t timestamp,
                                            const std::string &body);

/// A new key: "whsec_" and 32 random bytes in base64.
SecretString newWebhookKey();

class WebhookSender {
public:
    struct Options {
        std::string url; // of this machine: the demo speaks to nobody else
        SecretString key;
    };

    /// InvalidArgument for a URL that is not http on loopback, or a key that is none.
    static Result<std::unique_ptr<WebhookSender>> create(Options options, ports::Clock &clock, IdSource &ids);

    /// An event of a session's log; only those that a webhook tells of make a delivery.
    void note(const std::string &session, const std::string &eventType);

    int delivered() const { return m_delivered; }
    /// Neither taken nor given up yet.
    std::size_t underWay() const { return m_deliveries.size(); }
    bool isDisabled() const { return m_disabled; }

private:
    struct Delivery {
        std::string id;
        std::string body;
        int attempt = 0;
        Call pause;
    };

    WebhookSender(QUrl url, SecretString key, ports::Clock &clock, IdSource &ids);

    void attempt(std::list<Delivery>::iterator delivery);
    void answered(std::list<Delivery>::iterator delivery, int status);

    QUrl m_url;
    SecretString m_key;
    ports::Clock &m_clock;
    IdSource &m_ids;
    std::list<Delivery> m_deliveries;
    int m_delivered = 0;
    bool m_disabled = false;
    QNetworkAccessManager m_network; // declared last, gone first: its replies refer to the deliveries
};

} // namespace glovebox::demo
