// Role: one HTTP request from asking to the end of its answer: the generic retries up to the headers (reference 7.1),
// every timeout, and the body handed on piece by piece. What the body means is the caller's affair.
// Thread: the engine's; needs its event loop.
// Invariants: no handler is called from inside start(), and none after `finished`, after the Call went, or after
// `scope` was destroyed. A handler may let go of anything: the Call, the client, the whole engine.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/controlplane/requests.h"
#include "core/controlplane/retry_policy.h"
#include "core/controlplane/transport.h"
#include "core/ports/clock.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::controlplane {

class Exchange;

struct ResponseHead {
    int status = 0;
    std::string contentType;
    std::string requestId;
    std::string date; // as it was sent; may be empty
    std::optional<std::uint64_t> contentLength;
};

struct ExchangeSpec {
    Result<HttpRequest> request; // an error is reported like any other
    WireRequest wire;            // the request in full
    SecretString credential;     // to keep it out of messages
    std::string origin;          // for messages
    std::shared_ptr<Transport> transport;
    Lane lane = Lane::Commands;

    std::chrono::milliseconds silence{0};  // the longest pause within a body
    std::chrono::milliseconds bodyMax{0};  // from sending to the body's end, each attempt; 0: no limit
    std::chrono::milliseconds deadline{0}; // for everything, waiting for retries included; 0: no limit
    bool statusSuffices = false;           // a success status is the answer, whatever becomes of the body
    bool conflictIsSuccess = false;        // 409 means that what was asked for is so already
    bool onlyOnce = false;        // carried out twice it would be done twice: no second try but after a refusal
    bool conflictIsFinal = false; // 409 says something about what was asked for: asking again will not help
};

struct ExchangeHandlers {
    /// A success status. A body begins, from its start: after a retry once more. An error ends the exchange.
    std::function<Result<>(const ResponseHead &)> head;
    /// Ask `exchange.isOver()` after calling out: the answer may have become unwanted. An error ends the exchange.
    std::function<Result<>(std::string_view bytes, const Exchange &exchange)> body;
    std::function<void(Result<>)> finished;
};

class Exchange : public QObject {
public:
    static Call start(ExchangeSpec spec, ExchangeHandlers handlers, ports::Clock &clock, QObject *scope);

    bool isOver() const { return m_over; }

private:
    Exchange(ExchangeSpec spec, ExchangeHandlers handlers, ports::Clock &clock);

    void beginAttempt();
    void watch();
    void look();
    void tooLate(std::string detail);
    void onNews();
    bool takeHead();
    void takeBody(std::string_view bytes);
    void onOver();
    void refused();
    void attemptFailed(AttemptOutcome outcome, Error error);
    Error transportError() const;
    bool isRepeatable() const;
    void letGo();
    void finish(Result<> result);
    void abandon();

    ExchangeSpec m_spec;
    ExchangeHandlers m_handlers;
    ports::Clock &m_clock;
    std::unique_ptr<Transfer> m_transfer; // while an attempt is on its way
    int m_attempt = 0;
    std::optional<ResponseHead> m_head;
    std::uint64_t m_received = 0;
    std::string m_errorBody;
    MonoTime m_begun; // its turn came
    bool m_started = false;
    MonoTime m_lastProgress;
    std::chrono::milliseconds m_silenceMax{0};
    MonoTime m_watchAt;
    std::uint64_t m_sent = 0; // of the request's body, when last looked at
    Call m_watchdog;
    Call m_deadline;
    Call m_pause;
    bool m_over = false;
};

} // namespace glovebox::controlplane
