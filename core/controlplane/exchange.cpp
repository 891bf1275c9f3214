#include "core/controlplane/exchange.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/controlplane/error_mapping.h"
#include "core/controlplane/traffic.h"

#include <QBuffer>
#include <QLoggingCategory>
#include <QPointer>
#include <QSslError>

#include <array>

namespace glovebox::controlplane {

Q_LOGGING_CATEGORY(lcExchange, "glovebox.controlplane")

namespace {

using std::chrono::milliseconds;

/// What Qt may hold of a body that we have not read: beyond it the sender is held back.
constexpr qint64 kReadBuffer = 256 * 1024;

/// A body that can be sent once. When a server hangs up at the wrong moment Qt sends the request again by itself, up to
/// twice, which it cannot do with such a body; whether a tool's result is sent again is for the retry rule to say.
class BodyOnce : public QBuffer {
public:
    explicit BodyOnce(const std::string &body)
    {
        setData(QByteArray::fromStdString(body));
        open(QIODevice::ReadOnly);
    }
    bool reset() override { return false; }
};

QNetworkReply *send(const ExchangeSpec &spec, const HttpRequest &request)
{
    if (request.method == Method::Get)
        return spec.manager->get(spec.wire);
    if (request.method == Method::Delete)
        return spec.manager->deleteResource(spec.wire);
    auto body = std::make_unique<BodyOnce>(request.body.value_or(""));
    // Not post(): Qt would give a body-less POST with a query a form's content type.
    auto *reply = spec.manager->sendCustomRequest(spec.wire, "POST", body.get());
    body.release()->setParent(reply);
    return reply;
}

bool isSuccess(int status)
{
    return status >= 200 && status <= 299;
}

std::string header(const QNetworkReply &reply, const char *name)
{
    return reply.rawHeader(name).toStdString();
}

std::string seconds(milliseconds time)
{
    return QString::number(static_cast<double>(time.count()) / 1000, 'g', 4).toStdString() + " s";
}

ErrorCode codeOf(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::TimeoutError:
        return ErrorCode::TimedOut;
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolFailure:
        return ErrorCode::ProtocolError;
    default:
        return ErrorCode::NetworkError;
    }
}

} // namespace

Call Exchange::start(ExchangeSpec spec, ExchangeHandlers handlers, ports::Clock &clock, QObject *scope)
{
    auto *exchange =
        new Exchange(std::move(spec), std::move(handlers), clock); // deletes itself in finish() or abandon()
    connect(scope, &QObject::destroyed, exchange, [exchange] { exchange->abandon(); });
    QMetaObject::invokeMethod(
        exchange, [exchange] { exchange->beginAttempt(); }, Qt::QueuedConnection);
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
    if (!m_spec.request)
        return finish(tl::unexpected(m_spec.request.error()));
    ++m_attempt;
    m_head.reset();
    m_received = 0;
    m_sent = 0;
    m_errorBody.clear();
    m_tlsErrors.clear();
    m_reply = send(m_spec, *m_spec.request);
    m_reply->setReadBufferSize(kReadBuffer);

    // Queued, so that no frame of Qt's lies below a handler; a signal may then arrive late, for a reply that is gone.
    const auto whenCurrent = [this, attempt = m_attempt](auto method) {
        return [this, attempt, method](auto &&...) {
            if (!m_over && m_reply && m_attempt == attempt)
                method(this);
        };
    };
    connect(m_reply, &QNetworkReply::metaDataChanged, this, whenCurrent([](Exchange *self) { self->onReadable(); }),
            Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::readyRead, this, whenCurrent([](Exchange *self) { self->onReadable(); }),
            Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::finished, this, whenCurrent([](Exchange *self) { self->onReplyFinished(); }),
            Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::requestSent, this, whenCurrent([](Exchange *self) { self->onSent(); }),
            Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::uploadProgress, this,
            whenCurrent([](Exchange *self) { self->m_lastProgress = self->m_clock.now(); }), Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const auto &error : errors)
            m_tlsErrors += (m_tlsErrors.empty() ? "" : "; ") + error.errorString().toStdString();
    });
    m_lastProgress = m_clock.now();
    watch(limits::kHttpTimeout);
    if (m_spec.bodyMax.count() > 0)
        m_bodyLimit = m_clock.after(
            m_spec.bodyMax, [this] { tooLate("the answer was not complete after " + seconds(m_spec.bodyMax)); });
}

void Exchange::watch(milliseconds limit)
{
    const auto idle = std::chrono::duration_cast<milliseconds>(m_clock.now() - m_lastProgress);
    m_watchdog = m_clock.after(limit - idle, [this, limit] { onSilence(limit); });
}

void Exchange::onSilence(milliseconds limit)
{
    if (m_clock.now() - m_lastProgress < limit)
        return watch(limit);
    tooLate((m_head ? "nothing more came for " : "no answer within ") + seconds(limit));
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

/// Qt has sent the request, perhaps not for the first time: what comes from now on would be another answer's beginning,
/// and an event stream would go on with a gap that nobody notices.
void Exchange::onSent()
{
    if (++m_sent > 1 && m_head)
        attemptFailed({.kind = AttemptOutcome::Kind::CutOff, .repeatable = isRepeatable()},
                      {ErrorCode::NetworkError, m_spec.origin + " cut the answer off"});
}

void Exchange::onReadable()
{
    m_lastProgress = m_clock.now();
    if (!takeHead())
        return;
    std::array<char, 64 * 1024> chunk;
    while (!m_over && m_reply) {
        const auto size = m_reply->read(chunk.data(), static_cast<qint64>(chunk.size()));
        if (size <= 0)
            break;
        takeBody({chunk.data(), static_cast<std::size_t>(size)});
    }
}

/// False: the headers are not there yet, or they ended the exchange.
bool Exchange::takeHead()
{
    if (m_head)
        return true;
    const auto status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    if (!status.isValid())
        return false;
    m_head = ResponseHead{.status = status.toInt(),
                          .contentType = header(*m_reply, "content-type"),
                          .requestId = header(*m_reply, "request-id")};
    if (const auto length = m_reply->header(QNetworkRequest::ContentLengthHeader); length.isValid())
        m_head->contentLength = length.toULongLong();
    if (isSuccess(m_head->status)) {
        watch(m_spec.silence);
        if (auto accepted = m_handlers.head(*m_head); !accepted && !m_over)
            finish(std::move(accepted));
    }
    return !m_over;
}

void Exchange::takeBody(std::string_view bytes)
{
    m_received += bytes.size();
    if (isSuccess(m_head->status)) {
        if (auto accepted = m_handlers.body(bytes, *this); !accepted && !m_over)
            finish(std::move(accepted));
        return;
    }
    m_errorBody.append(bytes.substr(0, kErrorBodyMax.value - m_errorBody.size()));
    if (m_errorBody.size() >= kErrorBodyMax.value)
        refused();
}

void Exchange::onReplyFinished()
{
    onReadable();
    if (m_over || !m_reply)
        return;
    if (!m_head)
        return attemptFailed({.kind = AttemptOutcome::Kind::NoAnswer}, transportError());
    if (!isSuccess(m_head->status))
        return refused();
    const bool complete =
        m_reply->error() == QNetworkReply::NoError && m_received == m_head->contentLength.value_or(m_received);
    if (complete || m_spec.statusSuffices)
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
                           .shouldRetry = header(*m_reply, "x-should-retry"),
                           .retryAfterMs = header(*m_reply, "retry-after-ms"),
                           .retryAfter = header(*m_reply, "retry-after")};
    auto error = errorFrom({.status = m_head->status,
                            .contentType = m_head->contentType,
                            .requestId = m_head->requestId,
                            .location = withoutCredential(header(*m_reply, "location"), m_spec.credential),
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
    const auto delay =
        retryDelay(outcome, {.attempt = m_attempt, .random = m_clock.random(), .now = m_clock.wallNow()});
    if (!delay)
        return finish(tl::unexpected(std::move(error)));
    closeReply();
    qCDebug(lcExchange).noquote() << QString::fromStdString(describe(*m_spec.request) + ": " +
                                                            withoutCredential(describe(error), m_spec.credential) +
                                                            "; trying again in " + seconds(*delay));
    m_pause = m_clock.after(*delay, [this] { beginAttempt(); });
}

Error Exchange::transportError() const
{
    const auto why = m_reply->errorString().toStdString();
    switch (m_reply->error()) {
    case QNetworkReply::NoError:
    case QNetworkReply::RemoteHostClosedError:
        return {ErrorCode::NetworkError,
                m_spec.origin + (m_head ? " cut the answer off" : " closed the connection without an answer")};
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
        return {ErrorCode::NetworkError, "could not connect to " + m_spec.origin + ": " + why};
    case QNetworkReply::SslHandshakeFailedError:
        return {ErrorCode::NetworkError,
                "no secure connection to " + m_spec.origin + ": " + (m_tlsErrors.empty() ? why : m_tlsErrors)};
    default:
        return {codeOf(m_reply->error()), m_spec.origin + ": " + why};
    }
}

/// After the headers: a question may be asked again, an order may have been carried out, and a stream is not replayed.
bool Exchange::isRepeatable() const
{
    return m_spec.request->method == Method::Get && !m_spec.request->eventStream;
}

void Exchange::closeReply()
{
    m_watchdog.cancel();
    m_bodyLimit.cancel();
    m_pause.cancel();
    if (auto *reply = std::exchange(m_reply, nullptr)) {
        if (reply->isFinished() ? reply->error() == QNetworkReply::ContentReSendError : m_sent == 0)
            Traffic::retire(*m_spec.manager);
        reply->disconnect(this);
        reply->abort();
        delete reply;
    }
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
    closeReply();
    m_deadline.cancel();
    // A handler of ours may be running: it and what it holds go with the object, later.
    deleteLater();
}

} // namespace glovebox::controlplane
