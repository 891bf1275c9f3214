#include "core/controlplane/exchange.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/controlplane/error_mapping.h"

#include <QLoggingCategory>
#include <QPointer>

#include <algorithm>
#include <utility>

namespace glovebox::controlplane {

Q_LOGGING_CATEGORY(lcExchange, "glovebox.controlplane")

namespace {

using std::chrono::milliseconds;

bool isSuccess(int status)
{
    return status >= 200 && status <= 299;
}

std::string seconds(milliseconds time)
{
    return QString::number(static_cast<double>(time.count()) / 1000, 'g', 4).toStdString() + " s";
}

} // namespace

Call Exchange::start(ExchangeSpec spec, ExchangeHandlers handlers, ports::Clock &clock, QObject *scope)
{
    auto *exchange =
        new Exchange(std::move(spec), std::move(handlers), clock); // deletes itself in finish() or abandon()
    connect(scope, &QObject::destroyed, exchange, [exchange] { exchange->abandon(); });
    if (exchange->m_spec.request)
        exchange->beginAttempt(); // nobody is called back from here
    else
        QMetaObject::invokeMethod(
            exchange, [exchange] { exchange->finish(tl::unexpected(exchange->m_spec.request.error())); },
            Qt::QueuedConnection);
    return Call([guard = QPointer<Exchange>(exchange)] {
        if (guard)
            guard->abandon();
    });
}

Exchange::Exchange(ExchangeSpec spec, ExchangeHandlers handlers, ports::Clock &clock)
    : m_spec(std::move(spec)), m_handlers(std::move(handlers)), m_clock(clock), m_lastProgress(clock.now())
{
    if (m_spec.deadline.count() > 0)
        m_deadline = m_clock.after(m_spec.deadline, [this] {
            finish(fail(ErrorCode::TimedOut, "no complete answer within " + seconds(m_spec.deadline)));
        });
}

void Exchange::beginAttempt()
{
    if (m_over)
        return;
    ++m_attempt;
    m_head.reset();
    m_sent = 0;
    m_errorBody.clear();
    m_spec.wire.freshConnection = m_attempt > 1;
    m_transfer = m_spec.transport->send(m_spec.wire, m_spec.lane, [this] { onNews(); });
    m_begun = m_lastProgress = m_clock.now();
    m_started = m_transfer->hasStarted();
    m_silenceMax = limits::kHttpTimeout;
    watch();
}

/// One watch for both limits, that looks when the nearer of them could be reached.
void Exchange::watch()
{
    m_watchAt = m_lastProgress + m_silenceMax;
    if (m_spec.bodyMax.count() > 0)
        m_watchAt = std::min(m_watchAt, m_begun + m_spec.bodyMax);
    const auto wait = std::chrono::ceil<milliseconds>(m_watchAt - m_clock.now());
    m_watchdog = m_clock.after(wait, [this] { look(); });
}

void Exchange::look()
{
    const auto now = m_clock.now();
    if (!m_started)
        m_begun = m_lastProgress = now; // the server is not to blame for a wait in the lane
    // A large body on a slow line is no silence.
    if (const auto sent = m_transfer->sent(); sent > std::exchange(m_sent, sent))
        m_lastProgress = now;
    if (m_spec.bodyMax.count() > 0 && now - m_begun >= m_spec.bodyMax)
        return tooLate("the answer was not complete after " + seconds(m_spec.bodyMax));
    if (now - m_lastProgress < m_silenceMax)
        return watch();
    tooLate((m_head ? "nothing more came for " : "no answer within ") + seconds(m_silenceMax));
}

void Exchange::tooLate(std::string detail)
{
    // The status of a refusal says enough; its body would only have explained it.
    if (m_head && !isSuccess(m_head->status))
        return refused();
    attemptFailed(
        {.kind = m_head ? AttemptOutcome::Kind::CutOff : AttemptOutcome::Kind::NoAnswer, .repeatable = isRepeatable()},
        {ErrorCode::TimedOut, std::move(detail)});
}

void Exchange::onNews()
{
    m_lastProgress = m_clock.now();
    if (!std::exchange(m_started, m_transfer->hasStarted())) {
        m_begun = m_lastProgress;
        watch();
    }
    if (!takeHead())
        return;
    if (m_head)
        if (const auto bytes = m_transfer->takeBody(); !bytes.empty())
            takeBody(bytes);
    if (!m_over && m_transfer && m_transfer->isOver())
        onOver();
}

/// False: the head ended the exchange.
bool Exchange::takeHead()
{
    if (m_head || m_transfer->status() == 0)
        return true;
    m_head = ResponseHead{.status = m_transfer->status(),
                          .contentType = std::string(m_transfer->header("content-type")),
                          .requestId = std::string(m_transfer->header("request-id")),
                          .date = std::string(m_transfer->header("date")),
                          .contentLength = m_transfer->contentLength()};
    if (isSuccess(m_head->status)) {
        m_silenceMax = m_spec.silence;
        if (m_lastProgress + m_silenceMax < m_watchAt)
            watch();
        if (auto accepted = m_handlers.head(*m_head); !accepted && !m_over)
            finish(std::move(accepted));
    }
    return !m_over;
}

void Exchange::takeBody(std::string_view bytes)
{
    if (isSuccess(m_head->status)) {
        if (auto accepted = m_handlers.body(bytes, *this); !accepted && !m_over)
            finish(std::move(accepted));
        return;
    }
    m_errorBody.append(bytes.substr(0, kErrorBodyMax.value - m_errorBody.size()));
    if (m_errorBody.size() >= kErrorBodyMax.value)
        refused();
}

void Exchange::onOver()
{
    if (!m_head)
        return attemptFailed({.kind = AttemptOutcome::Kind::NoAnswer}, transportError());
    if (!isSuccess(m_head->status))
        return refused();
    if (!m_transfer->failure() || m_spec.statusSuffices)
        return finish({});
    attemptFailed({.kind = AttemptOutcome::Kind::CutOff, .repeatable = isRepeatable()}, transportError());
}

/// An answer that is no success, its body as far as it matters.
void Exchange::refused()
{
    if (m_head->status == 409 && m_spec.conflictIsSuccess)
        return finish({});
    AttemptOutcome outcome{.kind = AttemptOutcome::Kind::Answered,
                           .status = m_head->status,
                           .shouldRetry = std::string(m_transfer->header("x-should-retry")),
                           .retryAfterMs = std::string(m_transfer->header("retry-after-ms")),
                           .retryAfter = std::string(m_transfer->header("retry-after"))};
    auto error =
        errorFrom({.status = m_head->status,
                   .contentType = m_head->contentType,
                   .requestId = m_head->requestId,
                   .location = withoutCredential(std::string(m_transfer->header("location")), m_spec.credential),
                   // Before it is shortened: half a credential would not be recognised.
                   .body = withoutCredential(std::move(m_errorBody), m_spec.credential)});
    if (m_head->status == 409 && m_spec.conflictIsFinal)
        return finish(tl::unexpected(std::move(error)));
    attemptFailed(std::move(outcome), std::move(error));
}

void Exchange::attemptFailed(AttemptOutcome outcome, Error error)
{
    if (m_head && m_spec.statusSuffices && isSuccess(m_head->status))
        return finish({});
    // "Too many requests" is a refusal; of all else it is not known whether it was carried out.
    if (m_spec.onlyOnce && outcome.status != 429)
        return finish(tl::unexpected(std::move(error)));
    const auto delay =
        retryDelay(outcome, {.attempt = m_attempt, .random = m_clock.random(), .now = m_clock.wallNow()});
    if (!delay)
        return finish(tl::unexpected(std::move(error)));
    letGo();
    qCDebug(lcExchange).noquote() << QString::fromStdString(describe(*m_spec.request) + ": " +
                                                            withoutCredential(describe(error), m_spec.credential) +
                                                            "; trying again in " + seconds(*delay));
    m_pause = m_clock.after(*delay, [this] { beginAttempt(); });
}

Error Exchange::transportError() const
{
    const auto failure = m_transfer->failure().value_or(TransportFailure{TransportFailure::Kind::Closed, {}});
    const auto &proxy = m_spec.wire.proxy.address;
    const auto origin = m_spec.origin + (proxy.empty() ? std::string() : " through the proxy " + proxy);
    switch (failure.kind) {
    case TransportFailure::Kind::Closed:
        return {ErrorCode::NetworkError,
                origin + (m_head ? " cut the answer off" : " closed the connection without an answer")};
    case TransportFailure::Kind::Unreachable:
        return {ErrorCode::NetworkError, "could not connect to " + origin + ": " + failure.text};
    case TransportFailure::Kind::ProxyRefused:
        return {ErrorCode::NetworkError,
                "the proxy " + proxy + " does not let us reach " + m_spec.origin + ": " + failure.text};
    case TransportFailure::Kind::Tls:
        return {ErrorCode::NetworkError, "no secure connection to " + origin + ": " + failure.text};
    case TransportFailure::Kind::Protocol:
        return {ErrorCode::ProtocolError, origin + ": " + failure.text};
    case TransportFailure::Kind::Other:
        break;
    }
    return {ErrorCode::NetworkError, origin + ": " + failure.text};
}

/// After the headers: a question may be asked again, an order may have been carried out, and a stream is not replayed.
bool Exchange::isRepeatable() const
{
    return m_spec.request->method == Method::Get && !m_spec.request->eventStream;
}

void Exchange::letGo()
{
    m_watchdog.cancel();
    m_pause.cancel();
    m_transfer.reset();
}

void Exchange::finish(Result<> result)
{
    if (m_over)
        return;
    if (!result) {
        auto detail = withoutCredential(std::move(result.error().detail), m_spec.credential);
        if (m_spec.request)
            detail = describe(*m_spec.request) + ": " + detail;
        result.error().detail = std::move(detail);
    }
    const auto finished = std::move(m_handlers.finished);
    abandon();
    finished(std::move(result));
}

void Exchange::abandon()
{
    if (std::exchange(m_over, true))
        return;
    letGo();
    m_deadline.cancel();
    // A handler of ours may be running: it and what it holds go with the object, later.
    deleteLater();
}

} // namespace glovebox::controlplane
